import {
  BAR,
  BEGINS_PLAIN,
  CLOSING_BRACE,
  COLON,
  GREATER,
  HASH,
  IS_PLAIN,
  NEWLINE,
  OPENING_BRACE,
  OPENING_BRACKET,
  SPACE,
} from './bytes.js';
import { beginsPlain, type Cursor, endOfLine, isBlank, isItem, isQuote, skipSpaces } from './cursor.js';
import { readFlow } from './flow.js';
import { handOver } from './hand-over.js';
import { readQuoted } from './quoted.js';

/** No line is indented deeper: nothing is text that only continues a value. */
const NO_TEXT = 0x3fffffff;

/**
 * Goes behind the value of a key without making it: it ends before the first line that is not indented deeper than
 * the key. Each line is looked at just so far that this is certain: a quote that is opened in one line may be closed
 * in another, and in the lines of a text a quote opens nothing.
 */
export function skipValue(cursor: Cursor, column: number): void {
  const { bytes, end } = cursor;
  let textColumn = skipRest(cursor, cursor.at, column);
  const isNested = textColumn === NO_TEXT;
  let lineStart = cursor.at + 1;
  while (lineStart < end) {
    let at = lineStart;
    while (bytes[at] === SPACE) at++;
    const indent = at - lineStart;
    if (indent > textColumn || bytes[at] === HASH) {
      at = lineEnd(bytes, at);
    } else if (bytes[at] !== NEWLINE) {
      cursor.lineStart = lineStart;
      cursor.column = indent;
      cursor.at = at;
      if (indent <= column && (indent < column || !isNested || !isItem(bytes, at))) return;
      textColumn = skipEntry(cursor);
      at = cursor.at;
    }
    lineStart = at + 1;
  }
  cursor.at = end;
  cursor.column = -1;
}

/** Goes to the end of a line, and tells from which column on the lines behind it are its text. */
function skipEntry(cursor: Cursor): number {
  return BEGINS_PLAIN[cursor.bytes[cursor.at] ?? 0] === 1 ? skipPlainEntry(cursor) : skipOddEntry(cursor);
}

/** Nearly all lines are a plain key with nothing behind it, or `{}`, or a plain scalar. */
function skipPlainEntry(cursor: Cursor): number {
  const { bytes, at: start, lineStart } = cursor;
  const behind = (colonBehindPlain(bytes, start) ?? handOver()) + 1;
  const column = start - lineStart;
  if (bytes[behind] === NEWLINE) return stopAt(cursor, behind, NO_TEXT);
  const value = behind + 1;
  if (BEGINS_PLAIN[bytes[value] ?? 0] === 1) return stopAt(cursor, lineEnd(bytes, value), column);
  const isEmpty = bytes[value] === OPENING_BRACE && bytes[value + 1] === CLOSING_BRACE;
  if (isEmpty && bytes[value + 2] === NEWLINE) return stopAt(cursor, value + 2, column);
  return skipRest(cursor, behind, column);
}

/** The same for an item, or for quotes. */
function skipOddEntry(cursor: Cursor): number {
  const { bytes, lineStart } = cursor;
  let owner = -1;
  let at = cursor.at;
  for (; isItem(bytes, at); at = skipSpaces(bytes, at + 1)) owner = at - lineStart;
  const column = at - lineStart;
  cursor.at = at;
  const colon = isQuote(bytes[at]) ? colonBehindQuotes(cursor, column) : colonBehindPlain(bytes, at);
  if (colon !== undefined) return skipRest(cursor, colon + 1, column);
  // Without a dash it is the value of a key on another line, and how that one is indented is not known here.
  return owner < 0 ? handOver() : skipRest(cursor, at, owner);
}

function colonBehindQuotes(cursor: Cursor, column: number): number | undefined {
  readQuoted(cursor, column);
  return isColon(cursor.bytes, cursor.at) ? cursor.at : undefined;
}

function colonBehindPlain(bytes: Buffer, start: number): number | undefined {
  if (!beginsPlain(bytes, start)) return undefined;
  let at = start;
  for (;;) {
    while (IS_PLAIN[bytes[at] ?? 0] === 1) at++;
    if (bytes[at] === NEWLINE) return undefined;
    if (isColon(bytes, at)) return at;
    at++;
  }
}

function isColon(bytes: Buffer, at: number): boolean {
  return bytes[at] === COLON && isBlank(bytes[at + 1] ?? 0);
}

/** The same from behind a colon or dash on. */
function skipRest(cursor: Cursor, from: number, owner: number): number {
  const { bytes } = cursor;
  const at = skipSpaces(bytes, from);
  const byte = bytes[at] ?? 0;
  if (byte === NEWLINE || byte === HASH) return stopAt(cursor, endOfLine(bytes, from), NO_TEXT);
  if (byte === BAR || byte === GREATER || beginsPlain(bytes, at))
    return stopAt(cursor, lineEnd(bytes, at), owner);
  cursor.at = at;
  if (isQuote(byte)) readQuoted(cursor, owner);
  else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) readFlow(cursor, true);
  else handOver();
  return stopAt(cursor, endOfLine(bytes, cursor.at), owner);
}

function stopAt(cursor: Cursor, at: number, textColumn: number): number {
  cursor.at = at;
  return textColumn;
}

function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] !== NEWLINE) at++;
  return at;
}
