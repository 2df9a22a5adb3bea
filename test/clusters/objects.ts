import { createHash } from 'node:crypto';
import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';

/** When everything in the clusters was made. */
export const MADE = '2023-03-01T10:00:00Z';
/** When all of it was ready, and the newest time in a capture. */
export const SETTLED = '2023-03-01T10:05:00Z';

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly ownerReferences?: readonly JsonObject[];
}

/** An object with what the API server adds to it. */
export function live(
  apiVersion: string,
  kind: string,
  metadata: Metadata,
  rest: JsonObject = {},
): JsonObject {
  const { name, namespace = '' } = metadata;
  const number = Number.parseInt(hash(kind, namespace, name).slice(0, 6), 16);
  const server = {
    ...('spec' in rest && { generation: 1 }),
    uid: uidOf(kind, namespace, name),
    resourceVersion: String(number),
    creationTimestamp: MADE,
  };
  return { apiVersion, kind, metadata: { ...metadata, ...server }, ...rest };
}

export function uidOf(...parts: readonly string[]): string {
  return hash('uid', ...parts).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}

/** As many hexadecimal digits as a SHA-256 has, always the same for the same parts. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex');
}

/** What stands at a path, or undefined. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (isArray(inner)) return inner[Number(key)];
    return isObject(inner) ? inner[key] : undefined;
  }, value);
}

export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  return String(at(value, ...path) ?? '');
}

export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

export function itemsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...path);
  return isArray(found) ? found.filter(isObject) : [];
}

export function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'name');
}

export function namespaceOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'namespace');
}

export function configMap(metadata: Metadata, data: JsonObject): JsonObject {
  return live('v1', 'ConfigMap', metadata, { data });
}

export function serviceAccount(namespace: string, name: string, labels?: JsonObject): JsonObject {
  return live('v1', 'ServiceAccount', { name, namespace, ...(labels && { labels }) });
}

/** A Secret with the keys of its data; their values are nobody's business. */
export function secret(metadata: Metadata, data: JsonObject, type = 'Opaque'): JsonObject {
  return live('v1', 'Secret', metadata, { data, type });
}

/** The items, where a condition holds. */
export function only<T>(condition: boolean, ...items: readonly T[]): readonly T[] {
  return condition ? items : [];
}
