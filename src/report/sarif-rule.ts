import type { RuleInfo, Severity } from '../rules/finding.js';
import { sentence } from './wording.js';

/** GitHub cuts or refuses beyond these. */
const MOST_TAGS = 10;
const MOST_CHARACTERS = 1024;

const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/** The SARIF reportingDescriptor of a rule. */
export function sarifRule(rule: RuleInfo) {
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: shortened(sentence(rule.why)) },
    help: { text: sentence(rule.fix), markdown: markdownOf(rule) },
    defaultConfiguration: { level: rule.severity },
    properties: {
      // The same for every rule, and meant so: a subject that cannot be judged is undecided and never a finding.
      precision: 'high',
      'problem.severity': PROBLEM_SEVERITY[rule.severity],
      tags: rule.tags.slice(0, MOST_TAGS),
      ...(rule.equivalent.length > 0 ? { equivalent: rule.equivalent } : {}),
    },
  };
}

function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function markdownOf(rule: RuleInfo): string {
  const sources = rule.sources.map((source) => `- ${source}`).join('\n');
  const parts = [`**Why**: ${sentence(rule.why)}`, `**Fix**: ${sentence(rule.fix)}`];
  return [...parts, ...(sources === '' ? [] : [`**Sources**:\n\n${sources}`])].join('\n\n');
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 4)}....`;
}
