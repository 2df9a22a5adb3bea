import { expect, test } from 'vitest';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { segmentsOf } from '../../src/input/path.js';
import { partOf, type Wanted, type WantedOf } from '../../src/input/wanted.js';
import { readRule } from '../../src/rules/read-rule.js';
import { wantedBy } from '../../src/rules/wanted-by.js';

const REST = 'id: test\nseverity: error\nmessage: M.\n';

function wantedByRule(...texts: readonly string[]): WantedOf {
  const rules = texts.map((text) => {
    const [document] = parseConfiguration({ name: 'test.yaml', text: `${REST}${text}` }).documents;
    return readRule(document?.value as JsonObject, 'test');
  });
  return wantedBy(rules, new Map());
}

function at(wanted: Wanted | boolean, pointer: string): boolean | 'in part' {
  const part = segmentsOf(pointer).reduce<Wanted | boolean>(partOf, wanted);
  return typeof part === 'boolean' ? part : 'in part';
}

const OF_PODS = 'subject: { kind: Pod, at: /status/qosClass }\nexpect: { const: Guaranteed }';
const OF_A_FACT = 'subject: { kind: meshlint/OsmNamespace, at: /name }\nexpect: { const: a }';

test.each<[string, readonly string[], string, string, boolean | 'in part']>([
  ['what it judges', [OF_PODS], 'Pod', '/status/qosClass', true],
  ['nothing beside it', [OF_PODS], 'Pod', '/status/hostIP', false],
  ['nothing that a program keeps for itself', [OF_PODS], 'Pod', '/metadata/managedFields', false],
  ['what the facts that it judges read', [OF_A_FACT], 'Namespace', '/metadata/labels', true],
  ['what another reads, too', [OF_PODS, OF_A_FACT], 'Pod', '/status/qosClass', true],
  [
    'what a rule of the user reads',
    [`${OF_PODS}\nrelated: [{ at: /spec/tolerations, message: M }]`],
    'Pod',
    '/spec/tolerations',
    true,
  ],
])('a rule wants %s', (_, rules, kind, pointer, expected) => {
  expect(at(wantedByRule(...rules)(kind), pointer)).toBe(expected);
});
