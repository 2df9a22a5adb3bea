import type { BrokenDocument, KubernetesDocument, ObjectAt, Part } from '../input/document.js';
import type { ObservedLine } from '../input/files/observed.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { groupAndVersion, isClusterScoped } from '../input/kinds.js';
import { isCaptured } from '../input/objects.js';
import { originOf } from '../input/origin.js';
import type { Path } from '../input/path.js';
import type { Location, Range, Source } from '../input/source.js';
import { columnOfStart, lineAt } from '../input/text/lines.js';
import { UNNAMED } from './placeholder.js';
import { valueAt } from './query.js';
import { kindName, Place, type Resource, type ResourceId } from './resource.js';

/** The resource that one object of a document is. */
export function resourceOf(document: KubernetesDocument, object: ObjectAt): Resource {
  return new ReadResource(document, object);
}

/** A large dump has tens of thousands of them: each holds only what is its own, and finds the rest when it is asked. */
class ReadResource implements Resource {
  readonly id: ResourceId;
  readonly value: JsonObject;
  readonly captured: boolean;
  readonly read: ObjectAt;
  readonly #document: KubernetesDocument;

  constructor(document: KubernetesDocument, object: ObjectAt) {
    const { value: written } = object;
    const meta = namedMetadata(written);
    const { group, kind, isInCluster } = typeOf(written);
    this.id = {
      group,
      kind,
      namespace: isInCluster ? undefined : text(meta.namespace),
      name: text(meta.name) ?? UNNAMED,
    };
    this.value = meta === written.metadata ? written : { ...written, metadata: meta };
    // What a bundle holds was read from a cluster, even where its writer left out what the API server set.
    this.captured = isCaptured(written) || document.source.place !== undefined;
    this.read = object;
    this.#document = document;
  }

  get version(): string {
    return typeOf(this.value).version;
  }

  get source(): string {
    return this.#document.source.name;
  }

  renderedFrom(): string | undefined {
    return originOf(this.#document.written(), this.read.value);
  }

  place(path: Path, part: Part = 'value'): Place {
    return new Place(this.id, path, () => {
      const [real, realPart] = pointAt(this.value, path, part);
      const range = this.#document.locate([...this.read.path, ...real], realPart);
      return onFirstLine(this.#document.source, range);
    });
  }
}

/** What the apiVersion and kind of an object say. All objects of a kind share one. */
interface Type {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Objects of it have no namespace. */
  readonly isInCluster: boolean;
}

const TYPES = new Map<string, Map<string, Type>>();

function typeOf({ apiVersion, kind }: JsonObject): Type {
  const [written, name] = [String(apiVersion), String(kind)];
  const types = TYPES.get(written) ?? new Map<string, Type>();
  const known = types.get(name);
  if (known !== undefined) return known;
  const [group, version] = groupAndVersion(written);
  const type = { group, version, kind: name, isInCluster: isClusterScoped(kindName({ group, kind: name })) };
  TYPES.set(written, types.set(name, type));
  return type;
}

/** A resource with another value, in which a path stands where it does in the part of the resource that lies `within`. */
export function seenAs(resource: Resource, value: JsonObject, within: Path = []): Resource {
  return new View(resource, resource.id, value, within);
}

/** The same resource in another namespace: the one that its kustomization gives it. Undefined: it may be in any. */
export function inNamespace(resource: Resource, namespace: string | undefined): Resource {
  if (isClusterScoped(kindName(resource.id))) return resource;
  const { namespace: _, ...metadata } = resource.value.metadata as JsonObject;
  const moved = namespace === undefined ? metadata : { ...metadata, namespace };
  return new View(resource, { ...resource.id, namespace }, { ...resource.value, metadata: moved }, []);
}

/** A resource that is seen in another way, and stands where it stands. */
class View implements Resource {
  readonly id: ResourceId;
  readonly value: JsonObject;
  readonly #resource: Resource;
  readonly #within: Path;

  constructor(resource: Resource, id: ResourceId, value: JsonObject, within: Path) {
    this.id = id;
    this.value = value;
    this.#resource = resource;
    this.#within = within;
  }

  get version(): string {
    return this.#resource.version;
  }

  get captured(): boolean {
    return this.#resource.captured;
  }

  get source(): string {
    return this.#resource.source;
  }

  get read(): ObjectAt | undefined {
    return this.#resource.read;
  }

  renderedFrom(): string | undefined {
    return this.#resource.renderedFrom();
  }

  place(path: Path, part?: Part): Place {
    return this.#resource.place([...this.#within, ...path], part).in(this.id);
  }
}

/** Rules name what they speak of. What has no name yet, or is but a piece of an object, is called so. */
function namedMetadata({ metadata }: JsonObject): JsonObject {
  if (!isObject(metadata)) return { name: UNNAMED };
  return 'name' in metadata ? metadata : { ...metadata, name: text(metadata.generateName) ?? UNNAMED };
}

/** A whole resource is pointed at by its name, and a mapping or list by its key: a place is one line. */
function pointAt(value: JsonObject, path: Path, part: Part): readonly [Path, Part] {
  if (path.length === 0) return [['metadata', 'name'], 'value'];
  const pointed = valueAt(value, path);
  return [path, isObject(pointed) || isArray(pointed) ? 'key' : part];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finding points at a line: readers, and code review, show one. Long values are cut at the end of their first. */
function onFirstLine(source: Source, range: Range): Location {
  if (range.end.line === range.start.line) return { source, range };
  const { line, column } = range.start;
  const behind = columnOfStart(source, line) + (lineAt(source, line) ?? '').trimEnd().length;
  return { source, range: { start: range.start, end: { line, column: Math.max(behind, column) } } };
}

/** What could not be read as it was meant is a resource too, so that it is judged and reported like any other. */
export function misreadDocument(kind: 'BrokenDocument' | 'DuplicateKey', misread: BrokenDocument): Resource {
  const location = onFirstLine(misread.source, misread.range);
  return madeOf(kind, misread.source.name, undefined, { message: misread.message }, location);
}

/** A line of a log, or of a table of events, as rules judge it: its text, and the pod that wrote it where that is known. */
export function observedLine({ source, role: { of, namespace, pod, container } }: ObservedLine): Resource {
  const line = source.firstLine ?? 1;
  const range: Range = { start: { line, column: 1 }, end: { line, column: source.text.length + 1 } };
  const known = Object.entries({ pod, container }).filter(([, value]) => value !== undefined);
  const value = { from: of, text: source.text, ...(Object.fromEntries(known) as JsonObject) };
  return madeOf('ObservedLine', pod ?? source.name, namespace, value, { source, range });
}

function madeOf(
  kind: string,
  name: string,
  namespace: string | undefined,
  value: JsonObject,
  location: Location,
): Resource {
  const id: ResourceId = { group: 'meshlint', kind, namespace, name };
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    id,
    version: 'v1',
    value: { apiVersion: 'meshlint/v1', kind, metadata, ...value },
    captured: kind === 'ObservedLine',
    source: location.source.name,
    read: undefined,
    renderedFrom: () => undefined,
    place: (path) => new Place(id, path, () => location),
  };
}
