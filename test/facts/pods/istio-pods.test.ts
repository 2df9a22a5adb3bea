import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';
import {
  AUTO,
  BOTH,
  DEFAULT,
  ENABLED,
  INJECT,
  injector,
  istiod,
  legacy,
  MWC,
  ON,
  policy,
  tag,
} from './injectors.js';

interface Parts {
  readonly namespace?: string;
  readonly labels?: string;
  readonly podLabels?: string;
  readonly annotations?: string;
  readonly spec?: string;
  readonly created?: string;
  readonly others?: readonly string[];
  readonly complete?: readonly string[];
}

/** The fact about one pod, in a namespace with these labels. */
function pod(parts: Parts) {
  const {
    namespace = 'shop',
    labels = '',
    podLabels = '',
    annotations = '',
    spec = '',
    created,
    others = [],
  } = parts;
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { ${labels} } }
---
apiVersion: v1
kind: Pod
metadata:
  name: cart-1
  namespace: ${namespace}
  uid: "1"
  ${created === undefined ? '' : `creationTimestamp: "${created}"`}
  labels: { ${podLabels} }
  annotations: { ${annotations} }
spec: { ${spec} }
`;
  const [fact] = factsOf('IstioPod', [yaml, ...others].join('---'), parts.complete);
  if (fact === undefined) throw new Error('no fact');
  return { fact, value: plain(fact) };
}

/** Who injects, for each of POD_LABELS, by the labels of the namespace (TestWebhookSelector of Istio). */
type Table = Readonly<Record<string, readonly (string | undefined)[]>>;

const CANARY = 'istio.io/rev: canary';
const POD_LABELS = [
  '',
  `${INJECT}: "true"`,
  CANARY,
  `${INJECT}: "true", ${CANARY}`,
  `${INJECT}: "false", ${CANARY}`,
];
const NOBODY = undefined;
const nobody = POD_LABELS.map(() => NOBODY);
const unlessRefused = (revision: string) => [revision, revision, revision, revision, NOBODY];

/** What no injector answers to, whichever are there. */
const SHUT: Table = {
  'istio-injection: disabled': nobody,
  [`istio-injection: disabled, ${CANARY}`]: nobody,
  'istio-injection: "true"': nobody,
  'istio.io/rev: ""': nobody,
  'istio.io/rev: nobody': nobody,
};
const TABLE: Table = {
  ...SHUT,
  '': [NOBODY, 'default', 'canary', 'canary', NOBODY],
  [CANARY]: unlessRefused('canary'),
  [ENABLED]: unlessRefused('default'),
  [`${ENABLED}, ${CANARY}`]: unlessRefused('default'),
};
const CANARY_ALONE: Table = {
  ...SHUT,
  '': [NOBODY, NOBODY, 'canary', 'canary', NOBODY],
  [CANARY]: unlessRefused('canary'),
  [ENABLED]: nobody,
  [`${ENABLED}, ${CANARY}`]: nobody,
};
const BY_TAG_DEFAULT: Table = {
  ...SHUT,
  '': [NOBODY, 'canary', 'canary', 'canary', NOBODY],
  [CANARY]: unlessRefused('canary'),
  'istio.io/rev: default': unlessRefused('canary'),
  [ENABLED]: unlessRefused('canary'),
};

test.each<[string, readonly string[], Table]>([
  ['default and canary', BOTH, TABLE],
  [
    'default, by default for all, and canary',
    [AUTO, injector('canary')],
    { ...TABLE, '': ['default', 'default', 'canary', 'canary', NOBODY] },
  ],
  ['canary alone', [injector('canary')], CANARY_ALONE],
  [
    'canary and the tag prod',
    [injector('canary'), tag('prod', 'canary')],
    { ...CANARY_ALONE, 'istio.io/rev: prod': unlessRefused('canary') },
  ],
  ['canary and the tag default', [injector('canary'), tag('default', 'canary')], BY_TAG_DEFAULT],
  [
    'the entry of 1.9 for enabled namespaces',
    [legacy('{ matchLabels: { istio-injection: enabled } }')],
    {
      ...SHUT,
      '': nobody,
      [ENABLED]: ['default', 'default', 'default', 'default', 'default'],
      [CANARY]: nobody,
    },
  ],
  [
    'the entry of 1.9 that leaves out disabled namespaces',
    [legacy('{ matchExpressions: [{ key: istio-injection, operator: NotIn, values: [disabled] }] }')],
    {
      'istio-injection: disabled': nobody,
      'istio-injection: "true"': POD_LABELS.map(() => 'default'),
      '': POD_LABELS.map(() => 'default'),
    },
  ],
])('%s', (_, others, table) => {
  for (const [labels, revisions] of Object.entries(table)) {
    const facts = POD_LABELS.map((podLabels) => pod({ labels, podLabels, others, complete: [MWC] }).value);
    expect([labels, ...facts.map(({ revision }) => revision)]).toEqual([labels, ...revisions]);
    expect([labels, ...facts.map(({ selectedBy }) => selectedBy === undefined)]).toEqual([
      labels,
      ...revisions.map((revision) => revision === undefined),
    ]);
  }
});

test.each<[string, Parts, boolean | string, string]>([
  [
    'the selectors are not in the input',
    { labels: ENABLED },
    `unknown ${MWC}`,
    'namespace shop has istio-injection=enabled, and a default injector is not in the input',
  ],
  [
    'no configuration is there',
    { labels: ENABLED, complete: [MWC] },
    false,
    'namespace shop has istio-injection=enabled, which selects no injector',
  ],
  [
    'a deactivated entry',
    {
      labels: ENABLED,
      others: [
        DEFAULT.replaceAll(
          'matchExpressions: [',
          'matchLabels: { istio.io/deactivated: never-match }, matchExpressions: [',
        ),
      ],
      complete: [MWC],
    },
    false,
    'namespace shop has istio-injection=enabled, which selects no injector',
  ],
  [
    'hostNetwork',
    { labels: ENABLED, spec: 'hostNetwork: true', others: [DEFAULT, ON] },
    false,
    'hostNetwork is true, which Istio never injects',
  ],
  [
    'a system namespace',
    { namespace: 'kube-system', labels: ENABLED, others: [DEFAULT, ON] },
    false,
    'namespace kube-system is never injected',
  ],
  [
    'policy enabled',
    { labels: ENABLED, others: [DEFAULT, ON] },
    true,
    'webhook namespace.sidecar-injector.istio.io of injector-default selects it',
  ],
  [
    'policy disabled',
    { labels: ENABLED, others: [DEFAULT, policy('policy: disabled')] },
    false,
    "the policy of ConfigMap istio-sidecar-injector is not 'enabled'",
  ],
  [
    'no ConfigMap',
    { labels: ENABLED, others: [DEFAULT] },
    'unknown ConfigMap istio-system',
    'the policy of ConfigMap istio-system/istio-sidecar-injector is not in the input',
  ],
  [
    'the never selector',
    {
      labels: ENABLED,
      podLabels: 'job: a',
      others: [DEFAULT, policy('{policy: enabled, neverInjectSelector: [{matchLabels: {job: a}}]}')],
    },
    false,
    'neverInjectSelector of ConfigMap istio-sidecar-injector matches it',
  ],
  [
    'an empty never selector',
    { labels: ENABLED, others: [DEFAULT, policy('{policy: enabled, neverInjectSelector: [{}]}')] },
    true,
    'webhook namespace.sidecar-injector.istio.io of injector-default selects it',
  ],
  [
    'the always selector',
    {
      labels: ENABLED,
      podLabels: 'job: a',
      others: [DEFAULT, policy('{policy: disabled, alwaysInjectSelector: [{matchLabels: {job: a}}]}')],
    },
    true,
    'alwaysInjectSelector of ConfigMap istio-sidecar-injector matches it',
  ],
  [
    'the annotation refuses, whatever the release',
    { labels: ENABLED, annotations: `${INJECT}: "false"`, others: [DEFAULT] },
    false,
    `its annotation ${INJECT} refuses injection`,
  ],
  [
    'an annotation cannot switch on where nobody selects',
    { annotations: `${INJECT}: "true"`, others: [DEFAULT, ON], complete: [MWC] },
    false,
    'no injector selects it in namespace shop',
  ],
])('%s', (_, parts, shouldInject, reason) => {
  expect(pod(parts).value).toMatchObject({ shouldInject, reason });
});

/** What the injector decides by the inject value, where its policy would inject and where it would not. */
const OPEN = 'open';
const BOTH_WAYS: Readonly<Record<string, readonly string[]>> = {
  yes: ['true', 'true'],
  no: ['false', 'false'],
  policy: ['true', 'false'],
  [OPEN]: ['unknown apps/Deployment', 'unknown apps/Deployment'],
  'yes or policy': ['true', 'unknown apps/Deployment'],
  'no or policy': ['unknown apps/Deployment', 'false'],
};
const RELEASES = ['1.10.6', '1.12.0', '1.26.0', '1.27.0', 'x'];
test.each<[string, string, string, readonly string[]]>([
  ['neither', '', '', ['policy', 'policy', 'policy', 'policy', 'policy']],
  ['label true', `${INJECT}: "true"`, '', ['policy', 'yes', 'yes', 'yes', 'yes or policy']],
  ['label Yes', `${INJECT}: "Yes"`, '', ['policy', 'yes', 'yes', 'policy', 'yes or policy']],
  ['label False', `${INJECT}: "False"`, '', ['policy', 'no', 'no', 'policy', 'no or policy']],
  ['annotation true', '', `${INJECT}: "true"`, ['yes', 'yes', 'yes', 'yes', 'yes']],
  ['annotation false', '', `${INJECT}: "false"`, ['no', 'no', 'no', 'no', 'no']],
  ['annotation on', '', `${INJECT}: "on"`, ['yes', 'yes', 'yes', 'policy', 'yes or policy']],
  ['annotation no', '', `${INJECT}: "no"`, ['no', 'no', 'no', 'policy', 'no or policy']],
  ['annotation ture', '', `${INJECT}: "ture"`, ['no', 'no', 'no', 'policy', 'no or policy']],
  ['annotation empty', '', `${INJECT}: ""`, ['policy', 'policy', 'policy', 'policy', 'policy']],
  [
    'label true, annotation false',
    `${INJECT}: "true"`,
    `${INJECT}: "false"`,
    ['no', 'yes', 'yes', 'yes', OPEN],
  ],
  [
    'label empty, annotation false',
    `${INJECT}: ""`,
    `${INJECT}: "false"`,
    ['no', 'policy', 'policy', 'policy', 'no or policy'],
  ],
])('the inject value: %s', (_, podLabels, annotations, outcomes) => {
  for (const [index, release] of RELEASES.entries()) {
    const decisions = ['enabled', 'disabled'].map((text) => {
      const others = [DEFAULT, policy(`policy: ${text}`), istiod(release)];
      return String(pod({ labels: ENABLED, podLabels, annotations, others }).value.shouldInject);
    });
    expect([release, ...decisions]).toEqual([release, ...(BOTH_WAYS[outcomes[index] ?? ''] ?? [])]);
  }
});

const PROXY = '{ name: istio-proxy }';
test.each<[string, Parts, string, boolean]>([
  ['a container', { spec: `containers: [{ name: app }, ${PROXY}]` }, 'workload', true],
  ['no proxy', { spec: 'containers: [{ name: app }]' }, 'workload', false],
  [
    'a native sidecar',
    { spec: 'initContainers: [{ name: istio-proxy, restartPolicy: Always }]' },
    'workload',
    true,
  ],
  ['an init container that ends', { spec: `initContainers: [${PROXY}]` }, 'workload', false],
  [
    'a gateway of the Gateway API',
    { podLabels: 'gateway.networking.k8s.io/gateway-name: a', spec: `containers: [${PROXY}]` },
    'gateway',
    false,
  ],
  [
    'a gateway by its template',
    { annotations: 'inject.istio.io/templates: "a,gateway"', spec: `containers: [${PROXY}]` },
    'gateway',
    false,
  ],
  [
    'a gateway by its arguments',
    { spec: 'containers: [{ name: istio-proxy, args: [proxy, router] }]' },
    'gateway',
    false,
  ],
  ['an ambient pod', { annotations: 'ambient.istio.io/redirection: enabled' }, 'ambient', false],
  ['istiod itself', { podLabels: 'app: istiod' }, 'control-plane', false],
])('a sidecar: %s', (_, parts, role, hasSidecar) => {
  expect(pod({ labels: ENABLED, ...parts }).value).toMatchObject({ role, hasSidecar });
});

test.each([
  ['its status', `sidecar.istio.io/status: '{"containers":["istio-proxy"],"revision":"canary"}'`, 'canary'],
  ['its annotation', 'istio.io/rev: canary', 'canary'],
  ['a status that is no JSON', `sidecar.istio.io/status: '{'`, undefined],
])('the revision that injected, from %s', (_, annotations, revision) => {
  expect(pod({ labels: ENABLED, annotations }).value.injectedRevision).toBe(revision);
});

test.each([
  ['2021-05-31T23:59:59Z', true],
  ['2021-06-01T00:00:00Z', undefined],
  ['2021-06-01T00:00:01Z', false],
  [undefined, undefined],
])('a pod created at %s', (created, older) => {
  const parts = { labels: ENABLED, others: [DEFAULT, ON], ...(created === undefined ? {} : { created }) };
  expect(pod(parts).value).toMatchObject({
    selectedBy: { configuration: 'injector-default', entry: 'namespace.sidecar-injector.istio.io' },
  });
  expect(pod(parts).value.olderThanInjector).toBe(older);
});

test('a decision stands where it was made', () => {
  expect(origin(pod({ labels: ENABLED, others: [DEFAULT, ON] }).fact, '/shouldInject')).toBe(
    'MutatingWebhookConfiguration injector-default /webhooks/2',
  );
  expect(
    origin(pod({ labels: ENABLED, others: [DEFAULT, policy('policy: disabled')] }).fact, '/shouldInject'),
  ).toBe('ConfigMap istio-sidecar-injector /data/config/<yaml>/policy');
  expect(origin(pod({ complete: [MWC], others: [DEFAULT] }).fact, '/reason')).toBe(
    'Namespace shop /metadata/labels',
  );
});

test('no fact without evidence of Istio', () => {
  expect(() => pod({})).toThrow('no fact');
});

test('a revision has an istiod and a ConfigMap of its own', () => {
  const canary = istiod('1.11.0')
    .replace('name: istiod,', 'name: istiod-canary,')
    .replace('app: istiod', 'app: istiod, istio.io/rev: canary');
  const others = [
    injector('canary'),
    istiod('1.20.0'),
    canary,
    ON.replace('name: istio-sidecar-injector', 'name: istio-sidecar-injector-canary'),
  ];
  const labelled = {
    labels: 'istio.io/rev: canary',
    podLabels: `${INJECT}: "true"`,
    annotations: `${INJECT}: "no"`,
  };
  expect(pod({ ...labelled, others }).value).toMatchObject({
    shouldInject: false,
    reason: `its annotation ${INJECT} refuses injection`,
  });
  expect(pod({ labels: 'istio.io/rev: canary', others }).value.shouldInject).toBe(true);
});

test('the reason tells a label from an annotation', () => {
  const { value } = pod({
    labels: ENABLED,
    podLabels: `${INJECT}: "true"`,
    others: [DEFAULT, istiod('1.27.0')],
  });
  expect(value).toMatchObject({ shouldInject: true, reason: `its label ${INJECT} asks for injection` });
});

test('the ConfigMap stands beside the Service that the entry calls', () => {
  const elsewhere = DEFAULT.replaceAll(
    '.istio.io\n  namespaceSelector',
    '.istio.io\n  clientConfig: { service: { name: istiod, namespace: mesh } }\n  namespaceSelector',
  );
  expect(pod({ labels: ENABLED, others: [elsewhere, ON] }).value.shouldInject).toBe('unknown ConfigMap mesh');
  expect(
    pod({ labels: ENABLED, others: [elsewhere, ON.replace('istio-system', 'mesh')] }).value.shouldInject,
  ).toBe(true);
});
