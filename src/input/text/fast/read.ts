import { isAscii, isUtf8 } from 'node:buffer';
import type { Json } from '../../json.js';
import type { Wanted } from '../../wanted.js';
import { readBlock } from './blocks.js';
import { CARRIAGE_RETURN, NEWLINE, SPACE } from './bytes.js';
import { type Cursor, toContent } from './cursor.js';
import { HANDED_OVER, handOver } from './hand-over.js';
import type { Marks } from './marks.js';
import { clear } from './scratch.js';

/**
 * The value of one document, or of one item of a list, that stands between two places and begins with a line. Gives
 * exactly what `readYaml` does, or nothing at all: a text without content is undefined. What is not wanted is not in
 * the value, and mistakes in it are not seen.
 */
export function fastValue(
  bytes: Buffer,
  start: number,
  end: number,
  wanted: Wanted | true = true,
): Json | undefined | typeof HANDED_OVER {
  return readDocument(bytes, start, end, wanted, undefined);
}

/** The same, and takes down where everything stands. */
export function readDocument(
  bytes: Buffer,
  start: number,
  end: number,
  wanted: Wanted | true,
  marks: Marks | undefined,
): Json | undefined | typeof HANDED_OVER {
  try {
    return readRoot(cursorAt(bytes, start, end, marks), wanted);
  } catch (error) {
    clear();
    if (error !== HANDED_OVER) throw error;
    return HANDED_OVER;
  }
}

function readRoot(cursor: Cursor, wanted: Wanted | true): Json | undefined {
  if (cursor.column < 0) return undefined;
  // A scalar alone is no object, and what may follow it is another matter.
  const value = readBlock(cursor, -1, wanted);
  return typeof value === 'object' && value !== null && cursor.column < 0 ? value : handOver();
}

function cursorAt(whole: Buffer, start: number, end: number, marks: Marks | undefined): Cursor {
  const bytes = withLineEnd(whole.subarray(start, end));
  const ascii = isAscii(bytes);
  if (bytes.includes(CARRIAGE_RETURN) || !(ascii || isCommonUtf8(bytes))) handOver();
  const cursor = {
    bytes,
    end: bytes.length,
    isAscii: ascii,
    marks,
    at: 0,
    lineStart: 0,
    column: 0,
    depth: 0,
  };
  toContent(cursor, 0);
  return cursor;
}

/** Blanks at the end of a text that has no line end may or may not be a line. */
function withLineEnd(document: Buffer): Buffer {
  const last = document.at(-1);
  if (last === NEWLINE || last === undefined) return document;
  return last === SPACE ? handOver() : Buffer.concat([document, Buffer.of(NEWLINE)]);
}

function isCommonUtf8(document: Buffer): boolean {
  return isUtf8(document) && !holdsRare(document);
}

/** Looks for control characters, line ends of Unicode, byte order marks, and what readers use for themselves. */
function holdsRare(document: Buffer): boolean {
  for (let at = 0; at < document.length; at++) {
    const lead = document[at] ?? 0;
    if (lead === 0xc2 || lead === 0xe2 || lead === 0xef) {
      const character = document.toString('utf8', at, at + (lead === 0xc2 ? 2 : 3));
      if (RARE.test(character)) return true;
    }
  }
  return false;
}

const RARE = /[\x80-\x9f\u2028\u2029\ufdd0\ufeff\ufffe\uffff]/;
