import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

interface Entry {
  readonly name?: string;
  readonly namespaces?: string;
  readonly pods?: string;
  readonly more?: string;
}

function configuration(kind: string, name: string, labels: string, entries: readonly Entry[]): string {
  const lines = entries.map(
    ({ name: entry = 'rev.namespace.sidecar-injector.istio.io', namespaces, pods, more = '' }) => `
- name: ${entry}
  clientConfig: { service: { name: istiod, namespace: istio-system, path: /inject } }
  ${namespaces === undefined ? '' : `namespaceSelector: ${namespaces}`}
  ${pods === undefined ? '' : `objectSelector: ${pods}`}
  ${more}`,
  );
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}WebhookConfiguration
metadata: { name: ${name}, uid: ${name}, labels: ${labels} }
webhooks:${lines.join('')}
`;
}

const injector = (name: string, labels: string, ...entries: readonly Entry[]) =>
  configuration('Mutating', name, labels, entries);
const validator = (name: string, labels: string, ...entries: readonly Entry[]) =>
  configuration('Validating', name, labels, entries);

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, uid: ${name}, labels: ${labels} }
`;

const pod = (space: string, labels: string) => `
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: ${space}, uid: cart, labels: ${labels} }
`;

function webhooks(...documents: readonly string[]) {
  return factsOf('IstioWebhook', documents.join('---'));
}

const valuesOf = (...documents: readonly string[]) => webhooks(...documents).map(plain);

const expression = (key: string, operator: string, ...values: readonly string[]) =>
  `{ key: ${key}, operator: ${operator}${values.length === 0 ? '' : `, values: [${values.join(', ')}]`} }`;
const matching = (...expressions: readonly string[]) => `{ matchExpressions: [${expressions.join(', ')}] }`;

const REV = 'istio.io/rev';
const INJECT = 'sidecar.istio.io/inject';
const ENABLED = '{ matchLabels: { istio-injection: enabled } }';
const NEVER = '{ matchLabels: { istio.io/deactivated: never-match } }';

test('a configuration tells whose it is', () => {
  expect(
    valuesOf(injector('istio-revision-tag-prod', '{ istio.io/rev: canary, istio.io/tag: prod }', {})),
  ).toEqual([
    {
      role: 'injector',
      configuration: { kind: 'MutatingWebhookConfiguration', name: 'istio-revision-tag-prod' },
      revision: 'canary',
      tag: 'prod',
      calledNamespace: 'istio-system',
      call: 'istio-revision-tag-prod/rev.namespace.sidecar-injector.istio.io',
      failsClosed: true,
      knownByLabel: true,
    },
  ]);
});

test('the one entry of old charts is found by the name of its configuration', () => {
  const [value] = valuesOf(injector('istio-sidecar-injector', '{}', { name: 'sidecar-injector.istio.io' }));
  expect(value).toMatchObject({ knownByLabel: false });
});

test.each([
  ['deactivated', injector('istio-sidecar-injector', '{}', { namespaces: NEVER, pods: NEVER })],
  ['of somebody else', injector('cert-manager', '{}', { name: 'webhook.cert-manager.io' })],
])('nothing is said of a configuration that is %s', (_, document) => {
  expect(valuesOf(document)).toEqual([]);
});

const REVISION = injector('istio-sidecar-injector-canary', '{ istio.io/rev: canary }', {
  namespaces: ENABLED,
});
const tag = (name: string) =>
  injector(`istio-revision-tag-${name}`, `{ istio.io/rev: other, istio.io/tag: ${name} }`, {});

test.each([
  ['of a revision', 'canary', 'istio-sidecar-injector-canary'],
  ['of its own', 'prod', undefined],
])('a tag with a name %s', (_, name, expected) => {
  const [, value] = valuesOf(REVISION, tag(name));
  expect(value?.namesake).toBe(expected);
});

const DEFAULT_TAG = injector(
  'istio-revision-tag-default',
  '{ istio.io/rev: canary, istio.io/tag: default }',
  {},
);
const VALIDATION: Entry = { name: 'validation.istio.io' };

test.each([
  ['that of chart base', 'istiod-default-validator', [DEFAULT_TAG], 'canary'],
  ['that of chart base, without such a tag', 'istiod-default-validator', [tag('prod')], undefined],
  ['another one', 'istio-validator-istio-system', [DEFAULT_TAG], undefined],
])('the default of a validator, %s', (_, name, others, expected) => {
  const facts = valuesOf(...others, validator(name, '{ istio.io/rev: default }', VALIDATION));
  expect(facts.at(-1)?.injectedByDefault).toBe(expected);
});

test.each([
  ['no selector', undefined, true],
  ['no label', matching(expression(REV, 'DoesNotExist')), true],
  ['a revision', matching(expression(REV, 'In', 'canary')), false],
])('a validator that asks for %s', (_, pods, expected) => {
  const entry = { ...VALIDATION, ...(pods === undefined ? {} : { pods }) };
  expect(valuesOf(validator('v', '{}', entry))).toMatchObject([{ takesUnlabelled: expected }]);
});

const notRefused = expression(INJECT, 'NotIn', '"false"');
const NAMESPACE_OF_CANARY = matching(
  expression(REV, 'In', 'canary'),
  expression('istio-injection', 'DoesNotExist'),
);
const UNLABELLED = matching(expression(REV, 'DoesNotExist'), expression('istio-injection', 'DoesNotExist'));

/** Two entries, and what they have in common. */
const OVERLAPS: readonly (readonly [
  string,
  Entry,
  Entry,
  { namespaces: string; pods: string } | undefined,
])[] = [
  ['everything', {}, {}, { namespaces: 'namespaces', pods: 'pods' }],
  [
    'a label',
    { namespaces: ENABLED },
    { namespaces: matching(expression('istio-injection', 'In', 'enabled', 'on')) },
    { namespaces: 'namespaces with istio-injection=enabled', pods: 'pods' },
  ],
  [
    'labels that each of them asks for',
    { pods: matching(expression(INJECT, 'In', '"true"')) },
    { pods: matching(notRefused, expression(REV, 'In', 'canary')) },
    { namespaces: 'namespaces', pods: 'pods with sidecar.istio.io/inject=true and istio.io/rev=canary' },
  ],
  [
    'a label of any value',
    { pods: matching(expression('mesh', 'Exists')) },
    {},
    { namespaces: 'namespaces', pods: 'pods with mesh' },
  ],
  [
    'nothing: other values',
    { namespaces: ENABLED },
    { namespaces: '{ matchLabels: { istio-injection: on } }' },
    undefined,
  ],
  [
    'nothing: the chart',
    { namespaces: NAMESPACE_OF_CANARY, pods: matching(notRefused) },
    { namespaces: ENABLED },
    undefined,
  ],
  [
    'nothing: the chart, by the labels of pods',
    { namespaces: UNLABELLED, pods: matching(notRefused, expression(REV, 'In', 'canary')) },
    {
      namespaces: UNLABELLED,
      pods: matching(expression(INJECT, 'In', '"true"'), expression(REV, 'DoesNotExist')),
    },
    undefined,
  ],
  [
    'nothing: one refuses what the other wants',
    { pods: matching(expression(INJECT, 'In', '"true"')) },
    { pods: matching(expression(INJECT, 'NotIn', '"true"')) },
    undefined,
  ],
  ['nothing: an unknown operator', { pods: matching(expression(INJECT, 'Near', 'x')) }, {}, undefined],
  [
    'perhaps nothing: conditions',
    {},
    { more: 'matchConditions: [{ name: a, expression: "true" }]' },
    undefined,
  ],
];

test.each(OVERLAPS)('two injectors have in common %s', (_, one, other, expected) => {
  const facts = valuesOf(
    injector('a', '{ istio.io/rev: default }', one),
    injector('b', '{ istio.io/rev: canary }', other),
  );
  expect(facts[0]?.overlap).toBeUndefined();
  if (expected === undefined) expect(facts[1]?.overlap).toBeUndefined();
  else expect(facts[1]?.overlap).toMatchObject({ ...expected, configuration: 'a', sameRevision: false });
});

test.each([
  ['another revision', '{ istio.io/rev: canary }', false],
  ['the same revision', '{ istio.io/rev: default }', true],
  ['no revision', '{}', false],
])('an injector that shares pods with one of %s', (_, labels, expected) => {
  const facts = valuesOf(injector('a', '{ istio.io/rev: default }', {}), injector('b', labels, {}));
  expect(facts[1]?.overlap).toMatchObject({ sameRevision: expected });
});

const OF_PODS = { namespaces: UNLABELLED, pods: '{ matchLabels: { mesh: "yes" } }' };
const BOTH = [
  injector('a', '{ istio.io/rev: default }', OF_PODS),
  injector('b', '{ istio.io/rev: canary }', OF_PODS),
];

test.each([
  ['is not there', [namespace('shop', '{ istio-injection: disabled }')], undefined],
  ['has no such pod', [namespace('shop', '{}'), pod('shop', '{ app: cart }')], undefined],
  ['has such a pod', [namespace('shop', '{}'), pod('shop', '{ mesh: "yes" }')], 'shop'],
])('a namespace that two injectors share %s', (_, others, expected) => {
  const facts = valuesOf(...BOTH, ...others);
  const overlap = facts[1]?.overlap ?? {};
  expect(overlap).toMatchObject({ configuration: 'a' });
  expect('namespace' in (overlap as object) ? overlap : undefined).toEqual(
    expected === undefined ? undefined : expect.objectContaining({ namespace: expected }),
  );
});

test('an overlap stands at the selector', () => {
  const [, fact] = webhooks(...BOTH);
  expect(fact && origin(fact, '/overlap/entry')).toBe(
    'MutatingWebhookConfiguration b /webhooks/0/namespaceSelector',
  );
});
