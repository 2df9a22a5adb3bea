import { loadRuleSet, withExamples } from '../rule-set.js';
import { nearest } from '../rules/nearest.js';
import type { Example, Rule } from '../rules/rule.js';
import { complain, mistakeLine, print } from './print.js';

/** Prints what a rule finds, why, how to mend it, and an input that it finds something in. */
export async function explainRule(id: string, rulePaths: readonly string[]): Promise<number> {
  const { rules, mistakes } = await loadRuleSet(rulePaths, process.cwd());
  for (const mistake of mistakes) complain(mistakeLine(mistake));
  const found = rules.find(({ rule }) => rule.id === id);
  if (found !== undefined) {
    print(explanation(await withExamples(found.rule)));
    return 0;
  }
  const near = nearest(
    id,
    rules.map(({ rule }) => rule.id),
  );
  const hint = near === undefined ? "'meshlint rules' lists them all." : `Did you mean '${near}'?`;
  complain(`error: There is no rule '${id}'. ${hint}`);
  return 2;
}

function explanation(rule: Rule): string {
  return `${[
    `${rule.id} (${rule.severity})`,
    `${rule.title}.`,
    section('Why', rule.why),
    section('Fix', rule.fix),
    section('An input that fails', shown(rule.fails[0])),
    section('An input that passes', shown(rule.passes[0])),
    section('Sources', rule.sources.map((source) => `- ${source}`).join('\n')),
    ...(rule.group === undefined ? [] : [section('Runs only with', `--enable ${rule.group}`)]),
    ...(rule.equivalent.length === 0 ? [] : [section('The same in istioctl', rule.equivalent.join(', '))]),
  ].join('\n')}\n`;
}

function section(title: string, text: string): string {
  return `\n${title}:\n${text}`;
}

function shown(example: Example | undefined): string {
  const others =
    example?.otherClusters.map((text) => `\nbeside another cluster with\n${indented(text)}`) ?? [];
  return [indented(example?.input ?? ''), ...others].join('\n');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
