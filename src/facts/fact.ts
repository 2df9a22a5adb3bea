import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { KindName, Place, Resource, ResourceId } from '../graph/resource.js';
import type { Json, JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';
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

/** What tells where a path in it stands. */
export type Placed = Pick<Resource, 'place'>;

/**
 * A value of a fact, and what it came from. Where it was read `as a whole`, each path inside the value has a place of its
 * own there; a `key` stands where the key does; what was concluded from a path stands there, whatever is inside.
 */
export class Traced {
  readonly value: Json;
  readonly from: Placed;
  readonly path: Path;
  readonly standing: 'as a whole' | 'there' | 'key';

  constructor(value: Json, from: Placed, path: Path, standing: Traced['standing']) {
    this.value = value;
    this.from = from;
    this.path = path;
    this.standing = standing;
  }

  /** The place of a path inside the value. */
  place(inner: Path): Place {
    if (this.standing === 'key') return this.from.place(this.path, 'key');
    return this.from.place(this.standing === 'there' ? this.path : [...this.path, ...inner]);
  }

  /** Another value that stands where this one does. */
  saying(value: Json): Traced {
    return new Traced(value, this.from, this.path, this.standing);
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
  return value === undefined ? undefined : traced(value, resource, path);
}

/** A value that somebody has read at a path. */
export function traced(value: Json, from: Placed, path: Path): Traced {
  return new Traced(value, from, path, 'as a whole');
}

/** A value that was concluded, standing where the thing stands that it was concluded from. */
export function concluded(value: Json, from: Placed, path: Path): Traced {
  return new Traced(value, from, path, 'there');
}

/** A value that stands where the key at the end of a path does. */
export function named(value: Json, from: Placed, path: Path): Traced {
  return new Traced(value, from, path, 'key');
}

/** A resource and path that a fact is about: a finding on the fact carries its identity. */
export interface About {
  readonly resource: Resource;
  readonly path: Path;
}

/**
 * A fact: its value is plain, and each traced part of it remembers its place. Everything else in it stands at `about`.
 * Of several mappings the later one counts; what thousands of facts share, such as a decision, is handed over by itself.
 */
export function fact(kind: string, about: About, name: string, ...parts: readonly FactMapping[]): Resource {
  return factIn(about.resource.id.namespace, kind, about, name, parts);
}

/** A fact that holds in the whole cluster, wherever its evidence stands. */
export function clusterFact(kind: string, about: About, name: string, value: FactMapping): Resource {
  return factIn(undefined, kind, about, name, [value]);
}

function factIn(
  namespace: string | undefined,
  kind: string,
  about: About,
  name: string,
  parts: readonly FactMapping[],
): Resource {
  return new Fact({ group: 'meshlint', kind, namespace, name }, about, parts);
}

/** A resource by itself. A large dump has tens of thousands of facts: what is asked for findings only is not made before. */
class Fact implements Resource {
  readonly id: ResourceId;
  readonly value: JsonObject;
  readonly #about: About;
  readonly #parts: readonly FactMapping[];

  constructor(id: ResourceId, about: About, parts: readonly FactMapping[]) {
    const { kind, name, namespace } = id;
    const metadata = namespace === undefined ? { name } : { name, namespace };
    const value: Record<string, Json> = { apiVersion: 'meshlint/v1', kind, metadata };
    for (const each of parts) fill(value, each);
    this.id = id;
    this.value = value;
    this.#about = about;
    this.#parts = parts;
  }

  get version(): string {
    return 'v1';
  }

  get captured(): boolean {
    return this.#about.resource.captured;
  }

  get source(): string {
    return this.#about.resource.source;
  }

  get read(): undefined {
    return undefined;
  }

  renderedFrom(): string | undefined {
    return this.#about.resource.renderedFrom();
  }

  place(path: Path): Place {
    return placeIn(this.#parts, path) ?? this.#about.resource.place(this.#about.path);
  }
}

/** Puts the plain values of parts into a mapping: what there is none of is not there, whatever stood there before. */
function fill(mapping: Record<string, Json>, parts: FactMapping): void {
  for (const key of Object.keys(parts)) {
    const part = parts[key];
    if (part !== undefined) mapping[key] = plain(part);
    else if (key in mapping) delete mapping[key];
  }
}

/** What parts that many facts share are as plain values. */
const SHARED = new WeakMap<object, Json>();

/** Parts of which each fact that is made of them holds no copy of its own: thousands of them may say the same. */
export function shared<Parts extends readonly FactValue[]>(parts: Parts): Parts {
  SHARED.set(parts, parts.map(plain));
  return parts;
}

function plain(value: FactValue): Json {
  if (value instanceof Traced) return value.value;
  if (Array.isArray(value)) return SHARED.get(value) ?? value.map(plain);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return (value ?? null) as Json;
  const mapping = {};
  fill(mapping, value as FactMapping);
  return mapping;
}

/** An Unknown is an object too, and stays what it is. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** The place of a path in the parts of a fact: that of the traced part on its way. */
function placeIn(parts: readonly FactMapping[], path: Path): Place | undefined {
  const [first] = path;
  let part: FactValue =
    first === undefined ? undefined : parts.findLast((each) => Object.hasOwn(each, first));
  for (const [depth, segment] of path.entries()) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, segment)) return undefined;
    part = (part as FactMapping)[segment];
    if (part instanceof Traced) return part.place(path.slice(depth + 1));
  }
  return undefined;
}
