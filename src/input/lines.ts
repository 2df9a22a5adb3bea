import type { Source } from './source.js';

const LINE_END = /\r\n|\r|\n/g;
const STARTS = new WeakMap<Source, readonly number[]>();

/** The text of a one-based line, without its end; empty beyond the last line. */
export function lineText(source: Source, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  return start === undefined ? '' : source.text.slice(start, starts[line]).replace(/[\r\n]+$/, '');
}

/** The offset of each line. Counted once for each source: a dump has millions of lines and thousands of findings. */
export function lineStarts(source: Source): readonly number[] {
  let starts = STARTS.get(source);
  if (starts === undefined) {
    starts = [0, ...Array.from(source.text.matchAll(LINE_END), (end) => end.index + end[0].length)];
    STARTS.set(source, starts);
  }
  return starts;
}
