import type { Position, Range, Source } from '../source.js';

/**
 * Where the lines of a source start. Kept for each source, because a dump of 100 MB may have thousands of findings. A
 * line ends at LF, CRLF or CR, as for the readers of YAML and for SARIF viewers.
 */
const startsOf = new WeakMap<Source, readonly number[]>();

/** The line without its end, as far as it stands in the source; undefined where the source has no such line. */
export function lineAt(source: Source, line: number): string | undefined {
  const starts = lineStarts(source);
  const index = line - firstLine(source);
  const start = starts[index];
  if (start === undefined) return undefined;
  // Not by a regular expression: it would walk through a line of 100 MB for each finding.
  const text = source.text.slice(start, starts[index + 1] ?? source.text.length);
  if (text.endsWith('\r\n')) return text.slice(0, -2);
  return text.endsWith('\n') || text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** The one-based line and column of an offset. */
export function positionAt(source: Source, offset: number): Position {
  const line = lineOfOffset(source, offset);
  const start = lineStarts(source)[line - firstLine(source)] ?? 0;
  return { line, column: offset - start + columnOfStart(source, line) };
}

/** The column of the first unit of a line that stands in the source. */
export function columnOfStart({ firstLine: first = 1, firstColumn = 1 }: Source, line: number): number {
  return line === first ? firstColumn : 1;
}

/** The number of the line of an offset. */
export function lineOfOffset(source: Source, offset: number): number {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + firstLine(source);
}

/** The numbers of the first and the last line that the source has. */
export function firstLine(source: Source): number {
  return source.firstLine ?? 1;
}

export function lastLine(source: Source): number {
  return firstLine(source) + lineStarts(source).length - 1;
}

/** The text exactly as the source has it, line ends included. */
export function textIn(source: Source, range: Range): string {
  return source.text.slice(offsetOf(source, range.start), offsetOf(source, range.end));
}

function offsetOf(source: Source, { line, column }: Position): number {
  const start = lineStarts(source)[line - firstLine(source)] ?? source.text.length;
  return start + column - columnOfStart(source, line);
}

function lineStarts(source: Source): readonly number[] {
  const known = startsOf.get(source);
  if (known !== undefined) return known;
  const starts = startsIn(source.text);
  startsOf.set(source, starts);
  return starts;
}

/**
 * Nothing follows the last line end: that is no line. Not by `indexOf`: V8 knows that it has no effects, inlines this
 * function and searches the whole text before it looks at what is kept.
 */
function startsIn(text: string): readonly number[] {
  const starts = [0];
  for (let unit = 0; unit < text.length - 1; unit += 1) {
    const code = text.charCodeAt(unit);
    if (code === 10 || (code === 13 && text.charCodeAt(unit + 1) !== 10)) starts.push(unit + 1);
  }
  return starts;
}
