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
import { kindName, type Resource, type ResourceId } from './resource.js';

/** The resource that one object of a document is. */
export function resourceOf(document: KubernetesDocument, object: ObjectAt): Resource {
  const { value: written, path } = object;
  const meta = namedMetadata(written);
  const value = { ...written, metadata: meta };
  const [group, version] = groupAndVersion(String(written.apiVersion));
  const kind = String(written.kind);
  const id: ResourceId = {
    group,
    kind,
    namespace: isClusterScoped(kindName({ group, kind })) ? undefined : text(meta.namespace),
    name: text(meta.name) ?? UNNAMED,
  };
  return {
    id,
    version,
    value,
    // What a bundle holds was read from a cluster, even where its writer left out what the API server set.
    captured: isCaptured(written) || document.source.place !== undefined,
    source: document.source.name,
    read: object,
    renderedFrom: () => originOf(document.written(), written),
    place: (inner, part = 'value') => {
      const [real, realPart] = pointAt(value, inner, part);
      const range = document.locate([...path, ...real], realPart);
      return { resource: id, path: inner, location: onFirstLine(document.source, range) };
    },
  };
}

/** The same resource in another namespace: the one that its kustomization gives it. Undefined: it may be in any. */
export function inNamespace(resource: Resource, namespace: string | undefined): Resource {
  if (isClusterScoped(kindName(resource.id))) return resource;
  const { namespace: _, ...metadata } = resource.value.metadata as JsonObject;
  const id = { ...resource.id, namespace };
  return {
    ...resource,
    id,
    value: {
      ...resource.value,
      metadata: namespace === undefined ? metadata : { ...metadata, namespace },
    },
    place: (path, part) => ({ ...resource.place(path, part), resource: id }),
  };
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
    place: (path) => ({ resource: id, path, location }),
  };
}
