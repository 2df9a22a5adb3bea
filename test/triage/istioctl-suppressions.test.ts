import { expect, it, test } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { compileRules } from '../../src/rules/compile.js';
import { evaluate } from '../../src/rules/evaluate.js';
import { readRule } from '../../src/rules/read-rule.js';
import { withoutSuppressed } from '../../src/triage/istioctl-suppressions.js';

const RULES = `
id: odd-host
severity: error
equivalent: [IST0101, IST0174]
subject: { kind: networking.istio.io/VirtualService, at: /spec/hosts/* }
expect: { not: { const: odd } }
message: "{.}."
---
id: odd-value
severity: error
equivalent: [IST0106]
consequenceOf: [{ rule: odd-host }]
subject: { kind: networking.istio.io/VirtualService, at: /spec/hosts/* }
expect: { not: { const: odd } }
message: "{.}."
---
id: own-words
severity: error
subject: { kind: networking.istio.io/VirtualService, at: /spec/hosts/* }
expect: { not: { const: odd } }
message: "{.}."
---
id: missing-service
severity: error
equivalent: [IST0139]
subject: { kind: networking.istio.io/VirtualService, at: /spec/hosts/* }
expect: { exists: { kind: Service, name: . } }
message: "{.}."
---
id: odd-pod
severity: error
equivalent: [IST0144]
subject: { kind: apps/Deployment }
expect: false
message: "Odd."
`;

const rules = parseConfiguration({ name: 'rules.yaml', text: RULES }).documents.map(({ value }) =>
  readRule(value as JsonObject, 'test'),
);

/** What is said, what it leads to, what is open, and what is suppressed, of one object. */
function heard(text: string) {
  const graph = deriveFacts(buildGraph(parseSources([{ name: 'a.yaml', text }])));
  const { outcome, suppressed } = withoutSuppressed(graph, evaluate(compileRules(rules, new Map()), graph));
  return {
    said: outcome.findings.map(({ rule }) => rule.id),
    consequences: outcome.findings.flatMap(({ consequences }) => consequences.map(({ rule }) => rule.id)),
    open: outcome.undecided.map(({ rule }) => rule.id),
    suppressed: suppressed.map(({ rule }) => rule.id),
  };
}

const virtualService = (codes: string | undefined) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: orders
  namespace: shop
  annotations: ${JSON.stringify(codes === undefined ? {} : { 'galley.istio.io/analyze-suppress': codes })}
spec: { hosts: [odd] }
`;

test.each<[string, string | undefined, ReturnType<typeof heard>]>([
  [
    'nothing',
    undefined,
    {
      said: ['odd-host', 'own-words'],
      consequences: ['odd-value'],
      open: ['missing-service'],
      suppressed: [],
    },
  ],
  [
    'a code, with what its message leads to',
    'IST0174',
    { said: ['own-words'], consequences: [], open: ['missing-service'], suppressed: ['odd-host'] },
  ],
  [
    'the code of a consequence',
    'IST0106',
    { said: ['odd-host', 'own-words'], consequences: [], open: ['missing-service'], suppressed: [] },
  ],
  [
    'the code of an open question',
    'IST0139',
    { said: ['odd-host', 'own-words'], consequences: ['odd-value'], open: [], suppressed: [] },
  ],
  [
    'several codes, with spaces between them',
    'IST0139, IST0101',
    { said: ['own-words'], consequences: [], open: [], suppressed: ['odd-host'] },
  ],
  [
    'all that istioctl says, and nothing else',
    '*',
    { said: ['own-words'], consequences: [], open: [], suppressed: ['odd-host'] },
  ],
  [
    'another code',
    'IST0102',
    {
      said: ['odd-host', 'own-words'],
      consequences: ['odd-value'],
      open: ['missing-service'],
      suppressed: [],
    },
  ],
])('suppresses %s', (_, codes, expected) => {
  expect(heard(virtualService(codes))).toEqual(expected);
});

it('takes the annotation of a pod template, which its pods inherit', () => {
  const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { annotations: { galley.istio.io/analyze-suppress: IST0144 } } } }
`;
  expect(heard(deployment).suppressed).toEqual(['odd-pod']);
});
