import type { BrokenDocument, Document, Input, Part } from '../input/document.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { lineAt } from '../input/lines.js';
import type { Path } from '../input/path.js';
import type { Location, Range, Source } from '../input/source.js';
import { Graph } from './graph.js';
import { isClusterScoped } from './kinds.js';
import type { Claim } from './ledger.js';
import { UNNAMED } from './placeholder.js';
import { valueAt } from './query.js';
import { type KindName, kindName, type Resource, type ResourceId } from './resource.js';

/** A document, the objects in it, and what they are in the graph. */
interface ReadDocument {
  readonly document: Document;
  readonly items: readonly Item[];
  readonly resources: readonly Resource[];
}

/** One object of a document, and its path there: the root, or an item of a List. */
interface Item {
  readonly value: JsonObject;
  readonly path: Path;
}

/**
 * The graph of what was read. `complete` names kinds of which the user says that the input holds every object of the
 * cluster; `*` means all kinds.
 */
export function buildGraph(input: Input, complete: readonly KindName[] = []): Graph {
  const read = input.documents.map((document) => {
    const items = itemsOf(document.value, []);
    return { document, items, resources: items.flatMap((item) => resourceOf(document, item) ?? []) };
  });
  return new Graph(
    [
      ...withoutCopies(read.flatMap(({ resources }) => resources)),
      ...input.broken.map((broken) => misreadDocument('BrokenDocument', broken)),
      ...input.duplicates.map((duplicate) => misreadDocument('DuplicateKey', duplicate)),
    ],
    [...read.flatMap(claimsOf), ...complete.map(statedBy)],
  );
}

/** Lists are unpacked, also lists in lists. The items of a typed list lack their kind: it is the list's. */
function itemsOf(value: Json, path: Path): readonly Item[] {
  if (!isObject(value) || typeof value.kind !== 'string') return [];
  if (!('items' in value) || !value.kind.endsWith('List')) return [{ value, path }];
  const { apiVersion, items } = value;
  const kind = value.kind.slice(0, -'List'.length);
  return (isArray(items) ? items : []).flatMap((item, index) =>
    itemsOf(kind !== '' && isObject(item) ? ({ apiVersion, kind, ...item } as JsonObject) : item, [
      ...path,
      'items',
      index,
    ]),
  );
}

function resourceOf(document: Document, { value: written, path }: Item): Resource | undefined {
  const { apiVersion, kind } = written;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const meta = namedMetadata(written);
  const value = { ...written, metadata: meta };
  const [group, version] = apiVersion.includes('/') ? splitVersion(apiVersion) : ['', apiVersion];
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
    captured: isCaptured(meta),
    source: document.source.name,
    place: (inner, part = 'value') => {
      const [real, realPart] = pointAt(value, inner, part);
      const range = document.locate([...path, ...real], realPart);
      return { resource: id, path: inner, location: firstLine(document.source, range) };
    },
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

function splitVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/');
  return [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Only the API server sets these. A `creationTimestamp: null` is what client libraries write into manifests. */
function isCaptured(metadata: JsonObject): boolean {
  return (
    text(metadata.uid) !== undefined ||
    text(metadata.resourceVersion) !== undefined ||
    text(metadata.creationTimestamp) !== undefined
  );
}

/** A finding points at a line: readers, and code review, show one. Long values are cut at the end of their first. */
function firstLine(source: Source, range: Range): Location {
  if (range.end.line === range.start.line) return { source, range };
  const end = Math.max((lineAt(source, range.start.line) ?? '').trimEnd().length + 1, range.start.column);
  return { source, range: { start: range.start, end: { line: range.start.line, column: end } } };
}

/**
 * One capture may hold an object several times, under two API versions or in two files: the last copy stands for all.
 * Manifests are never merged: two overlays of one object are two things to judge.
 */
function withoutCopies(resources: readonly Resource[]): readonly Resource[] {
  const captured = resources.filter((resource) => resource.captured);
  const last = new Map(captured.map((resource) => [copyKey(resource), resource]));
  return resources.filter((resource) => !resource.captured || last.get(copyKey(resource)) === resource);
}

function copyKey({ id, value }: Resource): string {
  const uid = isObject(value.metadata) ? value.metadata.uid : undefined;
  return JSON.stringify([id.group, id.kind, id.namespace, id.name, uid]);
}

/** What could not be read as it was meant is a resource too, so that it is judged and reported like any other. */
function misreadDocument(kind: 'BrokenDocument' | 'DuplicateKey', misread: BrokenDocument): Resource {
  const id: ResourceId = { group: 'meshlint', kind, namespace: undefined, name: misread.source.name };
  const location = firstLine(misread.source, misread.range);
  return {
    id,
    version: 'v1',
    value: {
      apiVersion: 'meshlint/v1',
      kind,
      metadata: { name: misread.source.name },
      message: misread.message,
    },
    captured: false,
    source: misread.source.name,
    place: (path) => ({ resource: id, path, location }),
  };
}

/**
 * kubectl writes what it found into one List and says nothing of the namespace, selector or names that it was asked
 * for: its kinds are probably complete in the namespaces that it holds. A List written by hand claims nothing. A label
 * that all of them share looks like the selector that they were asked by, and then nothing is known of the rest.
 */
function claimsOf({ document, items, resources }: ReadDocument): readonly Claim[] {
  if (!isObject(document.value) || !('items' in document.value) || shareLabel(items)) return [];
  const found = resources.filter(({ captured }) => captured).map(({ id }) => id);
  const namespaces = new Set(found.flatMap((id) => id.namespace ?? []));
  return [...new Set(found.map(kindName))].map((kind) => ({
    kind,
    namespaces: isClusterScoped(kind) ? undefined : namespaces,
    completeness: 'probable',
    evidence: document.source.name,
  }));
}

function shareLabel(items: readonly Item[]): boolean {
  const [first, ...others] = items.map(({ value }) => valueAt(value, ['metadata', 'labels']));
  const labels = isObject(first) ? Object.entries(first) : [];
  return labels.some(([key, value]) => others.every((other) => isObject(other) && other[key] === value));
}

function statedBy(kind: KindName): Claim {
  return { kind, namespaces: undefined, completeness: 'full', evidence: '--complete' };
}
