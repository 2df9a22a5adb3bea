import { join } from 'node:path';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { compileRules } from '../../src/rules/compile.js';
import { evaluate, type Outcome } from '../../src/rules/evaluate.js';
import { readRule } from '../../src/rules/read-rule.js';
import type { Releases } from '../../src/rules/releases.js';

export interface Told {
  readonly complete?: readonly string[];
  readonly mesh?: Releases;
}

const REST = {
  id: 'test',
  severity: 'error',
  title: 'T',
  why: 'W.',
  fix: 'F.',
  sources: ['S'],
  fails: [],
  passes: [],
};

/** What one rule, given as the part of its file that judges, says of an input. */
export function judge(rule: string, input: string, told: Told = {}): Outcome {
  const [document] = parseConfiguration({ name: 'test.yaml', text: rule }).documents;
  const value = { ...REST, ...(document?.value as JsonObject) } as JsonObject;
  const graph = deriveFacts(
    buildGraph(parseSources([{ name: 'input.yaml', text: input }]), told.complete ?? []),
    told.mesh,
  );
  return evaluate(compileRules([readRule(value, 'test')], new Map()), graph, told.mesh);
}

/** An outcome as lines that a test can state: findings with their places, undecided with their needs. */
export function told({ findings, undecided, problems }: Outcome): readonly string[] {
  return [
    ...findings.map(
      ({ severity, location, message }) =>
        `${severity} ${location.range.start.line}:${location.range.start.column} ${message}`,
    ),
    ...undecided.map(
      ({ location, needs }) =>
        `undecided ${location.range.start.line}: ${needs.map(({ kind, namespace }) => `${kind}${namespace === undefined ? '' : ` in ${namespace}`}`).join(', ')}`,
    ),
    ...problems.map(({ message }) => `problem ${message}`),
  ];
}

const BUILT_IN = loadRuleSet([], join(import.meta.dirname, '../..'));

/** What the rules of every run say of an input: `line rule-id`. */
export async function judgeByAll(input: string, { complete, mesh }: Told = {}): Promise<readonly string[]> {
  const { rules } = await BUILT_IN;
  const parsed = parseSources([{ name: 'input.yaml', text: input }]);
  const graph = deriveFacts(buildGraph(parsed, complete ?? []), mesh);
  const running = rules.filter(({ rule }) => rule.group === undefined);
  const { findings, problems } = evaluate(running, graph, mesh);
  return [
    ...findings
      .map(({ location, rule }) => [location.range.start.line, rule.id] as const)
      .sort(([one, a], [other, b]) => one - other || (a < b ? -1 : 1))
      .map(([line, id]) => `${line} ${id}`),
    ...problems.map(({ message }) => message),
  ];
}
