import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { compileRules } from '../../src/rules/compile.js';
import { readRule } from '../../src/rules/read-rule.js';
import { signaturesOf } from '../../src/rules/signatures.js';

/** The patterns that rules, each the part of a file that tells its subject, look for. */
function signatures(...subjects: readonly string[]): readonly string[] {
  const rules = subjects.map((subject, at) => {
    const text = `id: rule-${at}\nseverity: error\nsubject: ${subject}\nexpect: false\nmessage: "It is there."\n`;
    const [document] = parseConfiguration({ name: 'rule.yaml', text }).documents;
    return readRule(document?.value as JsonObject, 'test');
  });
  return signaturesOf(compileRules(rules, new Map())).map(String);
}

const LINE = 'kind: meshlint/ObservedLine';
const text = (pattern: string) => `where: { type: object, properties: { text: { pattern: ${pattern} } } }`;

test.each<[string, readonly string[], readonly string[]]>([
  ['of no rules', [], []],
  ['of rules of other kinds', ['{ kind: Pod }', `{ kind: Pod, ${text('refused')} }`], []],
  ['of a rule of lines', [`{ ${LINE}, ${text('"^E.*refused$"')} }`], ['/^E.*refused$/u']],
  [
    'of a rule of lines and others',
    [`{ kind: [Pod, meshlint/ObservedLine], ${text('refused')} }`],
    ['/refused/u'],
  ],
  [
    'of two rules',
    [`{ ${LINE}, ${text('refused')} }`, `{ ${LINE}, ${text('expired')} }`],
    ['/refused/u', '/expired/u'],
  ],
  [
    'of two rules of one pattern',
    [`{ ${LINE}, ${text('refused')} }`, `{ ${LINE}, ${text('refused')} }`],
    ['/refused/u'],
  ],
  ['with signs of Unicode', [`{ ${LINE}, ${text('"\\\\p{Lu}rror"')} }`], ['/\\p{Lu}rror/u']],
  [
    'of a rule that asks for a log and its text',
    [
      `{ ${LINE}, where: { type: object, properties: { from: { const: log }, text: { type: string, pattern: refused } } } }`,
    ],
    ['/refused/u'],
  ],
  [
    'of a rule that asks for one of two texts',
    [
      `{ ${LINE}, where: { type: object, properties: { text: { anyOf: [{ pattern: refused }, { pattern: expired }] } } } }`,
    ],
    ['/refused/u', '/expired/u'],
  ],
  [
    'of a rule that asks for two things at once',
    [
      `{ ${LINE}, where: { allOf: [{ type: object, properties: { from: { const: log } } }, { type: object, properties: { text: { pattern: refused } } }] } }`,
    ],
    ['/refused/u'],
  ],
])('the signatures %s', (_, subjects, expected) => expect(signatures(...subjects)).toEqual(expected));

test('every rule of lines tells what it looks for', async () => {
  const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
  const ofLines = rules.filter(({ rule }) => rule.subject.kinds.includes('meshlint/ObservedLine'));
  expect(ofLines.filter((rule) => signaturesOf([rule]).length === 0).map(({ rule }) => rule.id)).toEqual([]);
});
