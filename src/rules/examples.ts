import { deriveFacts } from '../facts/derive.js';
import { buildGraph } from '../graph/build.js';
import { parseSources } from '../input/read.js';
import type { CompiledRule } from './compile.js';
import { evaluate, type Outcome } from './evaluate.js';
import type { Example, Rule } from './rule.js';

/** The comment that marks a line which a finding of a rule's example must point at. */
const MARK = '# <- here';

/** Where an example does not do what its author says: the lines that differ, and what else is wrong. */
export interface ExampleFault {
  readonly rule: Rule;
  /** `fails`, `passes` or `undecided`, and the index in it. */
  readonly example: string;
  /** One sentence without a period. */
  readonly message: string;
  /** Lines that a finding should point at, and lines that one does. */
  readonly expected: readonly number[];
  readonly reported: readonly number[];
}

/** Runs the examples of a rule, and tells those that do not do what they should. */
export function tryExamples(compiled: CompiledRule): readonly ExampleFault[] {
  const { rule } = compiled;
  return [
    ...rule.fails.flatMap((example, index) => failing(compiled, example, `fails/${index}`)),
    ...rule.passes.flatMap((example, index) => passing(compiled, example, `passes/${index}`)),
    ...rule.undecided.flatMap((example, index) => open(compiled, example, `undecided/${index}`)),
  ];
}

function failing(compiled: CompiledRule, example: Example, name: string): readonly ExampleFault[] {
  const outcome = tryOut(compiled, example);
  const expected = markedLines(example.input);
  const reported = lines(outcome);
  const fault = (message: string) => [{ rule: compiled.rule, example: name, message, expected, reported }];
  if (expected.length === 0) return fault(`no line is marked with '${MARK}'`);
  if (expected.join() !== reported.join())
    return fault(stopped(outcome) ?? 'the findings stand on other lines');
  const [first] = outcome.findings;
  if (example.message !== undefined && first?.message !== example.message) {
    return fault(`the message is "${first?.message}"`);
  }
  return [];
}

function passing(compiled: CompiledRule, example: Example, name: string): readonly ExampleFault[] {
  const outcome = tryOut(compiled, example);
  const reported = lines(outcome);
  const fault = (message: string) => [
    { rule: compiled.rule, example: name, message, expected: [], reported },
  ];
  if (outcome.problems.length > 0) return fault(stopped(outcome) ?? '');
  if (reported.length > 0) return fault('a passing example has findings');
  if (outcome.undecided.length > 0) return fault('a passing example is undecided');
  return [];
}

function open(compiled: CompiledRule, example: Example, name: string): readonly ExampleFault[] {
  const outcome = tryOut(compiled, example);
  const reported = lines(outcome);
  if (reported.length === 0 && outcome.undecided.length > 0) return [];
  const message = stopped(outcome) ?? 'an undecided example is decided';
  return [{ rule: compiled.rule, example: name, message, expected: [], reported }];
}

/** What a rule alone says of an example. */
export function tryOut(compiled: CompiledRule, example: Example): Outcome {
  const { input, otherClusters, complete, releases } = example;
  const graphOf = (name: string, text: string) => buildGraph(parseSources([{ name, text }]), complete);
  const others = otherClusters.map((text, index) => graphOf(`other-cluster-${index + 1}.yaml`, text));
  return evaluate([compiled], deriveFacts(graphOf('example.yaml', input), releases, others), releases);
}

function stopped({ problems }: Outcome): string | undefined {
  return problems[0]?.message;
}

function markedLines(input: string): readonly number[] {
  return input.split('\n').flatMap((line, index) => (line.includes(MARK) ? [index + 1] : []));
}

function lines({ findings }: Outcome): readonly number[] {
  const all = findings.flatMap((finding) => [finding, ...finding.consequences]);
  const starts = all.map(({ location }) => location.range.start.line);
  return [...new Set(starts)].sort((one, other) => one - other);
}
