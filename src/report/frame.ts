import type { Location, Range, Source } from '../input/source.js';
import { lineAt } from '../input/text/lines.js';
import type { Finding, RelatedPlace } from '../rules/finding.js';
import { type Excerpt, excerptOf, excerptOfPlace, type NumberedLine } from './excerpt.js';
import type { Paint, Role } from './paint.js';
import { isShort, viewOf } from './view.js';
import { visible } from './visible.js';

/** Lines shown before the place, to see what it belongs to. */
const LINES_BEFORE = 2;
/** A related place at most so many lines away is marked in the frame of the finding. */
const SAME_FRAME = 4;

/** Lines of one source with the marks under them. */
interface Panel {
  readonly source: Source;
  readonly marks: readonly [Mark, ...Mark[]];
  readonly lines: readonly NumberedLine[];
}

interface Mark {
  readonly range: Range;
  readonly role: Role;
  readonly sign: '^' | '-';
  readonly label: string;
}

/** The source of a finding with carets under its places, and below it remarks such as `note: ...`. */
export function frameOf(finding: Finding, remarks: readonly string[], paint: Paint): readonly string[] {
  const panels = panelsOf(finding);
  const numbers = panels.flatMap(({ lines, marks }) => [
    ...lines.map((line) => line.number),
    startLine(marks[0]),
  ]);
  const gutter = String(Math.max(...numbers)).length;
  const bar = paint('frame', `${' '.repeat(gutter)} |`);
  const frames = panels.map((panel, index) => panelLines(panel, index === 0 ? '-->' : ':::', gutter, paint));
  const framed = frames.flatMap((lines, index) => (index === 0 ? lines : [bar, ...lines]));
  const margin = paint('frame', `${' '.repeat(gutter)} =`);
  return [...framed, ...remarks.map((remark) => `${margin} ${remark}`)];
}

function panelsOf(finding: Finding): readonly Panel[] {
  const { location, resource, related } = finding;
  const near = related
    .filter((place) => isNear(place.location, location))
    .map((place) => place.location.range.start.line);
  const first = Math.min(location.range.start.line - LINES_BEFORE, ...near);
  const last = Math.max(location.range.start.line, ...near);
  const { lines } = excerptOf(location, resource, { first, last });
  const joined = related.filter(
    (place) => isNear(place.location, location) && isAmong(place.location, lines),
  );
  const primary: Mark = { range: location.range, role: finding.severity, sign: '^', label: '' };
  const others = related.filter((place) => !joined.includes(place));
  return [
    { source: location.source, marks: [primary, ...joined.map(relatedMark)], lines },
    ...others.map(relatedPanel),
  ];
}

/** Places on a long line do not share a frame: the line is cut around each of them. */
function isNear(place: Location, primary: Location): boolean {
  if (place.source !== primary.source) return false;
  const lines = [place.range.start.line, primary.range.start.line] as const;
  if (Math.abs(lines[0] - lines[1]) > SAME_FRAME) return false;
  return lines.every((line) => isShort(lineAt(primary.source, line) ?? ''));
}

function isAmong(place: Location, lines: Excerpt['lines']): boolean {
  return lines.some((line) => line.number === place.range.start.line);
}

function relatedPanel(place: RelatedPlace): Panel {
  const { source, range } = place.location;
  const { lines } = excerptOfPlace(place, { first: range.start.line, last: range.start.line });
  return { source, marks: [relatedMark(place)], lines };
}

function relatedMark({ message, location }: RelatedPlace): Mark {
  return { range: location.range, role: 'frame', sign: '-', label: ` ${visible(message)}` };
}

function panelLines(panel: Panel, arrow: string, gutter: number, paint: Paint): readonly string[] {
  const margin = ' '.repeat(gutter);
  const { line, column } = panel.marks[0].range.start;
  const place = `${visible(panel.source.name)}:${line}:${column}`;
  // Where no line may be shown, the label of a related place still has to stand somewhere.
  const label = panel.lines.length === 0 ? panel.marks[0].label : '';
  const head = `${margin}${paint('frame', arrow)} ${place}${label}`;
  if (panel.lines.length === 0) return [head];
  return [
    head,
    paint('frame', `${margin} |`),
    ...panel.lines.flatMap((shown) => rowsOf(shown, panel.marks, gutter, paint)),
  ];
}

/** A line of the source, and under it one row for each mark that starts there. */
function rowsOf(line: NumberedLine, marks: readonly Mark[], gutter: number, paint: Paint): readonly string[] {
  const here = marks.filter((mark) => startLine(mark) === line.number);
  const view = viewOf(line.text, (here[0]?.range.start.column ?? line.column) - line.column);
  const numbered = paint('frame', `${String(line.number).padStart(gutter)} |`);
  const empty = paint('frame', `${' '.repeat(gutter)} |`);
  const under = here.map((mark) => {
    const { start, length } = extent(mark.range, line, view.columnOf);
    return `${empty} ${' '.repeat(start)}${paint(mark.role, mark.sign.repeat(length) + mark.label)}`;
  });
  return [`${numbered} ${view.text}`.trimEnd(), ...under];
}

/** Printed columns of a range on its first line. At least one caret, and none far behind the end of a masked line. */
function extent(
  range: Range,
  { text, column }: NumberedLine,
  columnOf: (unit: number) => number,
): { start: number; length: number } {
  const first = Math.min(range.start.column - column, text.length);
  const isLonger = range.end.line > range.start.line;
  const last = isLonger ? text.trimEnd().length : Math.min(range.end.column - column, text.length);
  const start = columnOf(first);
  return { start, length: Math.max(1, columnOf(last) - start) };
}

function startLine(mark: Mark): number {
  return mark.range.start.line;
}
