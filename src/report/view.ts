import { once } from '../input/once.js';
import { visible } from './visible.js';
import { widthOf } from './width.js';

/** A line as it is printed: tabs expanded, control characters visible, and cut where it is too long. */
export interface View {
  readonly text: string;
  /** The printed column, from 0, at which a UTF-16 unit of the line stands; the nearest one if it was cut off. */
  columnOf(unit: number): number;
}

const LIMIT = 100;
/** Columns kept before the place when the start of a line is cut off. */
const LEAD = 30;
const TAB = '    ';
const CUT = '...';
/** No more units than these are looked at: a line of minified JSON may have 100 MB. */
const NEARBY = 2 * LIMIT;

interface Cell {
  /** The UTF-16 unit of the line at which it starts. */
  readonly unit: number;
  readonly text: string;
  readonly width: number;
}

const ASCII = /^[ -~]*$/;
/** Slow to make, and of use only where a line holds more than ASCII. */
const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** The whole line if it fits, else the part around the given unit. */
export function viewOf(line: string, unit: number): View {
  const from = Math.max(0, unit - NEARBY);
  const cells = cellsOf(line.slice(from, unit + NEARBY), from);
  const reachesEnd = line.length <= unit + NEARBY;
  const isWhole = from === 0 && reachesEnd && widthOfAll(cells) <= LIMIT;
  const first = isWhole ? 0 : firstCell(cells, unit);
  const shown = fitting(cells.slice(first));
  const head = from + first > 0 ? CUT : '';
  const isCutAfter = !reachesEnd || first + shown.length < cells.length;
  return {
    text: head + shown.map((cell) => cell.text).join('') + (isCutAfter ? CUT : ''),
    columnOf: (at) => head.length + widthOfAll(shown.filter((cell) => cell.unit < at)),
  };
}

/** Whether a line is printed whole, so that all its places can share it. */
export function isShort(line: string): boolean {
  return line.length <= LIMIT && widthOfAll(cellsOf(line, 0)) <= LIMIT;
}

function cellsOf(text: string, from: number): readonly Cell[] {
  // Most lines; the segmenter takes a microsecond for each letter.
  if (ASCII.test(text)) return Array.from(text, (letter, i) => ({ unit: from + i, text: letter, width: 1 }));
  return Array.from(graphemes().segment(text), ({ segment, index }) => {
    if (segment === '\t') return { unit: from + index, text: TAB, width: TAB.length };
    const shown = visible(segment);
    return { unit: from + index, text: shown, width: shown === segment ? widthOf(segment) : shown.length };
  });
}

function firstCell(cells: readonly Cell[], unit: number): number {
  const before = cells.filter((cell) => cell.unit < unit);
  if (cells[0]?.unit === 0 && widthOfAll(before) <= LIMIT / 2) return 0;
  let width = 0;
  let first = before.length;
  while (first > 0 && width < LEAD) {
    first -= 1;
    width += before[first]?.width ?? 0;
  }
  return first;
}

function fitting(cells: readonly Cell[]): readonly Cell[] {
  let width = 0;
  return cells.filter((cell) => {
    width += cell.width;
    return width <= LIMIT;
  });
}

function widthOfAll(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
