import { deriveFacts } from './facts/derive.js';
import { buildGraph } from './graph/build.js';
import type { KindName } from './graph/resource.js';
import type { ReadInput } from './input/read.js';
import type { CompiledRule } from './rules/compile.js';
import { evaluate } from './rules/evaluate.js';
import type { Releases } from './rules/releases.js';
import type { Report } from './triage/report.js';
import { type Threshold, triage } from './triage/triage.js';

/** What the user says beside the input. */
export interface AnalysisOptions {
  /** Kinds of which the input holds every object of the cluster; `*` means all kinds. */
  readonly complete: readonly KindName[];
  /** Releases of meshes, where the input does not say them. */
  readonly releases: Releases;
  /** The lowest severity at which the run fails. */
  readonly failOn: Threshold;
}

/** The whole line: what was read -> graph -> facts -> outcome of the rules -> report. */
export function analyze(input: ReadInput, rules: readonly CompiledRule[], options: AnalysisOptions): Report {
  const graph = deriveFacts(buildGraph(input, options.complete));
  const outcome = evaluate(rules, graph, options.releases);
  return triage(
    { rules: rules.map(({ rule }) => rule), graph, outcome, problems: input.problems, files: input.counts },
    options.failOn,
  );
}
