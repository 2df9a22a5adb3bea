import type { Range, Source } from '../source.js';
import { positionAt } from './lines.js';

/** A stretch of a text by offsets: from the first unit up to, and not including, the unit at `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines and columns of a stretch of a source. */
export function rangeOf(source: Source, span: Span): Range {
  return { start: positionAt(source, span.start), end: positionAt(source, span.end) };
}

export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

export function shifted(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}
