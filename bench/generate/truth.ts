import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { segmentsOf } from '../../src/input/path.js';
import type { Page } from './placed.js';

/** A line and a column, both from one; columns in UTF-16 units, as in SARIF. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** A finding that there has to be. */
export interface Expected {
  readonly rule: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly path: string;
  /** Where it stands in each of the files that hold the same objects. */
  readonly spots: Readonly<Record<string, Spot>>;
}

/** All that meshlint has to find in an input, and nothing else. */
export interface Truth {
  readonly objects: number;
  readonly findings: readonly Expected[];
}

/** The mapping or list that holds the value at a path, and its key there. */
export function parentAt(
  object: JsonObject,
  path: string,
): { readonly parent: Json; readonly key: string | number } {
  const segments = segmentsOf(path);
  const parent = segments.slice(0, -1).reduce<Json>(childOf, object);
  const last = segments.at(-1) ?? '';
  return { parent, key: isArray(parent) ? Number(last) : last };
}

function childOf(value: Json, key: string): Json {
  const child = isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  if (child === undefined) throw new Error(`nothing stands at ${key}`);
  return child;
}

/** Where a page has written the value that it was made for: a mapping or a list by its key, anything else by itself. */
export function spotIn({ text, parent, key, keyAt, valueAt }: Page): Spot {
  if (valueAt === -1) throw new Error(`nothing was written at ${key}`);
  const value = isArray(parent) ? parent[Number(key)] : (parent as JsonObject)[String(key)];
  const offset = typeof value === 'object' && value !== null ? keyAt : valueAt;
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
