import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { KindName, Place, Resource } from '../graph/resource.js';
import type { Json, JsonObject } from '../input/json.js';
import { type Path, pointerOf } from '../input/path.js';
import type { Releases } from './release.js';

/** One question about a mesh, answered by resources of a kind `meshlint/...` that rules judge like any other. */
export interface FactSource {
  /** The kind of its facts, without the group: `WebhookCall`. */
  readonly kind: string;
  /** The kinds that it reads: a fact is no better known than the least known of them. */
  readonly reads: readonly KindName[];
  /** Further kinds that it looks at: what it makes of them it can say to be unknown. */
  readonly looksAt: readonly KindName[];
  /**
   * `stated` are the releases that the user states: of a mesh whose control plane is elsewhere, nothing else tells.
   * `earlier` are the worlds of the input before this one, without facts: what two of them tell together is told in the later.
   */
  readonly derive: (graph: Graph, stated: Releases, earlier: readonly Graph[]) => readonly Resource[];
}

/** A value of a fact, and the real place that it came from. An untraced value stands where its parent does. */
export class Traced {
  readonly value: Json;
  /** The place of a path inside the value. */
  readonly place: (inner: Path) => Place;

  constructor(value: Json, place: (inner: Path) => Place) {
    this.value = value;
    this.place = place;
  }
}

/** What a fact is built of: traced values, and mappings and sequences of them. */
export type FactValue = Traced | Json | undefined | readonly FactValue[] | FactMapping;

export interface FactMapping {
  readonly [key: string]: FactValue;
}

/** The value at a path of a resource, with its place; `undefined` where there is none. */
export function copied(resource: Resource, path: Path): Traced | undefined {
  const value = valueAt(resource.value, path);
  return value === undefined ? undefined : new Traced(value, (inner) => resource.place([...path, ...inner]));
}

/** A value that was concluded, standing where the thing stands that it was concluded from. */
export function concluded(value: Json, from: Resource, path: Path): Traced {
  return new Traced(value, () => from.place(path));
}

/** A resource and path that a fact is about: a finding on the fact carries its identity. */
export interface About {
  readonly resource: Resource;
  readonly path: Path;
}

/**
 * A fact: its value is plain, and each traced part of it remembers its place. Everything else in it stands at `about`.
 */
export function fact(kind: string, about: About, name: string, value: FactMapping): Resource {
  return factIn(about.resource.id.namespace, kind, about, name, value);
}

/** A fact that holds in the whole cluster, wherever its evidence stands. */
export function clusterFact(kind: string, about: About, name: string, value: FactMapping): Resource {
  return factIn(undefined, kind, about, name, value);
}

function factIn(
  namespace: string | undefined,
  kind: string,
  about: About,
  name: string,
  value: FactMapping,
): Resource {
  const places = new Map<string, Traced>();
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    id: { group: 'meshlint', kind, namespace, name },
    version: 'v1',
    value: { apiVersion: 'meshlint/v1', kind, metadata, ...(plain(value, [], places) as JsonObject) },
    captured: about.resource.captured,
    source: about.resource.source,
    read: undefined,
    renderedFrom: about.resource.renderedFrom,
    place: (path) => nearest(places, path) ?? about.resource.place(about.path),
  };
}

function plain(value: FactValue, path: Path, places: Map<string, Traced>): Json {
  if (value instanceof Traced) {
    places.set(pointerOf(path), value);
    return value.value;
  }
  if (Array.isArray(value)) return value.map((item, index) => plain(item, [...path, index], places));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return (value ?? null) as Json;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(
    entries.map(([key, child]) => [key, plain(child as FactValue, [...path, key], places)]),
  );
}

/** An Unknown is an object too, and stays what it is. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function nearest(places: ReadonlyMap<string, Traced>, path: Path): Place | undefined {
  for (let length = path.length; length > 0; length--) {
    const traced = places.get(pointerOf(path.slice(0, length)));
    if (traced !== undefined) return traced.place(path.slice(length));
  }
  return undefined;
}
