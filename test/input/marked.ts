import type { Position, Range } from '../../src/input/source.js';

/** A text in which the brackets ⟦ and ⟧ show the place that a test expects. */
export function unmark(marked: string): { readonly text: string; readonly range: Range } {
  const [before = '', inside = '', after = ''] = marked.split(/[⟦⟧]/);
  return {
    text: before + inside + after,
    range: { start: endOf(before), end: endOf(before + inside) },
  };
}

function endOf(text: string): Position {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
