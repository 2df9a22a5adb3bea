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
