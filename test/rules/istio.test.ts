import { expect, test } from 'vitest';
import { judgeByAll, type Told } from './judge.js';

/** The findings of the rules for injection and discovery addresses, as `line rule-id`. */
async function istio(input: string, told: Told = {}): Promise<readonly string[]> {
  const lines = await judgeByAll(input, told);
  return lines.filter((line) => /^\d+ istio-(namespace|pod|discovery)-|^\D/.test(line));
}

const entry = (name: string, namespace: string, object: string) => `
  - name: ${name}.sidecar-injector.istio.io
    clientConfig: { caBundle: REDACTED, service: { name: istiod, namespace: istio-system, path: /inject } }
    failurePolicy: Fail
    namespaceSelector: { matchExpressions: [${namespace}] }
    objectSelector: { matchExpressions: [${object}] }`;
const absent = (key: string) => `{ key: ${key}, operator: DoesNotExist }`;
const NOT_REFUSED = '{ key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] }';

function injector(revision: string, entries: string): string {
  return `
- apiVersion: admissionregistration.k8s.io/v1
  kind: MutatingWebhookConfiguration
  metadata: { name: istio-sidecar-injector-${revision}, uid: ${revision}, labels: { istio.io/rev: ${revision} } }
  webhooks:${entries}`;
}

const revisioned = (revision: string) =>
  entry(
    'rev.namespace',
    `{ key: istio.io/rev, operator: In, values: [${revision}] }, ${absent('istio-injection')}`,
    NOT_REFUSED,
  ) +
  entry(
    'rev.object',
    `${absent('istio.io/rev')}, ${absent('istio-injection')}`,
    `${NOT_REFUSED}, { key: istio.io/rev, operator: In, values: [${revision}] }`,
  );

const CANARY = injector('canary', revisioned('canary'));
const DEFAULT = injector(
  'default',
  revisioned('default') +
    entry('namespace', '{ key: istio-injection, operator: In, values: [enabled] }', NOT_REFUSED) +
    entry(
      'object',
      `${absent('istio-injection')}, ${absent('istio.io/rev')}`,
      `{ key: sidecar.istio.io/inject, operator: In, values: ["true"] }, ${absent('istio.io/rev')}`,
    ),
);
/** What the injectors answer from: they are of a release that reads the label of a pod, and inject by default. */
const ISTIODS = [
  ['default', ''],
  ['canary', '-canary'],
]
  .map(
    ([revision, suffix]) => `
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: istio-sidecar-injector${suffix}, namespace: istio-system, uid: c${suffix} }
  data: { config: "policy: enabled", values: "{}" }
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: istio${suffix}, namespace: istio-system, uid: m${suffix} }
  data: { mesh: "{}" }
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: istiod${suffix}, namespace: istio-system, uid: d${suffix}, labels: { app: istiod, istio.io/rev: ${revision} } }
  spec: { template: { spec: { containers: [{ name: discovery, image: istio/pilot:1.20.0 }] } } }`,
  )
  .join('');

/** A captured namespace with its labels on line 8, and a running pod without proxy, named on line 11. */
function dump(namespace: string, pod: string, injectors: string): string {
  return `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Namespace
  metadata:
    name: shop
    labels: { ${namespace} }
    uid: n1
- { apiVersion: v1, kind: Pod, status: { phase: Running }, spec: { containers: [{ name: cart }] }, metadata: {
    name: cart-0, namespace: shop, uid: p1, labels: { ${pod} },
    ownerReferences: [{ kind: StatefulSet, name: cart, controller: true }] } }${injectors}${ISTIODS}`;
}

const TRUE = 'sidecar.istio.io/inject: "true"';
const FALSE = 'sidecar.istio.io/inject: "false"';
const REV = 'istio.io/rev: canary';
const NAMESPACES = {
  none: ['', []],
  'rev=canary': [REV, []],
  enabled: ['istio-injection: enabled', []],
  'enabled + rev=canary': [`istio-injection: enabled, ${REV}`, ['8 istio-namespace-revision-ignored']],
  disabled: ['istio-injection: disabled', []],
  'disabled + rev=canary': [
    `istio-injection: disabled, ${REV}`,
    ['8 istio-namespace-disabled-with-revision'],
  ],
  'istio-injection=on': ['istio-injection: "on"', ['8 istio-namespace-injection-unknown-value']],
  'rev empty': ['istio.io/rev: ""', ['8 istio-namespace-empty-revision']],
  'rev of nobody': ['istio.io/rev: canery', ['8 istio-namespace-unknown-revision']],
} as const;

const PODS = ['', TRUE, REV, `${TRUE}, ${REV}`, FALSE];

/** What there is to say of the labels of a namespace and a pod together. */
const TOGETHER: Readonly<Record<string, string>> = {
  'none ': '7 istio-namespace-not-injected',
  [`none ${FALSE}`]: '7 istio-namespace-not-injected',
  [`enabled ${REV}`]: '11 istio-pod-revision-ignored',
  [`enabled ${TRUE}, ${REV}`]: '11 istio-pod-revision-ignored',
  [`disabled ${TRUE}`]: '11 istio-pod-asks-in-vain',
  [`disabled ${REV}`]: '11 istio-pod-asks-in-vain',
  [`disabled ${TRUE}, ${REV}`]: '11 istio-pod-asks-in-vain',
};

/**
 * Who is injected where a default injector and the revision canary are installed (TestWebhookSelector of Istio): a mark
 * for each of PODS, `x` where it gets a proxy.
 */
test.each([
  ['none', '.xxx.'],
  ['rev=canary', 'xxxx.'],
  ['enabled', 'xxxx.'],
  ['enabled + rev=canary', 'xxxx.'],
  ['disabled', '.....'],
  ['disabled + rev=canary', '.....'],
  ['istio-injection=on', '.....'],
  ['rev empty', '.....'],
  ['rev of nobody', '.....'],
] as const)('namespace labels: %s', async (name, marks) => {
  const [labels, ofNamespace] = NAMESPACES[name];
  for (const [index, pod] of PODS.entries()) {
    const findings = await istio(dump(labels, pod, CANARY + DEFAULT));
    const missing = marks[index] === 'x' ? ['11 istio-pod-without-proxy'] : [];
    const made = TOGETHER[`${name} ${pod}`] ?? [];
    expect([pod, ...findings]).toEqual([pod, ...ofNamespace, ...[made].flat(), ...missing]);
  }
});

test.each([
  [
    'enabled, and only a revision is there',
    'istio-injection: enabled',
    CANARY,
    ['8 istio-namespace-no-default-injector'],
  ],
  ['a revision that is there', REV, CANARY, ['11 istio-pod-without-proxy']],
  ['the revision default', 'istio.io/rev: default', DEFAULT, ['11 istio-pod-without-proxy']],
  ['enabled, and nothing is known of injectors', 'istio-injection: enabled', '', []],
  [
    'ambient mode and sidecars',
    'istio-injection: enabled, istio.io/dataplane-mode: ambient',
    DEFAULT,
    ['8 istio-namespace-ambient-and-sidecar', '11 istio-pod-without-proxy'],
  ],
])('injection: %s', async (_, labels, injectors, expected) => {
  expect(await istio(dump(labels, '', injectors))).toEqual(expected);
});

test('no injector at all is one finding, not two', async () => {
  const told = { complete: ['admissionregistration.k8s.io/MutatingWebhookConfiguration'] };
  expect(await istio(dump('istio-injection: enabled', '', ''), told)).toEqual([
    '8 istio-namespace-no-injector',
  ]);
});

test('a deactivated injector answers to nobody', async () => {
  const deactivated = injector(
    'default',
    entry('namespace', '{ key: istio.io/deactivated, operator: In, values: [never-match] }', NOT_REFUSED),
  );
  expect(await istio(dump('istio-injection: enabled', '', CANARY + deactivated))).toEqual([
    '8 istio-namespace-no-default-injector',
  ]);
});

/** A mesh configuration with its discoveryAddress on line 11, and the Service istiod, which offers 15012. */
function meshConfiguration(address: string): string {
  return `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: istio, namespace: istio-system, uid: m1 }
  data:
    mesh: |-
      accessLogFile: /dev/stdout
      defaultConfig:
        discoveryAddress: ${address}
- apiVersion: v1
  kind: Service
  metadata: { name: istiod, namespace: istio-system, uid: s1 }
  spec: { ports: [{ name: https-dns, port: 15012 }] }`;
}

test.each([
  ['istiod.istio-system.svc:15012', []],
  ['istiod.istio-system.svc.cluster.local:15012', []],
  ['istiod.istio-system:15012', []],
  ['istiod.istio-system.svc', ['11 istio-discovery-address-malformed']],
  ['istiod.istio-system.svc:https', ['11 istio-discovery-address-malformed']],
  ['istiod.istio-system.svc:150120', ['11 istio-discovery-address-malformed']],
  ['istoid.istio-system.svc:15012', ['11 istio-discovery-address-unknown-service']],
  ['istiod.istio-system.svc:15011', ['11 istio-discovery-address-unknown-port']],
  ['meshconfig.googleapis.com:443', []],
  ['istiod.example:15012', []],
  ['10.0.0.9:15012', []],
])('discoveryAddress %s', async (address, expected) => {
  expect(await istio(meshConfiguration(address))).toEqual(expected);
});
