import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';

const NONE: JsonObject = {};

export function labelsOf(resource: Resource): JsonObject {
  return mappingAt(resource.value, ['metadata', 'labels']);
}

export function annotationsOf(resource: Resource): JsonObject {
  return mappingAt(resource.value, ['metadata', 'annotations']);
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
  return isArray(value) ? value : [];
}
