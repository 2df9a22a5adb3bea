import type { Location } from '../input/source.js';
import type { Finding } from '../rules/finding.js';
import type { Report } from '../triage/report.js';
import { frameOf } from './frame.js';
import { colored, type Paint, plain } from './paint.js';
import {
  assumptionLines,
  captureNames,
  controlPlaneLines,
  problemLines,
  summaryOf,
  undecidedLines,
  undecidedPlaces,
  worldLines,
} from './remainder.js';
import { visible, withoutLogCommands } from './visible.js';
import { counted, listed } from './wording.js';

export interface TextOptions {
  readonly color: boolean;
  /** quiet: a line for each finding, problems that lost input, the summary. verbose: every undecided subject too. */
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
}

/** The report for people at a terminal or before a log. */
export function renderText(report: Report, options: TextOptions): string {
  const paint = options.color ? colored : plain;
  const blocks =
    options.verbosity === 'quiet' ? quietBlocks(report, paint) : fullBlocks(report, options, paint);
  const text = blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`);
  return withoutLogCommands(text.join('\n'));
}

function quietBlocks(report: Report, paint: Paint): readonly (readonly string[])[] {
  const lost = report.problems.filter((problem) => problem.level === 'error');
  const findings = report.findings.map(
    (finding) => `${placeOf(finding.location)}: ${headline(finding, paint)}${worldsOf(finding)}`,
  );
  return [[...findings, ...problemLines(lost, paint), summaryOf(report)]];
}

function fullBlocks(report: Report, options: TextOptions, paint: Paint): readonly (readonly string[])[] {
  const isVerbose = options.verbosity === 'verbose';
  const places = isVerbose ? undecidedPlaces(report.undecided, paint) : [];
  const read = isVerbose ? captureNames(report) : [];
  return [
    ...report.findings.map((finding) => findingLines(finding, paint)),
    undecidedLines(report, places, paint),
    problemLines(report.problems, paint),
    [...assumptionLines(report, paint), ...read, ...worldLines(report), ...controlPlaneLines(report)],
    [summaryOf(report)],
  ];
}

function findingLines(finding: Finding, paint: Paint): readonly string[] {
  const remarks = [
    ...(finding.worlds.length === 0 ? [] : [['in', listed(finding.worlds)]]),
    ...finding.notes.map((note) => ['note', note]),
    ...consequenceRemarks(finding),
    ['help', finding.rule.fix],
  ];
  const labelled = remarks.map(([label = '', text = '']) => `${paint('strong', label)}: ${visible(text)}`);
  return [headline(finding, paint), ...frameOf(finding, labelled, paint)];
}

/** More consequences than these make a cause harder to read, not clearer; JSON and SARIF have all. */
const MOST_CONSEQUENCES = 5;

function consequenceRemarks({ consequences }: Finding): readonly (readonly string[])[] {
  const told = consequences.slice(0, MOST_CONSEQUENCES);
  const rest = consequences.length - told.length;
  return [
    ...told.map(({ message, location }) => ['leads to', `${message} (${placeOf(location)})`]),
    ...(rest === 0 ? [] : [['leads to', `${counted(rest, 'further finding')}.`]]),
  ];
}

function headline({ rule, severity, message }: Finding, paint: Paint): string {
  return paint(severity, `${severity}[${visible(rule.id)}]`) + paint('strong', `: ${visible(message)}`);
}

/** Behind a line that stands alone: ` (dev, prod)`. */
function worldsOf({ worlds }: Finding): string {
  return worlds.length === 0 ? '' : ` (${visible(worlds.join(', '))})`;
}

function placeOf({ source, range }: Location): string {
  return `${visible(source.name)}:${range.start.line}:${range.start.column}`;
}
