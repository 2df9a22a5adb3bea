import type { ResourceId } from '../graph/resource.js';
import type { Location, Range, Source } from '../input/source.js';
import { columnOfStart, lineAt, textIn } from '../input/text/lines.js';
import type { Finding, RelatedPlace } from '../rules/finding.js';
import { type Excerpt, excerptOf, excerptOfPlace, type Wish } from './excerpt.js';

/** Snippets are a convenience; a block of certificates in each result would be none. */
const LONGEST_SNIPPET = 2000;
/** Around a region: lines in general, columns where the lines are too long. */
const LINES_AROUND = 2;
const COLUMNS_AROUND = 60;

/** Index in the log of each source, by name. */
export type Artifacts = ReadonlyMap<string, number>;

/** Where a finding stands. */
export function findingPlace({ location, resource }: Finding, artifacts: Artifacts) {
  return physicalLocation(location, excerptOf(location, resource, linesAround(location.range)), artifacts);
}

export function relatedLocation(place: RelatedPlace, artifacts: Artifacts) {
  const excerpt = excerptOfPlace(place, linesAround(place.location.range));
  return physicalLocation(place.location, excerpt, artifacts);
}

/** Relative to the base id, each segment encoded: a blank or `ü` is refused by readers, as are `..` and a leading `/`. */
export function artifactLocation(name: string) {
  const segments = name.split('/').filter((segment) => !['', '.', '..'].includes(segment));
  const uri = name === '<stdin>' ? 'stdin' : segments.map(encodedSegment).join('/');
  return { uri, uriBaseId: 'SRCROOT' };
}

/**
 * `group/Kind/namespace/name`. The empty group is written `core`, so that the first segment is always a group; the
 * segment of the namespace is left out where a resource has none.
 */
export function logicalLocation({ group, kind, namespace, name }: ResourceId) {
  const segments = [
    group === '' ? 'core' : group,
    kind,
    ...(namespace === undefined ? [] : [namespace]),
    name,
  ];
  return { name, fullyQualifiedName: segments.join('/'), kind: 'object' };
}

function physicalLocation({ source, range }: Location, excerpt: Excerpt, artifacts: Artifacts) {
  return {
    artifactLocation: { ...artifactLocation(source.name), index: artifacts.get(source.name) },
    region: { ...regionOf(range), ...snippetOf(source, range, excerpt) },
    ...contextOf(source, range, excerpt),
  };
}

function linesAround({ start, end }: Range): Wish {
  return { first: start.line - LINES_AROUND, last: end.line + LINES_AROUND };
}

function regionOf({ start, end }: Range) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** The text of the region, if all its lines may be shown. */
function snippetOf(source: Source, range: Range, { lines, exact }: Excerpt) {
  const isCovered = exact && (lines.at(-1)?.number ?? 0) >= lastLine(range);
  const text = isCovered ? textIn(source, range) : undefined;
  return text === undefined || text.length > LONGEST_SNIPPET ? {} : { snippet: { text } };
}

/** The lines around a region: strictly more than the region, as SARIF demands, or nothing. */
function contextOf(source: Source, range: Range, { lines, exact }: Excerpt) {
  const [first, last] = [lines[0], lines.at(-1)];
  if (!exact || first === undefined || last === undefined || last.number < lastLine(range)) return {};
  const whole: Range = {
    start: { line: first.number, column: first.column },
    end: { line: last.number, column: last.column + last.text.length },
  };
  const text = textIn(source, whole);
  if (text.length > LONGEST_SNIPPET || first.column > 1) return columnsAround(source, range);
  if (text.length <= textIn(source, range).length) return {};
  return { contextRegion: { startLine: first.number, endLine: last.number, snippet: { text } } };
}

function columnsAround(source: Source, { start, end }: Range) {
  if (end.line !== start.line || end.column - start.column > LONGEST_SNIPPET) return {};
  const first = columnOfStart(source, start.line);
  const behind = first + (lineAt(source, start.line)?.length ?? 0);
  const wider: Range = {
    start: { line: start.line, column: Math.max(first, start.column - COLUMNS_AROUND) },
    end: { line: end.line, column: Math.min(behind, end.column + COLUMNS_AROUND) },
  };
  const text = textIn(source, wider);
  if (text.length <= end.column - start.column) return {};
  return { contextRegion: { ...regionOf(wider), snippet: { text } } };
}

/** The last line that has a unit of the range: a range may end before the first column of the next line. */
function lastLine({ start, end }: Range): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

/** Halves of surrogate pairs, which a file name may hold, have no encoding. */
function encodedSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}
