import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

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

const MWC = 'admissionregistration.k8s.io/MutatingWebhookConfiguration';
const ENABLED = 'istio-injection: enabled';
const INJECT = 'sidecar.istio.io/inject';

/** The two entries of a revision, with the selectors of current charts; those of `default` come on top. */
const injector = (revision: string, isDefault = '') => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: injector-${revision}, creationTimestamp: "2021-06-01T00:00:00Z", labels: { istio.io/rev: ${revision} } }
webhooks:
- name: rev.namespace.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: In, values: [${revision}] }, { key: istio-injection, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }] }
- name: rev.object.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: DoesNotExist }, { key: istio-injection, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }, { key: istio.io/rev, operator: In, values: [${revision}] }] }
${isDefault}`;
const DEFAULT = injector(
  'default',
  `
- name: namespace.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: In, values: [enabled] }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }] }
- name: object.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: In, values: ["true"] }, { key: istio.io/rev, operator: DoesNotExist }] }
`,
);
const BOTH = [DEFAULT, injector('canary')];

const policy = (config: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system }
data: { config: '${config}' }
`;
const ON = policy('policy: enabled');

const istiod = (release: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, image: "istio/pilot:${release}" }] } } }
`;

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

/** The truth table of istio.md 1.3. */
const POD_LABELS = [
  '',
  `${INJECT}: "true"`,
  'istio.io/rev: canary',
  `${INJECT}: "true", istio.io/rev: canary`,
  `${INJECT}: "false", istio.io/rev: canary`,
];
const NOBODY = undefined;
test.each<[string, readonly (string | undefined)[]]>([
  ['', [NOBODY, 'default', 'canary', 'canary', NOBODY]],
  ['istio.io/rev: canary', ['canary', 'canary', 'canary', 'canary', NOBODY]],
  [ENABLED, ['default', 'default', 'default', 'default', NOBODY]],
  [`${ENABLED}, istio.io/rev: canary`, ['default', 'default', 'default', 'default', NOBODY]],
  ['istio-injection: disabled', [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]],
  ['istio-injection: disabled, istio.io/rev: canary', [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]],
  ['istio-injection: "true"', [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]],
  ['istio.io/rev: ""', [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]],
  ['istio.io/rev: nobody', [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]],
])('a namespace with { %s }', (labels, revisions) => {
  const facts = POD_LABELS.map(
    (podLabels) => pod({ labels, podLabels, others: BOTH, complete: [MWC] }).value,
  );
  expect(facts.map(({ revision }) => revision)).toEqual(revisions);
  expect(facts.map(({ shouldInject }) => shouldInject === false)).toEqual(
    revisions.map((revision) => revision === undefined),
  );
});

test.each<[string, Parts, boolean | string, string]>([
  [
    'the selectors are not in the input',
    { labels: ENABLED },
    `unknown ${MWC}`,
    'the selectors of the injectors are not in the input',
  ],
  [
    'no configuration is there',
    { labels: ENABLED, complete: [MWC] },
    false,
    'no injector selects it in namespace shop',
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
    'no injector selects it in namespace shop',
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

test.each<[string, string, string, string, boolean | string]>([
  ['a label under policy disabled, 1.11', '1.11.0', `${INJECT}: "true"`, '', false],
  ['a label under policy disabled, 1.12', '1.12.0', `${INJECT}: "true"`, '', true],
  ['a label over an annotation', '1.20.0', `${INJECT}: "true"`, `${INJECT}: "false"`, true],
  ['an annotation over a label, 1.11', '1.11.0', `${INJECT}: "true"`, `${INJECT}: "false"`, false],
  ['another spelling, 1.26', '1.26.0', `${INJECT}: "Yes"`, '', true],
  ['another spelling, 1.27', '1.27.0', `${INJECT}: "Yes"`, '', false],
  ['a typo, 1.26', '1.26.0', '', `${INJECT}: "ture"`, false],
  ['another spelling, release unknown', 'x', '', `${INJECT}: "Yes"`, 'unknown apps/Deployment'],
  ['a label, release unknown', 'x', `${INJECT}: "true"`, '', 'unknown apps/Deployment'],
])('the inject value: %s', (_, release, podLabels, annotations, shouldInject) => {
  const others = [DEFAULT, policy('policy: disabled'), istiod(release)];
  expect(pod({ labels: ENABLED, podLabels, annotations, others }).value.shouldInject).toBe(shouldInject);
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
