import { NEWLINE, SPACE } from './bytes.js';
import { type Cursor, skipSpaces } from './cursor.js';
import { put, putTimes } from './scratch.js';

/** Goes to the first byte of the next line that is not empty, from within a line on. Gives the number of empty ones. */
export function toContinuation(cursor: Cursor, from: number): number {
  const { bytes, end } = cursor;
  let lineStart = skipSpaces(bytes, from) + 1;
  let emptyLines = 0;
  for (; lineStart < end; emptyLines++) {
    const at = skipSpaces(bytes, lineStart);
    if (bytes[at] !== NEWLINE) return goTo(cursor, lineStart, at, emptyLines);
    lineStart = at + 1;
  }
  return goTo(cursor, end, end - 1, emptyLines);
}

function goTo(cursor: Cursor, lineStart: number, at: number, emptyLines: number): number {
  cursor.lineStart = lineStart;
  cursor.at = at;
  cursor.column = at - lineStart;
  return emptyLines;
}

/** Between two lines of a text, a line end is a space; empty lines are line ends. */
export function putFold(emptyLines: number): void {
  if (emptyLines === 0) put(SPACE);
  else putTimes(NEWLINE, emptyLines);
}
