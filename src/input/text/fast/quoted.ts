import {
  BACKSLASH,
  COLON,
  DOUBLE_QUOTE,
  IS_DOUBLE_QUOTED,
  IS_SINGLE_QUOTED,
  IS_TEXT,
  NEWLINE,
  SPACE,
  TAB,
} from './bytes.js';
import { type Cursor, isBlank, skipSpaces, toNextContent } from './cursor.js';
import { putEscaped } from './escapes.js';
import { putFold, toContinuation } from './fold.js';
import { handOver } from './hand-over.js';
import { DOUBLE, SINGLE } from './marks.js';
import { LONGEST_KEY } from './plain.js';
import { put, putBytes, taken } from './scratch.js';
import { meaningAt, wordsMeaning } from './words.js';

const TEXTS = wordsMeaning((text) => text);

/** A quoted key and the colon behind it, or undefined where a scalar stands that is no key. */
export function readQuotedKey(cursor: Cursor, owner: number): string | undefined {
  const { bytes, at, lineStart, column } = cursor;
  const key = readQuoted(cursor, owner);
  if (bytes[cursor.at] === COLON && isBlank(bytes[cursor.at + 1] ?? 0)) {
    if (cursor.lineStart !== lineStart || cursor.at - at > LONGEST_KEY) handOver();
    cursor.marks?.push(at, cursor.at);
    cursor.at++;
    return key;
  }
  cursor.at = at;
  cursor.lineStart = lineStart;
  cursor.column = column;
  return undefined;
}

/** A quoted scalar that is no key, and the rest of its line. */
export function readQuotedValue(cursor: Cursor, owner: number): string {
  const { bytes, at, marks } = cursor;
  const text = readQuoted(cursor, owner);
  marks?.push(styleAt(bytes, at), at, cursor.at);
  toNextContent(cursor, cursor.at);
  return text;
}

export function styleAt(bytes: Buffer, opening: number): number {
  return bytes[opening] === DOUBLE_QUOTE ? DOUBLE : SINGLE;
}

/** A quoted scalar up to its closing quote. Its lines have to be indented deeper than its owner. */
export function readQuoted(cursor: Cursor, owner: number): string {
  const { bytes, at: opening } = cursor;
  const quote = bytes[opening] ?? 0;
  const isOrdinary = quote === DOUBLE_QUOTE ? IS_DOUBLE_QUOTED : IS_SINGLE_QUOTED;
  let at = opening + 1;
  let hash = 0;
  let byte = bytes[at] ?? 0;
  while (isOrdinary[byte] === 1) {
    hash = (Math.imul(hash, 31) + byte) | 0;
    byte = bytes[++at] ?? 0;
  }
  if (byte !== quote || (bytes[at + 1] === quote && quote !== DOUBLE_QUOTE))
    return readIrregular(cursor, quote, owner);
  cursor.at = at + 1;
  return meaningAt(TEXTS, cursor, opening + 1, at, hash);
}

/** A quoted scalar that does not mean what it is written as: it has escapes, or several lines. */
function readIrregular(cursor: Cursor, quote: number, owner: number): string {
  const { bytes } = cursor;
  let at = cursor.at + 1;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      if (quote === DOUBLE_QUOTE || bytes[at + 1] !== quote) break;
      put(quote);
      at += 2;
    } else if (byte === SPACE || byte === TAB) at = putBlanks(bytes, at);
    else if (byte === NEWLINE) at = fold(cursor, at, owner);
    else if (byte === BACKSLASH && quote === DOUBLE_QUOTE)
      at = bytes[at + 1] === NEWLINE ? join(cursor, at, owner) : putEscaped(bytes, at);
    else {
      if (IS_TEXT[byte] !== 1) handOver();
      put(byte);
      at++;
    }
  }
  cursor.at = at + 1;
  return taken();
}

/** Blanks at the end of a line do not count. Whether a tab there is a blank depends on whom one asks. */
function putBlanks(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  if (bytes[at] !== NEWLINE) putBytes(bytes, start, at);
  else if (skipSpaces(bytes, start) !== at) handOver();
  return at;
}

function fold(cursor: Cursor, lineEnd: number, owner: number): number {
  putFold(toContinuation(cursor, lineEnd));
  return continued(cursor, owner);
}

/** A backslash at the end of a line. */
function join(cursor: Cursor, at: number, owner: number): number {
  return toContinuation(cursor, at + 1) === 0 ? continued(cursor, owner) : handOver();
}

function continued({ bytes, at, column }: Cursor, owner: number): number {
  return column <= owner || bytes[at] === TAB ? handOver() : at;
}
