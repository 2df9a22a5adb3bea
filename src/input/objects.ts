import type { ObjectAt } from './document.js';
import { isArray, isObject, type Json, type JsonObject } from './json.js';
import { apiVersionOf, isClusterScoped, kindNameOf } from './kinds.js';
import type { ObjectsRole } from './layouts/layout.js';
import { HIDDEN } from './masks.js';
import type { Path } from './path.js';

/**
 * The objects in the value of a document, in every shape that tools write: one object, a List, a typed list whose items
 * lack their kind, a bare array, watch events; and what lacks a kind altogether, where its place tells it. Undefined:
 * this is nothing of Kubernetes. Lists are unpacked, also lists in lists.
 */
export function objectsIn(value: Json, role: ObjectsRole | undefined): readonly ObjectAt[] | undefined {
  return found(value, [], kindOfPlace(role), role);
}

/** The same for an item of a list: what it lacks, the list may tell. The path is that of the item. */
export function objectsInItem(
  item: Json,
  path: Path,
  list: JsonObject,
  role: ObjectsRole | undefined,
): readonly ObjectAt[] {
  return found(item, path, kindOfItems(list) ?? kindOfPlace(role), role) ?? [];
}

/** What fills in the kind that a writer left out. */
interface Kind {
  readonly apiVersion: Json;
  readonly kind: string;
}

function kindOfPlace(role: ObjectsRole | undefined): Kind | undefined {
  return role?.kind && { apiVersion: apiVersionOf(role.kind), kind: role.kind.kind };
}

type Role = ObjectsRole | undefined;

function found(value: Json, path: Path, kind: Kind | undefined, role: Role): readonly ObjectAt[] | undefined {
  if (isArray(value)) return inArray(value, path, kind, role);
  if (!isObject(value) || isStatus(value) || isTable(value)) return undefined;
  if (isWatchEvent(value)) return inEvent(value, path, kind, role);
  if (isList(value)) return inItems(value.items, path, kindOfItems(value) ?? kind, role);
  if (hasKind(value)) return [{ value: filled(value, role), path }];
  if (kind === undefined || !isObject(value.metadata)) return undefined;
  if ('items' in value) return inItems(value.items, path, kind, role);
  return [{ value: filled(named(value, kind), role), path }];
}

function named(value: JsonObject, { apiVersion, kind }: Kind): JsonObject {
  return { ...value, apiVersion: isName(value.apiVersion) ? (value.apiVersion ?? null) : apiVersion, kind };
}

/** A bare array is believed where each item names its kind, or where its place does: JSON patches are arrays, too. */
function inArray(items: readonly Json[], path: Path, kind: Kind | undefined, role: Role) {
  const isOfObjects = kind !== undefined || (items.length > 0 && items.every(hasKind));
  return isOfObjects || (items.length === 0 && role !== undefined)
    ? each(items, path, kind, role)
    : undefined;
}

/** Nothing at all is `items: null`, as Go writes it. */
function inItems(items: Json | undefined, path: Path, kind: Kind | undefined, role: Role) {
  return each(isArray(items) ? items : [], [...path, 'items'], kind, role);
}

function each(items: readonly Json[], path: Path, kind: Kind | undefined, role: Role): readonly ObjectAt[] {
  return items.flatMap((item, index) => found(item, [...path, index], kind, role) ?? []);
}

/** The items of a PodList are Pods of its version; those of a List name their own kind. */
function kindOfItems({ apiVersion, kind }: JsonObject): Kind | undefined {
  const name = String(kind).slice(0, -'List'.length);
  return name === '' ? undefined : { apiVersion: apiVersion ?? 'v1', kind: name };
}

function inEvent({ type, object = null }: JsonObject, path: Path, kind: Kind | undefined, role: Role) {
  if (type === 'BOOKMARK' || type === 'ERROR') return [];
  const objects = found(object, [...path, 'object'], kind, role);
  return type === 'DELETED' ? objects?.map((each) => ({ ...each, deleted: true as const })) : objects;
}

/** An object of a place that tells its namespace, and without the texts that its writer put over values. */
function filled(value: JsonObject, role: Role): JsonObject {
  const namespace = isClusterScoped(kindNameOf(value)) ? undefined : role?.namespace;
  const whole = (role?.masks === undefined ? value : withMasks(value, role.masks)) as JsonObject;
  if (namespace === undefined || !isObject(whole.metadata) || isName(whole.metadata.namespace)) return whole;
  return { ...whole, metadata: { ...whole.metadata, namespace } };
}

function withMasks(value: Json, masks: readonly string[]): Json {
  if (typeof value === 'string') return masks.includes(value) ? HIDDEN : value;
  if (isArray(value)) return value.map((item) => withMasks(item, masks));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withMasks(child, masks)]));
}

/** A list of objects: its kind ends with List, and it has items, be they null. */
export function isList(value: JsonObject): boolean {
  return hasKind(value) && String(value.kind).endsWith('List') && 'items' in value;
}

/** What the API server answers instead of an object. */
export function isStatus(value: Json): boolean {
  return isObject(value) && value.kind === 'Status' && value.apiVersion === 'v1' && !('spec' in value);
}

/** Rows for people. Others have a kind of that name, too. */
function isTable({ apiVersion, kind }: JsonObject): boolean {
  return kind === 'Table' && String(apiVersion).startsWith('meta.k8s.io/');
}

/** What `kubectl get --watch --output-watch-events` writes. */
function isWatchEvent(value: JsonObject): boolean {
  return !hasKind(value) && WATCH_EVENTS.has(value.type ?? null) && isObject(value.object);
}

const WATCH_EVENTS: ReadonlySet<Json> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

export function hasKind(value: Json): boolean {
  return isObject(value) && isName(value.apiVersion) && isName(value.kind);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Only the API server sets these. A `creationTimestamp: null` is what client libraries write into manifests. */
export function isCaptured({ metadata }: JsonObject): boolean {
  if (!isObject(metadata)) return false;
  return [metadata.uid, metadata.resourceVersion, metadata.creationTimestamp].some(isName);
}
