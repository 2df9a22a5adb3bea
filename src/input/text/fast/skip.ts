import { BAR, COLON, GREATER, HASH, NEWLINE, OPENING_BRACE, OPENING_BRACKET, SPACE } from './bytes.js';
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
    if (indent > textColumn || bytes[at] === HASH) while (bytes[at] !== NEWLINE) at++;
    else if (bytes[at] !== NEWLINE) {
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
  while (bytes[at] !== NEWLINE) {
    if (isColon(bytes, at)) return at;
    at++;
  }
  return undefined;
}

function isColon(bytes: Buffer, at: number): boolean {
  return bytes[at] === COLON && isBlank(bytes[at + 1] ?? 0);
}

/** The same from behind a colon or dash on. */
function skipRest(cursor: Cursor, from: number, owner: number): number {
  const { bytes } = cursor;
  let at = skipSpaces(bytes, from);
  const byte = bytes[at] ?? 0;
  if (byte === NEWLINE || byte === HASH) {
    cursor.at = endOfLine(bytes, from);
    return NO_TEXT;
  }
  if (isQuote(byte)) {
    cursor.at = at;
    readQuoted(cursor, owner);
    cursor.at = endOfLine(bytes, cursor.at);
  } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
    cursor.at = at;
    readFlow(cursor, true);
    cursor.at = endOfLine(bytes, cursor.at);
  } else {
    if (byte !== BAR && byte !== GREATER && !beginsPlain(bytes, at)) handOver();
    while (bytes[at] !== NEWLINE) at++;
    cursor.at = at;
  }
  return owner;
}
