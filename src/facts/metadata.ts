import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';

const NONE: JsonObject = {};
const NO_ITEMS: readonly Json[] = [];

export function labelsOf(resource: Resource): JsonObject {
  return mappingIn(resource.value.metadata, 'labels');
}

export function annotationsOf(resource: Resource): JsonObject {
  return mappingIn(resource.value.metadata, 'annotations');
}

/** The mapping that a mapping holds; an empty one where there is none. */
export function mappingIn(holder: Json | undefined, key: string): JsonObject {
  if (!isObject(holder)) return NONE;
  const value = holder[key];
  return isObject(value) ? value : NONE;
}

/** The text that a mapping holds; an empty text is none. */
export function textIn(holder: Json | undefined, key: string): string | undefined {
  if (!isObject(holder)) return undefined;
  const value = holder[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The items of the list that a mapping holds; none where there is no list. */
export function itemsIn(holder: Json | undefined, key: string): readonly Json[] {
  if (!isObject(holder)) return NO_ITEMS;
  const value = holder[key];
  return isArray(value) ? value : NO_ITEMS;
}

/** The mapping at a path; an empty one where there is none. */
export function mappingAt(root: Json, path: Path): JsonObject {
  const value = valueAt(root, path);
  return isObject(value) ? value : NONE;
}

/** The text at a path; an empty text is none. */
export function textAt(root: Json, path: Path): string | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The items of the list at a path; none where there is no list. */
export function itemsAt(root: Json, path: Path): readonly Json[] {
  const value = valueAt(root, path);
  return isArray(value) ? value : NO_ITEMS;
}
