import type { Json } from '../../json.js';
import { partOf, type Wanted } from '../../wanted.js';
import { readBlockText } from './block-text.js';
import { BAR, GREATER, HASH, NEWLINE, OPENING_BRACE, OPENING_BRACKET } from './bytes.js';
import { checkKey, enter, leave } from './collections.js';
import { type Cursor, isItem, isQuote, skipSpaces, toNextContent } from './cursor.js';
import { readFlow } from './flow.js';
import { handOver } from './hand-over.js';
import { PLAIN } from './marks.js';
import { readPlain, readPlainKey } from './plain.js';
import { readQuotedKey, readQuotedValue } from './quoted.js';
import { skipValue } from './skip.js';

/**
 * The value that begins at the first byte of a line, or behind a dash, and is indented deeper than what owns it. The
 * reader stands at the first byte of the next content afterwards. If that is indented like nothing that is still open,
 * nobody takes it, and the text does not end there.
 */
export function readBlock(cursor: Cursor, owner: number, wanted: Wanted | true): Json {
  const { at, lineStart } = cursor;
  if (isItem(cursor.bytes, at)) return readList(cursor, at - lineStart, wanted);
  const key = readKey(cursor, owner);
  if (key !== undefined) return readMapping(cursor, at - lineStart, at, key, wanted);
  if (at - lineStart === cursor.column && isBehindGap(cursor)) handOver();
  return readScalar(cursor, owner, wanted);
}

/** Where an empty line and a comment stand before a scalar on a line of its own, `readYaml` takes it for a key. */
function isBehindGap({ bytes, lineStart }: Cursor): boolean {
  const previousLine = bytes.lastIndexOf(NEWLINE, lineStart - 2) + 1;
  const first = bytes[skipSpaces(bytes, previousLine)];
  return first === NEWLINE || first === HASH;
}

function readKey(cursor: Cursor, owner: number): string | undefined {
  const byte = cursor.bytes[cursor.at];
  return isQuote(byte) ? readQuotedKey(cursor, owner) : readPlainKey(cursor);
}

/** A mapping, from behind the colon of its first key on. */
function readMapping(
  cursor: Cursor,
  column: number,
  start: number,
  first: string,
  wanted: Wanted | true,
): Json {
  const mapping: Record<string, Json> = {};
  // Its first key was read before it was known that it is one.
  cursor.marks?.splice(-2, 0, start, start);
  enter(cursor);
  let key: string | undefined = first;
  let skipped: Set<string> | undefined;
  for (;;) {
    if (key === undefined || skipped?.has(key)) handOver();
    checkKey(cursor, mapping, key);
    const part = partOf(wanted, key);
    if (part === false) {
      skipped = (skipped ?? new Set<string>()).add(key);
      skipValue(cursor, column);
    } else mapping[key] = readValue(cursor, column, part);
    if (cursor.column !== column) break;
    key = readKey(cursor, column);
  }
  leave(cursor);
  return mapping;
}

/** The value behind a colon. */
function readValue(cursor: Cursor, column: number, wanted: Wanted | true): Json {
  const { bytes } = cursor;
  const at = skipSpaces(bytes, cursor.at);
  const byte = bytes[at] ?? 0;
  if (byte !== NEWLINE && byte !== HASH) {
    cursor.at = at;
    return readScalar(cursor, column, wanted);
  }
  toNextContent(cursor, cursor.at);
  if (cursor.column > column) return readBlock(cursor, column, wanted);
  if (cursor.column === column && isItem(bytes, cursor.at)) return readList(cursor, column, wanted);
  cursor.marks?.push(PLAIN, at, at);
  return null;
}

/** A list, from its first dash on. */
function readList(cursor: Cursor, column: number, wanted: Wanted | true): Json {
  const items: Json[] = [];
  cursor.marks?.push(cursor.at, cursor.at + 1);
  enter(cursor);
  do items.push(readItem(cursor, column, wanted));
  while (cursor.column === column && isItem(cursor.bytes, cursor.at));
  leave(cursor);
  // An array that grew has room for many more.
  return items.slice();
}

function readItem(cursor: Cursor, column: number, wanted: Wanted | true): Json {
  const { bytes } = cursor;
  const at = skipSpaces(bytes, cursor.at + 1);
  const byte = bytes[at] ?? 0;
  if (byte !== NEWLINE && byte !== HASH) {
    cursor.at = at;
    return isFlowOrBlock(byte) ? readScalar(cursor, column, wanted) : readBlock(cursor, column, wanted);
  }
  toNextContent(cursor, cursor.at + 1);
  if (cursor.column > column) return readBlock(cursor, column, wanted);
  cursor.marks?.push(PLAIN, at, at);
  return null;
}

function isFlowOrBlock(byte: number): boolean {
  return byte === BAR || byte === GREATER || byte === OPENING_BRACE || byte === OPENING_BRACKET;
}

/** A scalar, or a collection in brackets or braces. */
function readScalar(cursor: Cursor, owner: number, wanted: Wanted | true): Json {
  const byte = cursor.bytes[cursor.at] ?? 0;
  if (isQuote(byte)) return readQuotedValue(cursor, owner);
  if (byte === BAR || byte === GREATER) return readBlockText(cursor, owner);
  if (byte !== OPENING_BRACE && byte !== OPENING_BRACKET) return readPlain(cursor, owner);
  const value = readFlow(cursor, wanted);
  toNextContent(cursor, cursor.at);
  return value;
}
