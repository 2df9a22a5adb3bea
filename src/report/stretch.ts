import type { Source } from '../input/source.js';
import { firstLine, lastLine, lineOfOffset } from '../input/text/lines.js';

/**
 * The lines around a place that belong to the same document or list item: no resource reaches over the ends of its
 * stretch. A stretch may hold several resources (JSON, lists with indented items).
 */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Whether a Secret may stand in it. Too often yes is harmless, too often no is not. */
  readonly secret: boolean;
}

const stretchesOf = new WeakMap<Source, readonly Stretch[]>();

/** A document marker, an item as kubectl writes it, or a kind; quotes may be escaped, as in an annotation. */
const SIGNS = /(?<![^\n])(?:---|\.\.\.|- )|\bkind[\\"']*\s*:\s*[\\"']*Secret/g;

export function stretchAt(source: Source, line: number): Stretch {
  const stretches = stretchesOf.get(source) ?? splitIntoStretches(source);
  stretchesOf.set(source, stretches);
  let low = 0;
  let high = stretches.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.first ?? 0) <= line) low = middle;
    else high = middle;
  }
  return stretches[low] ?? { first: firstLine(source), last: lastLine(source), secret: true };
}

function splitIntoStretches(source: Source): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let first = firstLine(source);
  let secret = false;
  const close = (last: number) => {
    if (last >= first) stretches.push({ first, last, secret });
    first = last + 1;
    secret = false;
  };
  for (const sign of source.text.matchAll(SIGNS)) {
    if (sign[0].startsWith('kind')) secret = true;
    else close(lineOfOffset(source, sign.index) - 1);
  }
  close(lastLine(source));
  return stretches;
}
