import type { Graph } from '../graph/graph.js';
import type { Problem } from '../input/source.js';
import type { Outcome } from '../rules/evaluate.js';
import type { Finding, RuleInfo, Severity, Undecided } from '../rules/finding.js';
import type { MeshName } from '../rules/releases.js';
import { captureCommands } from './capture-commands.js';
import { controlPlaneLine } from './control-plane-line.js';
import type { Counts, Report } from './report.js';

/** What the rooms before this one have to say. */
export interface Judged {
  readonly rules: readonly RuleInfo[];
  readonly graph: Graph;
  readonly outcome: Outcome;
  readonly problems: readonly Problem[];
  readonly files: Pick<Counts, 'files' | 'filesNotKubernetes' | 'patches' | 'templates'>;
}

/** `none` never fails on findings. */
export type Threshold = Severity | 'none';

/** The report of a run: everything in its order, counted, and held against the threshold of severity. */
export function triage(judged: Judged, failOn: Threshold): Report {
  const { outcome, graph, files } = judged;
  const findings = [...outcome.findings].sort(byPlace);
  const undecided = [...outcome.undecided].sort(byPlace);
  const problems = [...judged.problems, ...outcome.problems];
  return {
    rules: [...judged.rules].sort((one, other) => compare(one.id, other.id)),
    findings,
    undecided,
    problems,
    assumptions: outcome.assumed.map(assumption),
    controlPlanes: graph.ofKind('meshlint/ControlPlane').map(({ value }) => controlPlaneLine(value)),
    captureCommands: captureCommands(undecided.flatMap(({ needs }) => needs)),
    counts: {
      ...files,
      objects: graph.resources.filter(({ id }) => id.group !== 'meshlint').length,
      severities: severityCounts(findings),
      undecided: undecided.length,
    },
    exitCode: exitCode(findings, problems, failOn),
  };
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

function exitCode(findings: readonly Finding[], problems: readonly Problem[], failOn: Threshold): 0 | 1 | 2 {
  if (problems.some(({ level }) => level === 'error')) return 2;
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
