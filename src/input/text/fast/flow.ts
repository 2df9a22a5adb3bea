import type { Json } from '../../json.js';
import { partOf, type Wanted } from '../../wanted.js';
import {
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  DASH,
  IS_PLAIN_IN_FLOW,
  OPENING_BRACE,
  OPENING_BRACKET,
  SPACE,
} from './bytes.js';
import { checkKey, enter, leave } from './collections.js';
import { type Cursor, isBlank, isQuote, skipSpaces } from './cursor.js';
import { handOver } from './hand-over.js';
import { PLAIN } from './marks.js';
import { checkStart, keyMeant, LONGEST_KEY, trimmedEnd, valueMeant } from './plain.js';
import { readQuoted, readQuotedKey, styleAt } from './quoted.js';
import { textOf } from './text.js';

/** A list in brackets or a mapping in braces that stands on one line. The reader stands behind it afterwards. */
export function readFlow(cursor: Cursor, wanted: Wanted | true): Json {
  const { bytes, marks, at } = cursor;
  const mark = marks?.push(at, at) ?? 0;
  const isMapping = bytes[at] === OPENING_BRACE;
  cursor.at = skipSpaces(bytes, at + 1);
  let value: Json;
  if (bytes[cursor.at] === (isMapping ? CLOSING_BRACE : CLOSING_BRACKET)) {
    cursor.at++;
    value = isMapping ? {} : [];
  } else value = isMapping ? readMapping(cursor, wanted) : readList(cursor, wanted);
  if (marks !== undefined) marks[mark - 1] = cursor.at;
  return value;
}

function readList(cursor: Cursor, wanted: Wanted | true): Json {
  const items: Json[] = [];
  enter(cursor);
  do items.push(readValue(cursor, wanted));
  while (hasNext(cursor, CLOSING_BRACKET));
  leave(cursor);
  return items;
}

function readMapping(cursor: Cursor, wanted: Wanted | true): Json {
  const mapping: Record<string, Json> = {};
  const unwanted: string[] = [];
  enter(cursor);
  do {
    const key = readKey(cursor);
    checkKey(cursor, mapping, key);
    const part = partOf(wanted, key);
    if (part === false) unwanted.push(key);
    mapping[key] = readValue(cursor, part || true);
  } while (hasNext(cursor, CLOSING_BRACE));
  leave(cursor);
  for (const key of unwanted) delete mapping[key];
  return mapping;
}

/** Goes behind a comma, or behind the bracket or brace that closes the collection. */
function hasNext(cursor: Cursor, closing: number): boolean {
  const { bytes } = cursor;
  const at = skipSpaces(bytes, cursor.at);
  const isComma = bytes[at] === COMMA;
  if (!isComma && bytes[at] !== closing) handOver();
  cursor.at = isComma ? skipSpaces(bytes, at + 1) : at + 1;
  return isComma;
}

function readKey(cursor: Cursor): string {
  const { bytes, at: start } = cursor;
  if (isQuote(bytes[start])) return behindColon(cursor, readQuotedKey(cursor, -1));
  const end = endOfPlain(cursor);
  if (bytes[end] !== COLON || !isBlank(bytes[end + 1] ?? 0) || bytes[end - 1] === SPACE) handOver();
  if (end - start > LONGEST_KEY) handOver();
  cursor.marks?.push(start, end);
  cursor.at = end + 1;
  return behindColon(cursor, keyMeant(textOf(cursor, start, end)));
}

function behindColon(cursor: Cursor, key: string | undefined): string {
  cursor.at = skipSpaces(cursor.bytes, cursor.at);
  return key ?? handOver();
}

function readValue(cursor: Cursor, wanted: Wanted | true): Json {
  const { bytes, at: start, marks } = cursor;
  const byte = bytes[start];
  if (byte === OPENING_BRACE || byte === OPENING_BRACKET) return readFlow(cursor, wanted);
  if (isQuote(byte)) return readText(cursor);
  const end = trimmedEnd(bytes, endOfPlain(cursor));
  marks?.push(PLAIN, start, end);
  cursor.at = end;
  return valueMeant(textOf(cursor, start, end));
}

function readText(cursor: Cursor): string {
  const { at, lineStart } = cursor;
  const text = readQuoted(cursor, -1);
  if (cursor.lineStart !== lineStart) handOver();
  cursor.marks?.push(styleAt(cursor.bytes, at), at, cursor.at);
  return text;
}

/** Where a plain scalar ends: at a comma, a bracket, or a colon with a blank behind it. */
function endOfPlain({ bytes, at: start }: Cursor): number {
  checkStart(bytes, start);
  let at = start;
  while (IS_PLAIN_IN_FLOW[bytes[at] ?? 0] === 1 || isInnerColon(bytes, at)) at++;
  if (at === start || (bytes[start] === DASH && at === start + 1)) handOver();
  return at;
}

function isInnerColon(bytes: Buffer, at: number): boolean {
  const next = bytes[at + 1] ?? 0;
  return bytes[at] === COLON && !isBlank(next) && IS_PLAIN_IN_FLOW[next] === 1;
}
