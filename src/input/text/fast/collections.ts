import type { JsonObject } from '../../json.js';
import { MAX_DEPTH } from '../tree.js';
import type { Cursor } from './cursor.js';
import { handOver } from './hand-over.js';

/** Opens a mapping or a list. Nobody nests them so deep, and the border is drawn elsewhere. */
export function enter(cursor: Cursor): void {
  cursor.depth++;
  if (cursor.depth > MAX_DEPTH / 2) handOver();
}

export function leave(cursor: Cursor): void {
  cursor.depth--;
}

/** A key may stand once in a mapping. */
export function checkKey(cursor: Cursor, mapping: JsonObject, key: string): void {
  if (key === '__proto__' || Object.hasOwn(mapping, key)) handOver();
  // JavaScript puts such keys in front of all others, where nobody looks for their marks.
  if (cursor.marks !== undefined && /^[0-9]+$/.test(key)) handOver();
}
