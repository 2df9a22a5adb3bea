import type { ResourceId } from '../graph/resource.js';
import type { Location } from '../input/source.js';
import { columnOfStart, lineAt } from '../input/text/lines.js';
import type { RelatedPlace } from '../rules/finding.js';
import { withoutSecretArguments } from './masked-arguments.js';
import { stretchAt } from './stretch.js';

/**
 * The one place that decides which lines of the input a report may show, because Secret values appear nowhere:
 *
 * - lines around a place only as far as its own document or list item, and only if no Secret can stand in it;
 * - the line of a place in a Secret with everything after its first colon masked, or not at all if it has no key;
 * - a line that holds a whole Secret beside the resource that is spoken of (minified JSON): not at all;
 * - the value of an argument such as `--vault-token`: as stars, in any line.
 *
 * A place whose real resource is not known (a related place, a fact) counts as a Secret's if one can stand around it.
 */
export interface Excerpt {
  /** Ascending; empty if nothing may be shown. */
  readonly lines: readonly NumberedLine[];
  /** Whether this is the text of the source, so that the columns of ranges hold. */
  readonly exact: boolean;
}

export interface NumberedLine {
  readonly number: number;
  /** The column of its first unit: not 1 where the source is a part of a line. */
  readonly column: number;
  readonly text: string;
}

/** Numbers of the first and the last line that a format would like to show. */
export interface Wish {
  readonly first: number;
  readonly last: number;
}

const NOTHING: Excerpt = { lines: [], exact: false };
const UNKNOWN: ResourceId = { group: '', kind: '', namespace: undefined, name: '' };
const KEY = /^[^:]*:(?=\s|$|["'[{])/;
const SECRET_INSIDE = /\bkind[\\"']*\s*:\s*[\\"']*Secret/;

/** What may be shown of a finding's own place. */
export function excerptOf(location: Location, resource: ResourceId, wish: Wish): Excerpt {
  const { line } = location.range.start;
  const stretch = stretchAt(location.source, line);
  if (isSecret(resource) || (stretch.secret && !isReal(resource))) return maskedLine(location);
  if (!stretch.secret) {
    return exactLines(location, Math.max(wish.first, stretch.first), Math.min(wish.last, stretch.last));
  }
  return mayHoldSecret(lineAt(location.source, line) ?? '') ? NOTHING : exactLines(location, line, line);
}

/** What may be shown of a related place, whose object is not always known. */
export function excerptOfPlace({ location, resource }: RelatedPlace, wish: Wish): Excerpt {
  return excerptOf(location, resource ?? UNKNOWN, wish);
}

function isSecret(resource: ResourceId): boolean {
  return resource.group === '' && resource.kind === 'Secret';
}

function isReal(resource: ResourceId): boolean {
  return resource.kind !== '' && resource.group !== 'meshlint';
}

/** A line this long is minified, and searching 100 MB for each finding would take a while. */
function mayHoldSecret(line: string): boolean {
  return line.length > 10_000 || SECRET_INSIDE.test(line);
}

function exactLines(location: Location, first: number, last: number): Excerpt {
  const { source } = location;
  const lines: NumberedLine[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = lineAt(source, number);
    const column = columnOfStart(source, number);
    if (text !== undefined) lines.push({ number, column, text: shown(location, number, text) });
  }
  return { lines, exact: true };
}

/** Of a long line a report shows what stands around the place. */
const NEARBY = 2_000;

function shown({ source, range }: Location, number: number, text: string): string {
  const before = lineAt(source, number - 1) ?? '';
  if (text.length <= 2 * NEARBY) return withoutSecretArguments(text, before.slice(0, NEARBY));
  const at = number === range.start.line ? range.start.column - columnOfStart(source, number) : 0;
  const [from, to] = [Math.max(0, at - NEARBY), at + NEARBY];
  return text.slice(0, from) + withoutSecretArguments(text.slice(from, to), '') + text.slice(to);
}

function maskedLine({ source, range }: Location): Excerpt {
  const number = range.start.line;
  const key = KEY.exec(lineAt(source, number) ?? '');
  if (key === null) return NOTHING;
  const column = columnOfStart(source, number);
  return { lines: [{ number, column, text: `${key[0]} ***` }], exact: false };
}
