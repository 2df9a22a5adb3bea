import type { Span } from './positions.js';
import type { ScalarNode, Style } from './tree.js';

/**
 * Where a stretch of a scalar's value is written in the text around it: inside a block the indentation comes back, and
 * inside quotes the escapes do. Undefined where value and text cannot be laid side by side.
 */
export function writtenSpan(text: string, scalar: ScalarNode, inside: Span): Span | undefined {
  const value = String(scalar.value);
  const pieces = isBlock(scalar.style) ? blockPieces(text, scalar, value) : flowPieces(text, scalar, value);
  return pieces && { start: writtenAt(pieces, inside.start), end: writtenAt(pieces, inside.end) };
}

/** From `at` in the value on, and up to the next piece, the value is written unit for unit from `from` in the text. */
interface Piece {
  readonly at: number;
  readonly from: number;
}

function writtenAt(pieces: readonly Piece[], offset: number): number {
  const piece = pieces.findLast(({ at }) => at <= offset) ?? { at: 0, from: 0 };
  return piece.from + offset - piece.at;
}

function isBlock(style: Style): boolean {
  return style === 'literal' || style === 'folded';
}

/** Between the lines of a block only white space changes, so each line is found behind the one before. */
function blockPieces(text: string, { start, end }: Span, value: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let reached = 0;
  const [, ...lines] = text.slice(start, end).matchAll(/.+/g);
  for (const line of lines) {
    const content = line[0].trim();
    const at = value.indexOf(content, reached);
    if (at < 0) return undefined;
    pieces.push({ at, from: start + line.index + line[0].indexOf(content) });
    reached = at + content.length;
  }
  return pieces;
}

/** In quoted and plain scalars most units stand for themselves; a piece begins at each that does not, and behind it. */
function flowPieces(
  text: string,
  { start, end, style }: ScalarNode,
  value: string,
): readonly Piece[] | undefined {
  const quote = style === 'plain' ? 0 : 1;
  const first = start + quote;
  const pieces: Piece[] = [{ at: 0, from: first }];
  let at = 0;
  let from = first;
  for (const irregular of text.slice(first, end - quote).matchAll(IRREGULAR[style])) {
    at += first + irregular.index - from;
    from = first + irregular.index + irregular[0].length;
    pieces.push({ at, from: first + irregular.index });
    at += valueLength(irregular[0]);
    pieces.push({ at, from });
  }
  return at + end - quote - from === value.length ? pieces : undefined;
}

const FOLD = /(?<![ \t])[ \t]*(?:\r?\n[ \t]*)+/g;

const IRREGULAR: Readonly<Record<Style, RegExp>> = {
  plain: FOLD,
  literal: FOLD,
  folded: FOLD,
  single: new RegExp(`''|${FOLD.source}`, 'g'),
  double: new RegExp(`\\\\(?:x..|u....|U.{8}|\\r?\\n[ \\t]*|[^])|${FOLD.source}`, 'g'),
};

function valueLength(irregular: string): number {
  if (irregular === "''") return 1;
  if (irregular.startsWith('\\U'))
    return String.fromCodePoint(Number.parseInt(irregular.slice(2), 16)).length;
  if (irregular.startsWith('\\')) return /^\\\r?\n/.test(irregular) ? 0 : 1;
  const lineEnds = irregular.split('\n').length - 1;
  return lineEnds === 1 ? 1 : lineEnds - 1;
}
