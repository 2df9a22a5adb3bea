import type { Json } from '../../json.js';
import { keyOf, resolvePlain } from '../scalars.js';
import { COLON, DASH, DOT, HASH, IS_PLAIN, NEWLINE, SPACE } from './bytes.js';
import { beginsPlain, type Cursor, endOfLine, isBlank, toContent } from './cursor.js';
import { putFold, toContinuation } from './fold.js';
import { handOver } from './hand-over.js';
import { PLAIN } from './marks.js';
import { putBytes, taken } from './scratch.js';
import { meaningAt, wordsMeaning } from './words.js';

const VALUES = wordsMeaning(valueMeant);
const KEYS = wordsMeaning(keyMeant);

/** The value of a plain scalar. Kubernetes has no infinite numbers. */
export function valueMeant(text: string): Json {
  const value = resolvePlain(text);
  return typeof value === 'number' && !Number.isFinite(value) ? handOver() : value;
}

/** The key that a plain scalar is. */
export function keyMeant(text: string): string {
  const key = text === '<<' ? undefined : keyOf(valueMeant(text));
  return key === undefined ? handOver() : key;
}

/** Longer keys have to be marked as keys. */
export const LONGEST_KEY = 1000;

/** A plain key and the colon behind it, or undefined where a scalar stands that is no key. */
export function readPlainKey(cursor: Cursor): string | undefined {
  const { bytes, at: start } = cursor;
  checkStart(bytes, start);
  let at = start;
  let hash = 0;
  for (;;) {
    let byte = bytes[at] ?? 0;
    while (IS_PLAIN[byte] === 1) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      byte = bytes[++at] ?? 0;
    }
    if (byte === COLON && isBlank(bytes[at + 1] ?? 0)) break;
    if (byte === NEWLINE || startsComment(bytes, at)) return undefined;
    if (byte !== COLON && byte !== HASH) handOver();
    at++;
  }
  if (bytes[start] === COLON || bytes[at - 1] === SPACE || at - start > LONGEST_KEY) handOver();
  cursor.marks?.push(start, at);
  cursor.at = at + 1;
  return meaningAt(KEYS, cursor, start, at, hash);
}

/** A plain scalar begins like no other part of YAML, and not like a marker between documents. */
export function checkStart(bytes: Buffer, start: number): void {
  const byte = bytes[start] ?? 0;
  if (!beginsPlain(bytes, start)) handOver();
  if ((byte === DASH || byte === DOT) && bytes[start + 1] === byte && bytes[start + 2] === byte) handOver();
}

function startsComment(bytes: Buffer, at: number): boolean {
  return bytes[at] === HASH && bytes[at - 1] === SPACE;
}

/** A plain scalar. Lines that are indented deeper than its owner belong to it. */
export function readPlain(cursor: Cursor, owner: number): Json {
  const { bytes, at: start } = cursor;
  checkStart(bytes, start);
  let at = start;
  let hash = 0;
  for (;;) {
    let byte = bytes[at] ?? 0;
    while (IS_PLAIN[byte] === 1) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      byte = bytes[++at] ?? 0;
    }
    if (byte === NEWLINE || startsComment(bytes, at)) break;
    if ((byte !== COLON && byte !== HASH) || (byte === COLON && isBlank(bytes[at + 1] ?? 0))) handOver();
    hash = (Math.imul(hash, 31) + byte) | 0;
    at++;
  }
  const end = trimmedEnd(bytes, at);
  toContent(cursor, endOfLine(bytes, end) + 1);
  if (cursor.column > owner) return readLines(cursor, start, owner);
  cursor.marks?.push(PLAIN, start, end);
  return meaningAt(VALUES, cursor, start, end, hash);
}

/** Where the text before some blanks ends. */
export function trimmedEnd(bytes: Buffer, end: number): number {
  let at = end;
  while (bytes[at - 1] === SPACE) at--;
  return at;
}

/** A plain scalar of several lines. */
function readLines(cursor: Cursor, start: number, owner: number): string {
  const { bytes } = cursor;
  let end = endOfPlainLine(bytes, start);
  putBytes(bytes, start, end);
  for (;;) {
    const emptyLines = toContinuation(cursor, end);
    if (cursor.column <= owner || bytes[cursor.at] === HASH) break;
    putFold(emptyLines);
    end = endOfPlainLine(bytes, cursor.at);
    putBytes(bytes, cursor.at, end);
  }
  toContent(cursor, cursor.lineStart);
  cursor.marks?.push(PLAIN, start, end);
  return taken();
}

/** Where the text of a line ends. A comment would end the scalar, and something might follow it that is none. */
function endOfPlainLine(bytes: Buffer, start: number): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  while (byte !== NEWLINE) {
    if (IS_PLAIN[byte] !== 1 && (byte === COLON ? isBlank(bytes[at + 1] ?? 0) : byte !== HASH)) handOver();
    if (startsComment(bytes, at)) handOver();
    byte = bytes[++at] ?? 0;
  }
  return trimmedEnd(bytes, at);
}
