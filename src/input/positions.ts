import { lineStarts } from './lines.js';
import type { Position, Range, Source } from './source.js';

/** A stretch of a text by offsets: from the first unit up to, and not including, the unit at `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines and columns of a stretch of a source. */
export function rangeOf(source: Source, span: Span): Range {
  const starts = lineStarts(source);
  return { start: positionAt(starts, span.start), end: positionAt(starts, span.end) };
}

export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

export function shifted(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

function positionAt(starts: readonly number[], offset: number): Position {
  const line = lineAt(starts, offset);
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
