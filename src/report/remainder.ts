import type { Need } from '../graph/unknown.js';
import type { Problem } from '../input/source.js';
import type { Undecided } from '../rules/finding.js';
import type { Counts, Report } from '../triage/report.js';
import type { Paint } from './paint.js';
import { visible } from './visible.js';
import { counted, distinct, listed } from './wording.js';

/** What the text has to say beside findings: the undecided, problems, the summary. */

/** One paragraph for all: what is missing, where it matters if asked for, and how to capture it. */
export function undecidedLines(report: Report, places: readonly string[], paint: Paint): readonly string[] {
  if (report.undecided.length === 0) return [];
  const kinds = distinct(report.undecided.flatMap(({ needs }) => needs.map((need) => need.kind)));
  const because = kinds.length === 0 ? '' : `, because the input lacks ${listed(kinds.map(visible))}`;
  const subjects = counted(report.undecided.length, 'subject');
  return [
    `${paint('note', 'undecided')}${paint('strong', `: ${subjects} could not be judged${because}.`)}`,
    ...places,
    ...captureLines(report.captureCommands, paint),
  ];
}

export function undecidedPlaces(undecided: readonly Undecided[], paint: Paint): readonly string[] {
  return undecided.map(({ rule, location, needs }) => {
    const { line, column } = location.range.start;
    const place = `${visible(location.source.name)}:${line}:${column}`;
    const need = needs.length === 0 ? '' : ` needs ${listed(distinct(needs.map(needText)))}`;
    return `  ${paint('frame', '-->')} ${place}: ${visible(rule.id)}${need}`;
  });
}

export function problemLines(problems: readonly Problem[], paint: Paint): readonly string[] {
  return problems.map(({ level, subject, message }) => {
    const label = level === 'error' ? 'problem' : 'note';
    return `${paint(level, label)}: ${visible(subject)}: ${visible(message)}`;
  });
}

export function assumptionLines({ assumptions }: Report, paint: Paint): readonly string[] {
  return assumptions.map((assumption) => `${paint('note', 'note')}: ${visible(assumption)}`);
}

export function controlPlaneLines({ controlPlanes }: Report): readonly string[] {
  return controlPlanes.map((controlPlane) => `Found ${visible(controlPlane)}.`);
}

/** Which captures were recognised, and by what: for whoever wonders what was read. */
export function captureNames({ captures }: Report): readonly string[] {
  return captures.map(
    ({ name, layout, because }) => `Read '${visible(name)}' as a ${layout}, because ${visible(because)}.`,
  );
}

export function worldLines({ worlds }: Report): readonly string[] {
  if (worlds.length === 0) return [];
  const names = listed(worlds.map((world) => `'${visible(world)}'`));
  return [`Judged as ${worlds.length} clusters that know nothing of each other: ${names}.`];
}

/** `2 errors, 1 warning, 0 notes; 3 undecided; 1 suppressed; 14 objects in 5 files (1 template left alone).` */
export function summaryOf({ counts, problems }: Report): string {
  const lost = problems.filter((problem) => problem.level === 'error').length;
  const parts = [
    severitiesText(counts),
    `${counts.undecided} undecided`,
    ...(counts.suppressed === 0 ? [] : [`${counts.suppressed} suppressed`]),
    ...(lost === 0 ? [] : [counted(lost, 'problem')]),
    `${counted(counts.objects, 'object')} in ${counted(counts.files, 'file')}${leftOutText(counts)}`,
  ];
  return `${parts.join('; ')}.`;
}

function captureLines(commands: readonly string[], paint: Paint): readonly string[] {
  if (commands.length === 0) return [];
  const help = `  ${paint('frame', '=')} ${paint('strong', 'help')}: Capture what is missing, and add it to the input:`;
  return [help, ...commands.map((command) => `      ${visible(command)}`)];
}

function needText({ kind, namespace }: Need): string {
  return namespace === undefined ? visible(kind) : `${visible(kind)} in namespace '${visible(namespace)}'`;
}

function severitiesText({ severities: { error, warning, note } }: Counts): string {
  if (error + warning + note === 0) return 'No findings';
  return [counted(error, 'error'), counted(warning, 'warning'), counted(note, 'note')].join(', ');
}

function leftOutText({ filesNotKubernetes, patches, templates, fixtures }: Counts): string {
  const verb = filesNotKubernetes === 1 ? 'holds' : 'hold';
  const parts = [
    ...(filesNotKubernetes === 0
      ? []
      : [`${counted(filesNotKubernetes, 'file')} ${verb} no Kubernetes objects`]),
    ...(patches === 0 ? [] : [`${counted(patches, 'Kustomize patch', 'Kustomize patches')} left alone`]),
    ...(templates === 0 ? [] : [`${counted(templates, 'template')} left alone`]),
    ...(fixtures === 0 ? [] : [`${counted(fixtures, 'test fixture')} left alone`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
