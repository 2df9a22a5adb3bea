import type { World } from '../graph/worlds.js';
import { groupBy } from '../input/group-by.js';
import type { InputCounts, RecognisedCapture } from '../input/read.js';
import type { Problem } from '../input/source.js';
import type { Finding, RuleInfo, Severity, Undecided } from '../rules/finding.js';
import type { MeshName } from '../rules/releases.js';
import { type JudgedWorld, outcomeOfAll } from './across-worlds.js';
import { commandsByWorld } from './capture-commands.js';
import { controlPlaneLine } from './control-plane-line.js';
import { type Heard, withoutSuppressed } from './istioctl-suppressions.js';
import type { Report } from './report.js';

/** What the rooms before this one have to say. */
export interface Judged {
  readonly rules: readonly RuleInfo[];
  readonly worlds: readonly (World & JudgedWorld)[];
  readonly problems: readonly Problem[];
  readonly captures: readonly RecognisedCapture[];
  readonly files: InputCounts;
}

/** `none` never fails on findings. */
export type Threshold = Severity | 'none';

/** When a run fails. */
export interface Bar {
  readonly failOn: Threshold;
  /** Whether subjects that could not be judged fail it, too. */
  readonly requireComplete: boolean;
}

/** The report of a run: everything in its order, counted, and held against the bar. */
export function triage(judged: Judged, bar: Bar): Report {
  const { worlds } = judged;
  const { unread, ...files } = judged.files;
  const heard = worlds.map(({ name, graph, outcome }) => ({ name, ...withoutSuppressed(graph, outcome) }));
  const outcome = outcomeOfAll(heard);
  const names = worlds.flatMap(({ name }) => name ?? []);
  const findings = inOrder(outcome.findings);
  const undecided = outcome.undecided.filter(isDecidable).sort(byPlace);
  const problems = [...judged.problems, ...outcome.problems];
  return {
    rules: [...judged.rules].sort((one, other) => compare(one.id, other.id)),
    findings,
    undecided,
    problems,
    assumptions: outcome.assumed.map(assumption),
    controlPlanes: controlPlanesIn(worlds),
    captureCommands: commandsByWorld(undecided, names),
    captures: judged.captures,
    worlds: names,
    counts: {
      ...files,
      objects: objectsIn(worlds) + unread,
      severities: severityCounts(findings),
      undecided: undecided.length,
      suppressed: suppressedIn(heard),
    },
    exitCode: exitCode({ findings, undecided, problems }, bar),
  };
}

/** Two worlds may share a control plane, as overlays share their base. */
function controlPlanesIn(worlds: readonly World[]): readonly string[] {
  const lines = worlds.flatMap(({ name, graph }) =>
    graph.ofKind('meshlint/ControlPlane').map(({ value }) => ({ name, line: controlPlaneLine(value) })),
  );
  return [...groupBy(lines, ({ line }) => line)].map(([line, planes]) => {
    const names = [...new Set(planes.flatMap(({ name }) => name ?? []))];
    return names.length === 0 || names.length === worlds.length
      ? line
      : `${line}, of '${names.join("', '")}'`;
  });
}

/** What two worlds share counts once. */
function objectsIn(worlds: readonly World[]): number {
  return new Set(worlds.flatMap(({ graph }) => graph.resources.flatMap(({ read }) => read ?? []))).size;
}

/** What two worlds share counts once. */
function suppressedIn(heard: readonly Heard[]): number {
  return new Set(heard.flatMap(({ suppressed }) => suppressed.map(({ fingerprint }) => fingerprint))).size;
}

/** What only Secrets would tell is no open question: nobody is asked for them, and no capture should hold them. */
function isDecidable({ needs }: Undecided): boolean {
  return needs.length === 0 || needs.some(({ kind }) => kind !== 'Secret');
}

/** Each with its consequences in their order, too. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding) => ({ ...finding, consequences: inOrder(finding.consequences) }))
    .sort(byPlace);
}

type Placed = Pick<Finding, 'location' | 'rule' | 'path'> | Pick<Undecided, 'location' | 'rule' | 'path'>;

/** By source name, line, column, rule, path: the same order on every machine. */
function byPlace(one: Placed, other: Placed): number {
  const [from, to] = [one.location.range.start, other.location.range.start];
  return (
    compare(one.location.source.name, other.location.source.name) ||
    from.line - to.line ||
    from.column - to.column ||
    compare(one.rule.id, other.rule.id) ||
    compare(one.path, other.path)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const RANK: Readonly<Record<Threshold, number>> = { none: 0, error: 1, warning: 2, note: 3 };

function exitCode(
  { findings, undecided, problems }: Pick<Report, 'findings' | 'undecided' | 'problems'>,
  { failOn, requireComplete }: Bar,
): 0 | 1 | 2 {
  if (problems.some(({ level }) => level === 'error')) return 2;
  if (requireComplete && undecided.length > 0) return 1;
  return findings.some(({ severity }) => RANK[severity] <= RANK[failOn]) ? 1 : 0;
}

function severityCounts(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return { error: count('error'), warning: count('warning'), note: count('note') };
}

const NEWEST_LINE: Readonly<Record<MeshName, string>> = {
  osm: "No release of Open Service Mesh was found in the input: its newest line, 1.2, is assumed. State another with '--mesh osm=0.11'.",
  istio:
    "No release of Istio was found in the input: a current one is assumed. State another with '--mesh istio=1.20'.",
};

function assumption(mesh: MeshName): string {
  return NEWEST_LINE[mesh];
}
