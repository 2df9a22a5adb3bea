import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';
import { AUTO, BOTH, DEFAULT, ENABLED, INJECT, injector, istiod, MWC, ON, tag } from './injectors.js';

interface Parts {
  /** The labels of the namespace; without them it is not in the input. */
  readonly labels?: string;
  readonly own?: string;
  readonly podLabels?: string;
  readonly annotations?: string;
  readonly spec?: string;
  /** The status that the injector left on a running pod. */
  readonly status?: string;
  readonly others?: readonly string[];
  readonly complete?: readonly string[];
}

const CANARY = 'istio.io/rev: canary';
/** The policy of each injector. */
const POLICIES = [ON, ON.replace('name: istio-sidecar-injector', 'name: istio-sidecar-injector-canary')];
const PROXY = '{ name: istio-proxy }';

function deployment({ own = '', podLabels = '', annotations = '', spec = '' }: Parts): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop, labels: { ${own} } }
spec: { template: { metadata: { labels: { ${podLabels} }, annotations: { ${annotations} } }, spec: { ${spec} } } }
`;
}

function podWith(status: string): string {
  return `
apiVersion: v1
kind: Pod
metadata:
  name: cart-7c9-x
  namespace: shop
  uid: "1"
  labels: { pod-template-hash: 7c9 }
  annotations: { sidecar.istio.io/status: '${status}' }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-7c9, controller: true }]
spec: { containers: [{ name: cart }, ${PROXY}] }
status: { phase: Running }
`;
}

/** The fact about one Deployment. */
function workload(parts: Parts) {
  const { labels, status, others = [], complete } = parts;
  const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
`;
  const texts = [
    deployment(parts),
    ...(labels === undefined ? [] : [namespace]),
    ...(status === undefined ? [] : [podWith(status)]),
    ...others,
  ];
  const [fact] = factsOf('IstioWorkload', texts.join('---'), complete).filter(({ id }) => id.name === 'cart');
  if (fact === undefined) throw new Error('no fact');
  return { fact, value: plain(fact) };
}

/** A manifest that somebody wrote for Istio. */
const TRACE = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
`;

test.each<[string, Parts, boolean | string, string]>([
  ['a revision, by the usual selectors', { labels: CANARY }, true, 'its policy is the usual one'],
  ['a pod names a revision', { labels: '', podLabels: CANARY }, true, 'its policy is the usual one'],
  [
    'a default injector may be there',
    { labels: ENABLED },
    `unknown ${MWC}`,
    'namespace shop has istio-injection=enabled, and a default injector is not in the input',
  ],
  [
    'the default istiod is there',
    { labels: ENABLED, others: [istiod('1.20.0')] },
    true,
    'its policy is the usual one',
  ],
  [
    'a pod refuses',
    { labels: CANARY, podLabels: `${INJECT}: "false"` },
    false,
    `its label ${INJECT} is 'false', which keeps injectors away`,
  ],
  [
    'the namespace keeps all out',
    { labels: 'istio-injection: disabled' },
    false,
    'namespace shop has istio-injection=disabled, which selects no injector',
  ],
  ['nobody says anything', { labels: '' }, `unknown ${MWC}`, 'no injector selects it in namespace shop'],
  ['the namespace is not in the input', {}, 'unknown Namespace', 'namespace shop is not in the input'],
  [
    'the namespace is not in the input, and the pod refuses',
    { podLabels: `${INJECT}: "false"` },
    false,
    `its label ${INJECT} is 'false'`,
  ],
  [
    'the namespace is not in the input, and the pod is on the network of its node',
    { spec: 'hostNetwork: true' },
    false,
    'hostNetwork is true, which Istio never injects',
  ],
  [
    'the label is filled in later',
    { labels: `istio.io/rev: "\${REVISION}"` },
    'unknown Namespace',
    `namespace shop has istio.io/rev=\${REVISION}`,
  ],
])('without webhook configurations: %s', (_, parts, shouldInject, reason) => {
  const others = [TRACE, ...(parts.others ?? [])];
  expect(workload({ ...parts, others }).value).toMatchObject({ shouldInject, reason });
});

test('an injector that is assumed says so', () => {
  const { value } = workload({ labels: CANARY });
  expect(value).toMatchObject({ assumed: true, revision: 'canary', expected: true, inMesh: true });
  expect(value.steps).toEqual([
    {
      says: 'namespace shop has istio.io/rev=canary, which the usual selectors of Istio choose (no webhook configuration is in the input)',
    },
    { says: 'its policy is the usual one' },
  ]);
});

test('the steps stand where they were taken', () => {
  const { fact, value } = workload({ labels: CANARY, others: [...BOTH, ...POLICIES] });
  expect(value).toMatchObject({
    shouldInject: true,
    decidedBy: 'webhook',
    askedBy: 'namespace',
    askedOf: 'canary',
    revision: 'canary',
    selectedBy: { configuration: 'injector-canary', entry: 'rev.namespace.sidecar-injector.istio.io' },
  });
  expect(origin(fact, '/steps/0/says')).toBe('Namespace shop /metadata/labels/istio.io~1rev');
  expect(origin(fact, '/steps/1/says')).toBe('MutatingWebhookConfiguration injector-canary /webhooks/0');
});

test.each<[string, Parts, string | undefined]>([
  ['an unlabelled namespace', { labels: '', podLabels: CANARY }, 'counts'],
  ['the same revision', { labels: CANARY, podLabels: CANARY }, 'agrees'],
  ['another one', { labels: 'istio.io/rev: old', podLabels: CANARY }, 'overruled'],
  [
    'a tag that leads there',
    { labels: 'istio.io/rev: prod', podLabels: CANARY, others: [injector('canary'), tag('prod', 'canary')] },
    'agrees',
  ],
  ['the default', { labels: ENABLED, podLabels: CANARY }, 'overruled'],
  ['the default by its name', { labels: ENABLED, podLabels: 'istio.io/rev: default' }, 'agrees'],
  ['a namespace that is shut', { labels: 'istio-injection: disabled', podLabels: CANARY }, 'shut out'],
  ['a namespace with an empty revision', { labels: 'istio.io/rev: ""', podLabels: CANARY }, 'shut out'],
  ['no namespace', { podLabels: CANARY }, undefined],
])('the revision of a pod beside %s', (_, parts, effect) => {
  expect(workload({ ...parts, others: [TRACE, ...(parts.others ?? [])] }).value.podRevision).toEqual(
    effect === undefined ? undefined : expect.objectContaining({ effect }),
  );
});

test.each<[string, Parts, string | undefined]>([
  ['nobody else names it', { labels: '', own: CANARY }, 'canary'],
  ['the namespace names another', { labels: 'istio.io/rev: old', own: CANARY }, 'canary'],
  ['the namespace names it', { labels: CANARY, own: CANARY }, undefined],
  ['the pods name one', { labels: '', own: CANARY, podLabels: 'istio.io/rev: old' }, undefined],
  ['the pods refuse', { labels: '', own: CANARY, podLabels: `${INJECT}: "false"` }, undefined],
])('a revision on the workload, where %s', (_, parts, stray) => {
  expect(workload({ ...parts, others: [TRACE] }).value.strayRevision).toBe(stray);
});

const SEEN = { others: [...BOTH, ...POLICIES], complete: [MWC] };
test.each<[string, Parts, string | undefined]>([
  ['the revision that is asked', { ...SEEN, labels: CANARY, status: '{"revision":"canary"}' }, undefined],
  ['another one', { ...SEEN, labels: CANARY, status: '{"revision":"default"}' }, 'default'],
  ['nobody knows', { ...SEEN, labels: CANARY, status: '{"revision":""}' }, undefined],
  ['another one, and nobody is asked', { labels: CANARY, status: '{"revision":"default"}' }, undefined],
])('a running sidecar of %s', (_, parts, injected) => {
  const { ofOtherRevision } = workload(parts).value;
  expect(ofOtherRevision).toEqual(
    injected === undefined
      ? undefined
      : { who: "pod 'cart-7c9-x'", pods: ['cart-7c9-x'], injected, now: 'canary' },
  );
});

test.each<[string, Parts, boolean]>([
  ['the namespace says no', { ...SEEN, labels: 'istio-injection: disabled' }, true],
  ['the namespace says nothing', { ...SEEN, labels: '' }, true],
  ['injection is on by default', { others: [AUTO, ON], complete: [MWC], labels: '' }, false],
  ['nobody knows', { labels: '' }, false],
  ['it shall have one', { ...SEEN, labels: ENABLED }, false],
])('a running sidecar, where %s', (_, parts, isUninvited) => {
  const { uninvited } = workload({ ...parts, status: '{"revision":"default"}' }).value;
  expect(uninvited !== undefined).toBe(isUninvited);
});

test.each<[string, Parts, string, boolean | string]>([
  ['asked for', { ...SEEN, labels: ENABLED }, 'workload', true],
  ['refused', { ...SEEN, labels: 'istio-injection: disabled' }, 'workload', false],
  ['not asked for, as far as is known', { labels: '', others: [TRACE] }, 'workload', `unknown ${MWC}`],
  ['written into the template', { ...SEEN, labels: '', spec: `containers: [${PROXY}]` }, 'workload', true],
  ['running', { labels: '', status: '{"revision":"default"}' }, 'workload', true],
  ['of a gateway', { labels: '', annotations: 'inject.istio.io/templates: gateway' }, 'gateway', true],
  ['of istiod', { ...SEEN, labels: ENABLED, podLabels: 'app: istiod' }, 'control-plane', false],
  ['in ambient mode', { ...SEEN, labels: 'istio.io/dataplane-mode: ambient' }, 'ambient', true],
  [
    'in ambient mode, left out',
    { ...SEEN, labels: 'istio.io/dataplane-mode: ambient', podLabels: 'istio.io/dataplane-mode: none' },
    'workload',
    false,
  ],
  [
    'asked for in ambient mode',
    { ...SEEN, labels: `${ENABLED}, istio.io/dataplane-mode: ambient` },
    'workload',
    true,
  ],
])('a sidecar %s', (_, parts, role, inMesh) => {
  expect(workload(parts).value).toMatchObject({ role, inMesh });
});

test('users of the application, each at its place', () => {
  const spec =
    'securityContext: { runAsUser: 1337 }, containers: [{ name: a }, { name: b, securityContext: { runAsUser: 1 } }, { name: c }]';
  const { fact, value } = workload({ labels: ENABLED, others: [DEFAULT], spec });
  expect(value.users).toEqual([1337, 1]);
  expect(origin(fact, '/users/1')).toBe(
    'Deployment cart /spec/template/spec/containers/1/securityContext/runAsUser',
  );
});

test('no fact without evidence of Istio', () => {
  expect(() => workload({ labels: '' })).toThrow('no fact');
});

test('pods that ztunnel serves tell that they are in ambient mode', () => {
  const redirected = podWith('{}')
    .replace('sidecar.istio.io/status', 'ambient.istio.io/redirection')
    .replace("'{}'", 'enabled');
  const { value } = workload({ others: [TRACE, redirected.replace(`, ${PROXY}`, '')] });
  expect(value).toMatchObject({ role: 'ambient', inMesh: true });
});
