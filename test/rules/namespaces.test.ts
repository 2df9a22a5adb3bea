import { expect, test } from 'vitest';
import { judgeByAll, type Told } from './judge.js';

/** The findings of the rules for namespaces and pods of OSM, as `line rule-id`. */
async function osm(input: string, told: Told = {}): Promise<readonly string[]> {
  const lines = await judgeByAll(input, told);
  return lines.filter((line) => /^\d+ osm-(namespace|pod)-|^\D/.test(line));
}

const MESH = `
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: osm-controller, namespace: osm-system, uid: m1, labels: { app: osm-controller, meshName: osm } }
- apiVersion: admissionregistration.k8s.io/v1
  kind: MutatingWebhookConfiguration
  metadata: { name: osm-webhook-osm, uid: m2 }
  webhooks: []`;

/** A captured namespace on lines 1 to 9: name on 5, labels on 8, annotations on 9; one running pod, named on line 13. */
function dump(name: string, labels: string, annotations: string, pod = ''): string {
  return `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Namespace
  metadata:
    name: ${name}
    labels: { uid: x${labels} }
    annotations: { note: x${annotations} }
    uid: n1
- apiVersion: v1
  kind: Pod
  metadata: { name: cart-0, namespace: ${name}, uid: p1, annotations: { note: x${pod} }, ownerReferences: [{ kind: StatefulSet, name: cart, controller: true }] }
  spec: { containers: [{ name: cart }] }
  status: { phase: Running }${MESH}`;
}

const BY = ', openservicemesh.io/monitored-by: osm';
const ON = ', openservicemesh.io/sidecar-injection: enabled';
const OFF = ', openservicemesh.io/sidecar-injection: disabled';

test.each([
  ['outside the mesh', 'shop', '', '', '', []],
  ['label and annotation', 'shop', BY, ON, ON, ['13 osm-pod-without-sidecar']],
  ['label and annotation, pod opted out', 'shop', BY, ON, OFF, []],
  ['annotation only', 'shop', '', ON, '', ['9 osm-namespace-not-monitored']],
  ['annotation "disabled" only', 'shop', '', OFF, '', []],
  ['label only', 'shop', BY, '', '', ['8 osm-namespace-injection-not-chosen']],
  ['label only, pod opted in', 'shop', BY, '', ON, ['13 osm-pod-without-sidecar']],
  ['label only, in the namespace of an ingress controller', 'ingress-nginx', BY, '', '', []],
  ['label only, in the namespace of OSM', 'osm-system', BY, '', '', []],
  ['injection disabled', 'shop', BY, OFF, '', []],
  ['annotation as a label', 'shop', `${BY}${ON}`, '', '', ['8 osm-namespace-injection-as-label']],
  ['label as an annotation', 'shop', '', `${BY}${ON}`, '', ['9 osm-namespace-monitored-by-as-annotation']],
  [
    'another mesh',
    'shop',
    ', openservicemesh.io/monitored-by: osm-mesh',
    ON,
    '',
    ['8 osm-namespace-unknown-mesh'],
  ],
  ['kube-system', 'kube-system', BY, '', '', ['8 osm-namespace-never-injected']],
  ['ignored', 'shop', `${BY}, openservicemesh.io/ignore: "false"`, ON, '', ['8 osm-namespace-ignored']],
  ['two meshes', 'shop', `${BY}, istio-injection: enabled`, ON, OFF, ['8 osm-namespace-two-meshes']],
  [
    'a value that YAML takes for a boolean',
    'shop',
    BY,
    ', openservicemesh.io/sidecar-injection: yes',
    OFF,
    ['9 osm-namespace-key-not-text'],
  ],
  [
    'pod security',
    'shop',
    `${BY}, pod-security.kubernetes.io/enforce: restricted`,
    ON,
    OFF,
    ['8 osm-namespace-pod-security'],
  ],
])('namespace: %s', async (_, name, labels, annotations, pod, expected) => {
  expect(await osm(dump(name, labels, annotations, pod))).toEqual(expected);
});

test.each([
  ['enabled', []],
  ['TRUE', []],
  ['"no"', []],
  ['"on"', ['6 osm-namespace-injection-unknown-value']],
  ['""', ['6 osm-namespace-injection-unknown-value']],
  ['"{{ .Values.injection }}"', []],
])('the injection annotation %s', async (value, expected) => {
  const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { openservicemesh.io/monitored-by: osm }
  annotations: { openservicemesh.io/sidecar-injection: ${value} }`;
  const isText = value !== 'TRUE';
  expect(await osm(namespace)).toEqual(isText ? expected : ['6 osm-namespace-key-not-text']);
});

test.each([
  ['"6379"', '1.2.4', []],
  ['"6379,"', '1.2.4', ['8 osm-pod-excluded-ports-refused']],
  ['"6379,"', '1.0.0', ['8 osm-pod-excluded-ports-ignored']],
  ['"6379,"', '0.8.4', []],
  ['6379', '1.2.4', ['8 osm-pod-annotation-not-text']],
])('excluded ports %s in OSM %s', async (value, version, expected) => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata:
      annotations:
        openservicemesh.io/outbound-port-exclusion-list: ${value}`;
  expect(await osm(deployment, { mesh: { osm: version } })).toEqual(expected);
});

const NAMESPACE = `
- apiVersion: v1
  kind: Namespace
  metadata: { name: shop, uid: n1, labels: { openservicemesh.io/monitored-by: osm }, annotations: { openservicemesh.io/sidecar-injection: enabled } }`;
const VOLUME = 'volumes: [{ name: envoy-bootstrap-config-volume }]';

/** A captured cluster with these items in a namespace of the mesh, the first of them on line 7. */
function cluster(...items: readonly string[]): string {
  return `apiVersion: v1\nkind: List\nitems:${NAMESPACE}${items.join('')}${MESH}`;
}

/** Five lines: metadata on the third, the specification on the fourth, the status on the fifth. */
function captured(kind: string, metadata: string, spec: string, status = ''): string {
  return `
- apiVersion: ${kind === 'Pod' ? 'v1' : 'apps/v1'}
  kind: ${kind}
  metadata: { ${metadata}, namespace: shop, uid: ${kind}-${metadata.length} }
  spec: { ${spec} }
  status: { ${status} }`;
}

const DEPLOYED = 'name: cart';
const SET =
  'name: cart-5d8f, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: cart, controller: true }]';
const replica = (name: string, labels = '') =>
  `name: ${name}, labels: { pod-template-hash: 5d8f, ${labels} }, ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f, controller: true }]`;
const injected = (name: string) => replica(name, `osm-proxy-uuid: ${name}`);

/** A Deployment, its ReplicaSet and three injected pods with the same specification. */
function deployed(spec: string): readonly string[] {
  const template = `template: { spec: { ${spec} } }`;
  return [
    captured('Deployment', DEPLOYED, template),
    captured('ReplicaSet', SET, template),
    ...['a', 'bb', 'ccc'].map((name) =>
      captured('Pod', injected(`cart-5d8f-${name}`), `${spec}, ${VOLUME}`, 'phase: Running'),
    ),
  ];
}

test.each<[string, readonly string[], readonly string[]]>([
  [
    'a reserved port',
    deployed('containers: [{ name: cart, ports: [{ containerPort: 15000 }] }]'),
    ['10 osm-pod-reserved-port'],
  ],
  [
    'a ServiceAccount that does not exist',
    deployed('serviceAccountName: crat, containers: [{ name: cart }]'),
    ['10 osm-pod-missing-service-account'],
  ],
  ['three pods of three containers, READY 3/3', deployed('containers: [{ name: cart }]'), []],
  [
    'pods without sidecar',
    [
      captured('Deployment', DEPLOYED, 'template: {}'),
      ...['a', 'bb', 'ccc'].map((name) =>
        captured('Pod', replica(`cart-5d8f-${name}`), 'containers: [{ name: envoy }]', 'phase: Running'),
      ),
    ],
    ['14 osm-pod-without-sidecar'],
  ],
  [
    'an evicted pod and a finished one',
    [
      captured(
        'Pod',
        replica('cart-5d8f-a'),
        'containers: [{ name: cart }]',
        'phase: Failed, reason: Evicted',
      ),
      captured('Pod', 'name: job-x, ownerReferences: [{ kind: Job, name: job }]', '', 'phase: Succeeded'),
    ],
    [],
  ],
  [
    'a pod on Windows, without osm-init',
    [
      captured(
        'Pod',
        injected('cart-5d8f-a'),
        `nodeSelector: { kubernetes.io/os: windows }, containers: [{ name: cart }, { name: envoy }], ${VOLUME}`,
        'phase: Running',
      ),
    ],
    [],
  ],
  [
    'a pod that the kubelet makes',
    [captured('Pod', 'name: proxy-x, ownerReferences: [{ kind: Node, name: x }]', '', 'phase: Running')],
    [],
  ],
  [
    'a copy for debugging with the identity of its original',
    [
      captured('Pod', injected('cart-5d8f-a'), VOLUME, 'phase: Running'),
      captured('Pod', 'name: cart-debug, labels: { osm-proxy-uuid: cart-5d8f-a }', VOLUME, 'phase: Running'),
    ],
    ['14 osm-pod-shared-proxy-uuid'],
  ],
])('one fault, one finding: %s', async (_, items, expected) => {
  expect(await osm(cluster(...items), { complete: ['ServiceAccount'], mesh: { osm: '1.2.4' } })).toEqual(
    expected,
  );
});
