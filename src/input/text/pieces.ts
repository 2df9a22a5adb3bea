import type { Span } from './positions.js';

/**
 * The parts of a large YAML list of resources, as `kubectl get -o yaml` writes it: its items each for themselves, and
 * the keys before and behind them. Read as a whole, a dump of 20 MB would need gigabytes of memory.
 */
export interface Pieces {
  /** Ends with the line `items:`. */
  readonly before: Span;
  /** Each begins with the dash of its item. */
  readonly items: readonly Span[];
  readonly behind: Span;
}

/**
 * Cuts by lines and indentation alone. That can go wrong where a quoted text has lines in the first column: then a
 * piece does not parse, and the text has to be read as a whole.
 */
export function piecesOf(text: string): Pieces | undefined {
  const head = /^items:[ \t]*\r?\n(?=(?<indent> *)- )/m.exec(text);
  if (text.length < WORTHWHILE || head === null) return undefined;
  const start = head.index + head[0].length;
  const end = endOfItems(text, start);
  const dashes = new RegExp(`^${head.groups?.indent ?? ''}- `, 'gm');
  dashes.lastIndex = start;
  const starts: number[] = [];
  for (let dash = dashes.exec(text); dash !== null && dash.index < end; dash = dashes.exec(text))
    starts.push(dash.index);
  return {
    before: { start: 0, end: start },
    items: starts.map((from, at) => ({ start: from, end: starts[at + 1] ?? end })),
    behind: { start: end, end: text.length },
  };
}

const WORTHWHILE = 200_000;

/** The next line that begins in the first column, and not with a dash or a comment. */
function endOfItems(text: string, start: number): number {
  const line = /^[^\s#-]/gm;
  line.lastIndex = start;
  return line.exec(text)?.index ?? text.length;
}
