import { deriveFacts } from './facts/derive.js';
import { type Measure, unmeasured } from './graph/measure.js';
import { type WorldOptions, worldsOf } from './graph/worlds.js';
import type { ReadInput } from './input/read.js';
import type { CompiledRule } from './rules/compile.js';
import { evaluate } from './rules/evaluate.js';
import type { RuleGroup } from './rules/finding.js';
import type { Releases } from './rules/releases.js';
import type { Report } from './triage/report.js';
import { type Bar, triage } from './triage/triage.js';

/** What the user says beside the input. */
export interface AnalysisOptions extends WorldOptions, Bar {
  /** Groups of rules that run beside those of every run; none where left out. */
  readonly groups?: readonly RuleGroup[];
  /** Releases of meshes, where the input does not say them. */
  readonly releases: Releases;
}

/** The whole line: what was read -> graphs -> facts -> outcome of the rules -> report. */
export function analyze(
  input: ReadInput,
  rules: readonly CompiledRule[],
  options: AnalysisOptions,
  measure: Measure = unmeasured,
): Report {
  const running = rules.filter(
    ({ rule }) => rule.group === undefined || options.groups?.includes(rule.group),
  );
  const separate = measure('graph', undefined, () => worldsOf(input, options));
  const worlds = separate.map(({ name, graph }, index) => {
    const earlier = separate.slice(0, index).map((world) => world.graph);
    const known = deriveFacts(graph, options.releases, earlier, measure);
    return { name, graph: known, outcome: evaluate(running, known, options.releases, measure) };
  });
  const { problems, captures, counts } = input;
  const judged = { rules: running.map(({ rule }) => rule), worlds, problems, captures, files: counts };
  return measure('triage', undefined, () => triage(judged, options));
}
