import {
  BEGINS_PLAIN,
  COLON,
  DASH,
  DOUBLE_QUOTE,
  HASH,
  IS_TEXT,
  NEWLINE,
  SINGLE_QUOTE,
  SPACE,
} from './bytes.js';
import { handOver } from './hand-over.js';
import type { Marks } from './marks.js';
import type { Encoded } from './text.js';

/** Where the fast reader stands in the bytes of one document. */
export interface Cursor extends Encoded {
  /** Behind the last byte, which is a line end: so a loop that stops at line ends stops in time. */
  readonly end: number;
  /** Takes down what stands where; undefined where nobody asks. */
  readonly marks: Marks | undefined;
  /** The next byte to read. */
  at: number;
  /** Where the line of that byte starts. */
  lineStart: number;
  /** How far that line is indented; -1 behind the last line. */
  column: number;
  /** How many mappings and lists are open. */
  depth: number;
}

/** Goes to the first byte of the next line that holds more than blanks and comments, from the start of a line on. */
export function toContent(cursor: Cursor, from: number): void {
  const { bytes, end } = cursor;
  let at = from;
  while (at < end) {
    const start = at;
    while (bytes[at] === SPACE) at++;
    const byte = bytes[at];
    if (byte === HASH) at = endOfComment(bytes, at);
    else if (byte !== NEWLINE) {
      cursor.lineStart = start;
      cursor.column = at - start;
      cursor.at = at;
      return;
    }
    at++;
  }
  cursor.at = end;
  cursor.column = -1;
}

/** Goes on behind a value: only blanks and a comment may follow it on its line. */
export function toNextContent(cursor: Cursor, behind: number): void {
  toContent(cursor, endOfLine(cursor.bytes, behind) + 1);
}

/** The line end behind a value. */
export function endOfLine(bytes: Buffer, behind: number): number {
  if (bytes[behind] === NEWLINE) return behind;
  const at = skipSpaces(bytes, behind);
  if (bytes[at] === NEWLINE) return at;
  return bytes[at] === HASH && at > behind ? endOfComment(bytes, at) : handOver();
}

export function skipSpaces(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === SPACE) at++;
  return at;
}

function endOfComment(bytes: Buffer, from: number): number {
  let at = from;
  while (IS_TEXT[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === NEWLINE ? at : handOver();
}

/** Whether a list item begins here. */
export function isItem(bytes: Buffer, at: number): boolean {
  return bytes[at] === DASH && isBlank(bytes[at + 1] ?? 0);
}

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE;
}

/** Whether a plain scalar may begin here. */
export function beginsPlain(bytes: Buffer, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return BEGINS_PLAIN[byte] === 1 || ((byte === DASH || byte === COLON) && !isBlank(bytes[at + 1] ?? 0));
}

export function isQuote(byte: number | undefined): boolean {
  return byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE;
}
