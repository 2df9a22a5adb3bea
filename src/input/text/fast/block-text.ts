import { DASH, GREATER, IS_TEXT, NEWLINE, NINE, PLUS, SPACE, TAB, ZERO } from './bytes.js';
import { type Cursor, endOfLine, skipSpaces, toContent } from './cursor.js';
import { putFold } from './fold.js';
import { handOver } from './hand-over.js';
import { FOLDED, LITERAL } from './marks.js';
import { put, putTimes, taken } from './scratch.js';

/** A text behind `|` or `>`, and its lines, which are indented deeper than its owner. */
export function readBlockText(cursor: Cursor, owner: number): string {
  const { bytes, at: start } = cursor;
  const style = bytes[start] === GREATER ? FOLDED : LITERAL;
  const header = headerAt(bytes, start);
  const first = endOfLine(bytes, header.behind) + 1;
  const indent = header.digit === 0 ? indentationOf(cursor, first) : owner + header.digit;
  if (indent <= owner) handOver();
  const lines = putLines(cursor, first, indent, style);
  if (header.chomping !== DASH) put(NEWLINE);
  if (header.chomping === PLUS) putTimes(NEWLINE, lines.emptyBehind);
  const end = header.chomping === PLUS ? cursor.at : lines.end;
  cursor.marks?.push(style, start, end);
  toContent(cursor, cursor.at);
  return taken();
}

type BlockStyle = typeof LITERAL | typeof FOLDED;

interface Header {
  readonly digit: number;
  readonly chomping: number;
  readonly behind: number;
}

/** How far the text is indented, where that does not show, and what becomes of its last line ends. */
function headerAt(bytes: Buffer, start: number): Header {
  let [digit, chomping, at] = [0, 0, start + 1];
  for (; bytes[at] !== SPACE && bytes[at] !== NEWLINE; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte === DASH || byte === PLUS) && chomping === 0) chomping = byte;
    else if (byte > ZERO && byte <= NINE && digit === 0) digit = byte - ZERO;
    else handOver();
  }
  return { digit, chomping, behind: at };
}

/** The indentation of the first line that is not empty. Empty lines before it that are longer are a mistake. */
function indentationOf({ bytes, end }: Cursor, first: number): number {
  let longest = 0;
  for (let lineStart = first; lineStart < end; ) {
    const at = skipSpaces(bytes, lineStart);
    if (bytes[at] !== NEWLINE) return at - lineStart < longest ? handOver() : at - lineStart;
    longest = Math.max(longest, at - lineStart);
    lineStart = at + 1;
  }
  return handOver();
}

/** Puts all lines of a text together but its last line ends. */
function putLines(
  cursor: Cursor,
  first: number,
  indent: number,
  style: BlockStyle,
): { readonly end: number; readonly emptyBehind: number } {
  const { bytes } = cursor;
  let lineStart = first;
  let end = first;
  let emptyLines = 0;
  while (lineStart < cursor.end) {
    const at = endOfIndentation(bytes, lineStart, indent);
    if (bytes[at] === NEWLINE) {
      emptyLines++;
      lineStart = at + 1;
    } else if (at < lineStart + indent) break;
    else {
      if (end === first) putTimes(NEWLINE, emptyLines);
      else if (style === FOLDED) putFold(emptyLines);
      else putTimes(NEWLINE, emptyLines + 1);
      emptyLines = 0;
      end = putLine(bytes, at, style) + 1;
      lineStart = end;
    }
  }
  cursor.at = lineStart;
  return end === first ? handOver() : { end, emptyBehind: emptyLines };
}

function endOfIndentation(bytes: Buffer, lineStart: number, indent: number): number {
  const limit = lineStart + indent;
  let at = lineStart;
  while (at < limit && bytes[at] === SPACE) at++;
  return at;
}

/** Puts a line, and gives the place of its end. What blanks at its start mean is not always certain. */
function putLine(bytes: Buffer, start: number, style: BlockStyle): number {
  let at = start;
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  if (at > start && (style === FOLDED || bytes[at] === NEWLINE)) handOver();
  at = start;
  for (let byte = bytes[at] ?? 0; IS_TEXT[byte] === 1; byte = bytes[++at] ?? 0) put(byte);
  return bytes[at] === NEWLINE ? at : handOver();
}
