import { expect, test } from 'vitest';
import { judgeByAll, type Told } from './judge.js';

const OURS = / osm-(control-plane|service|crd|ingress-backend|egress|azure-monitor)-/;

/** What the rules on the control plane and on ingress, egress and Azure Monitor say of an input. */
async function ours(input: string, told?: Told): Promise<readonly string[]> {
  const all = await judgeByAll(input, told);
  return all.filter((line) => OURS.test(line) || !/^\d+ /.test(line));
}

const deployment = (name: string, status: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: kube-system, uid: d-${name}, generation: 1, labels: { app: ${name}, app.kubernetes.io/version: v0.11.1 } }
spec: { replicas: 2 }
status: { observedGeneration: 1, replicas: 2${status} }
`;

const pod = (name: string, status: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: kube-system, uid: p-${name}, labels: { app: osm-controller } }
status: ${status}
`;

const CRASHING =
  '{ phase: Running, conditions: [{ type: Ready, status: "False" }], containerStatuses: [{ restartCount: 9, state: { waiting: { reason: CrashLoopBackOff } } }] }';
const READY = '{ phase: Running, conditions: [{ type: Ready, status: "True" }] }';
const EVICTED = '{ phase: Failed, reason: Evicted }';

test.each([
  [
    'nothing is ready',
    [deployment('osm-controller', ''), pod('a', CRASHING)],
    ['6 osm-control-plane-no-ready-pod'],
  ],
  [
    'one of two is ready',
    [deployment('osm-controller', ', readyReplicas: 1'), pod('a', CRASHING), pod('b', READY)],
    ['6 osm-control-plane-some-pods-not-ready'],
  ],
  ['both are ready', [deployment('osm-controller', ', readyReplicas: 2'), pod('a', EVICTED)], []],
  ['pods alone, none ready', [pod('a', CRASHING), pod('b', EVICTED)], ['5 osm-control-plane-pod-not-ready']],
  [
    'pods alone, two of them stuck',
    [pod('a', CRASHING), pod('b', CRASHING)],
    ['5 osm-control-plane-pod-not-ready'],
  ],
  ['pods alone, one ready', [pod('a', CRASHING), pod('b', READY)], ['5 osm-control-plane-container-fails']],
  ['records of pods alone', [pod('a', EVICTED)], []],
])('one cause is one finding: %s', async (_, parts, expected) => {
  expect(await ours(parts.join('---'))).toEqual(expected);
});

const RUNS = ', readyReplicas: 2';

test('a Deployment is missed where the two others are there', async () => {
  const [controller, injector, bootstrap] = ['osm-controller', 'osm-injector', 'osm-bootstrap'].map((name) =>
    deployment(name, RUNS),
  );
  const told = { complete: ['apps/Deployment'] };
  expect(await ours([injector, bootstrap].join('---'), told)).toEqual([
    '4 osm-control-plane-controller-missing',
  ]);
  expect(await ours([controller, bootstrap].join('---'), told)).toEqual([
    '4 osm-control-plane-injector-missing',
  ]);
  expect(await ours([controller, injector].join('---'), told)).toEqual([
    '4 osm-control-plane-bootstrap-missing',
  ]);
  expect(await ours([controller, injector].join('---'))).toEqual([]);
});

test('each missing definition is a finding', async () => {
  const found = await ours(deployment('osm-controller', RUNS), {
    complete: ['apiextensions.k8s.io/CustomResourceDefinition'],
  });
  expect(found.filter((line) => line === '4 osm-crd-missing')).toHaveLength(8);
});

const BACKEND = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: shop, namespace: shop }
spec:
  backends: [{ name: shop, port: { number: 80, protocol: http } }]
  sources: [{ kind: IPRange, name: 10.0.0.0/24 }]
`;
const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: ${spec}
`;
const endpoints = (port: number) => `
apiVersion: v1
kind: Endpoints
metadata: { name: shop, namespace: shop }
subsets: [{ notReadyAddresses: [{ ip: 10.1.0.9 }], ports: [{ port: ${port} }] }]
`;
const WRONG = ['6 osm-ingress-backend-not-target-port'];

test.each([
  ['a number', [service('{ selector: { a: b }, ports: [{ port: 80, targetPort: 8080 }] }')], WRONG],
  ['no target port', [service('{ selector: { a: b }, ports: [{ port: 80 }] }')], []],
  [
    'a second port',
    [
      service(
        '{ selector: { a: b }, ports: [{ port: 8080, targetPort: 80 }, { port: 80, targetPort: 81 }] }',
      ),
    ],
    [],
  ],
  [
    'a name that Endpoints resolve',
    [service('{ selector: { a: b }, ports: [{ port: 80, targetPort: web }] }'), endpoints(8080)],
    WRONG,
  ],
  [
    'a name that they resolve to it',
    [service('{ selector: { a: b }, ports: [{ port: 80, targetPort: web }] }'), endpoints(80)],
    [],
  ],
  ['no selector, and Endpoints', [service('{ ports: [{ port: 80 }] }'), endpoints(8080)], WRONG],
  ['no selector, and no Endpoints', [service('{ ports: [{ port: 80, targetPort: 8080 }] }')], []],
  ['no Service', [], []],
])('the target port of a Service: %s', async (_, parts, expected) => {
  expect(await ours([BACKEND, ...parts].join('---'))).toEqual(expected);
});

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: n-shop, labels: { openservicemesh.io/monitored-by: osm } }
`;

test.each([
  [
    'in a block',
    '|\n    [osm_metric_collection_configuration.settings]\n    monitor_namespaces = ["shop"]',
    7,
  ],
  [
    'in single quotes',
    "|\n    [osm_metric_collection_configuration.settings]\n    monitor_namespaces = [\n      'shop',\n    ]",
    8,
  ],
  [
    'in one line',
    '"[osm_metric_collection_configuration.settings]\\nmonitor_namespaces = [\\"shop\\"]\\n"',
    5,
  ],
])('a namespace in the settings of Azure Monitor is found %s', async (_, text, line) => {
  const configMap = `apiVersion: v1
kind: ConfigMap
metadata: { name: container-azm-ms-osmconfig, namespace: kube-system, uid: c-osm }
data:
  osm-metric-collection-configuration: ${text}
`;
  expect(await ours([configMap, NAMESPACE].join('---'))).toEqual([
    `${line} osm-azure-monitor-namespace-without-metrics`,
  ]);
});
