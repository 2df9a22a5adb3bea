import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, origin, plain } from '../facts.js';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  uid: n1
  labels: { openservicemesh.io/monitored-by: osm }
  annotations: { openservicemesh.io/sidecar-injection: enabled }
`;

const VOLUMES = 'volumes: [{ name: envoy-bootstrap-config-volume, secret: { secretName: secret-a } }]';

function workload(kind: string, spec: string, more = ''): string {
  const template = `{ metadata: { labels: { app: cart } }, spec: { ${spec} } }`;
  const body =
    kind === 'CronJob' ? `jobTemplate: { spec: { template: ${template} } }` : `template: ${template}`;
  const group = kind.endsWith('Job') ? 'batch/v1' : 'apps/v1';
  return `
apiVersion: ${group}
kind: ${kind}
metadata: { name: cart, namespace: shop }
spec: { ${body} }
${more}`;
}

function pod(name: string, owner: string, spec = '', status = 'phase: Running', labels = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { ${labels} }, ownerReferences: [${owner}] }
spec: { ${spec} }
status: { ${status} }
`;
}

const OF_HASH = '{ kind: ReplicaSet, name: cart-5d8f, controller: true }';
const HASH = 'pod-template-hash: 5d8f';
const UUID = 'osm-proxy-uuid: u';

/** The facts about workloads in a namespace of the mesh. */
function facts(...resources: readonly string[]) {
  return factsOf('OsmWorkload', [NAMESPACE, ...resources].join('---'));
}

/** The one fact about the workloads in a namespace of the mesh. */
function only(...resources: readonly string[]): JsonObject {
  const [fact, ...others] = facts(...resources).map(plain);
  if (fact === undefined || others.length > 0) throw new Error(`${others.length + 1} facts`);
  return fact;
}

const REPLICA_SET = (replicas: number, name: string) => `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: ${name}, namespace: shop, uid: ${name}, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: cart, controller: true }] }
spec: { replicas: ${replicas} }
`;
const POD_OF_SET = pod(
  'cart-1',
  '{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f, controller: true }',
);

test.each<[string, readonly string[], string]>([
  [
    'a Deployment and its pods',
    [workload('Deployment', ''), pod('cart-1', OF_HASH, '', '', HASH)],
    'Deployment cart',
  ],
  [
    'a Deployment, its ReplicaSet and its pods',
    [workload('Deployment', ''), REPLICA_SET(1, 'cart-5d8f'), POD_OF_SET],
    'Deployment cart',
  ],
  [
    'a ReplicaSet of a Deployment that is not there',
    [REPLICA_SET(0, 'cart-old'), REPLICA_SET(1, 'cart-5d8f'), POD_OF_SET],
    'ReplicaSet cart-5d8f',
  ],
  ['pods alone', [pod('cart-1', OF_HASH, '', '', HASH), pod('cart-2', OF_HASH, '', '', HASH)], 'Pod cart-1'],
  [
    'a CronJob and its Job',
    [
      workload('CronJob', ''),
      workload('Job', '').replace(
        'name: cart,',
        'name: cart-1, ownerReferences: [{ kind: CronJob, name: cart }],',
      ),
    ],
    'CronJob cart',
  ],
  ['a pod of a node', [pod('proxy', '{ kind: Node, name: node-1 }')], 'Pod proxy'],
])('%s are one workload', (_, resources, at) => {
  const found = facts(...resources);
  expect(found.map((fact) => origin(fact, '/workload').split(' /')[0])).toEqual([at]);
});

test.each<[string, readonly string[], number]>([
  [
    'pods of one operator, each a workload of its own',
    [
      workload('Deployment', '').replace(
        'name: cart,',
        'name: a, ownerReferences: [{ kind: Shop, name: s }],',
      ),
      workload('Deployment', '').replace(
        'name: cart,',
        'name: b, ownerReferences: [{ kind: Shop, name: s }],',
      ),
    ],
    2,
  ],
  ['a pod that is over', [pod('cart-1', '', '', 'phase: Succeeded')], 0],
  ['former revisions', [REPLICA_SET(0, 'cart-old')], 0],
  ['a manifest without namespace', [workload('Deployment', '').replace(', namespace: shop', '')], 0],
  [
    'a manifest of a namespace that is filled in later',
    [workload('Deployment', '').replace('namespace: shop', 'namespace: "$(NS)"')],
    0,
  ],
])('%s', (_, resources, count) => {
  expect(facts(...resources)).toHaveLength(count);
});

test.each<[string, string, JsonObject]>([
  [
    'a Deployment',
    workload('Deployment', ''),
    {
      shouldInject: true,
      serviceAccount: 'default',
      restart: 'kubectl rollout restart deployment/cart -n shop',
    },
  ],
  ['a CronJob', workload('CronJob', ''), { shouldInject: true, workloadKind: 'CronJob' }],
  [
    'a template that opts out',
    workload('DaemonSet', '').replace(
      'metadata: { labels',
      'metadata: { annotations: { openservicemesh.io/sidecar-injection: disabled }, labels',
    ),
    { shouldInject: false, decidedBy: 'podAnnotation' },
  ],
  [
    'an annotation that is filled in later',
    workload('DaemonSet', '').replace(
      'metadata: { labels',
      'metadata: { annotations: { openservicemesh.io/sidecar-injection: "$(INJECT)" }, labels',
    ),
    { shouldInject: 'unknown apps/DaemonSet' },
  ],
  [
    'another namespace',
    workload('Deployment', '').replace('namespace: shop', 'namespace: other'),
    { shouldInject: 'unknown Namespace', decidedBy: 'namespaceMissing' },
  ],
  [
    'kube-system, which needs no Namespace',
    workload('Deployment', '').replace('namespace: shop', 'namespace: kube-system'),
    { shouldInject: false, decidedBy: 'namespaceName' },
  ],
  [
    'the network of the node, line unknown',
    workload('Deployment', 'hostNetwork: true'),
    { shouldInject: 'unknown apps/Deployment', decidedBy: 'release' },
  ],
])('the decision on %s', (_, resource, expected) => {
  expect(only(resource)).toMatchObject(expected);
});

test('what decides a template stands in its workload', () => {
  const [fact] = facts(
    workload('CronJob', '').replace(
      'metadata: { labels',
      'metadata: { annotations: { openservicemesh.io/sidecar-injection: "yes" }, labels',
    ),
  );
  expect(fact && origin(fact, '/reason')).toBe(
    'CronJob cart /spec/jobTemplate/spec/template/metadata/annotations/openservicemesh.io~1sidecar-injection',
  );
});

test.each<[string, string, JsonObject]>([
  [
    'TCP ports',
    'containers: [{ name: a, ports: [{ containerPort: 80 }, { containerPort: 53, protocol: UDP }] }]',
    { ports: [80] },
  ],
  [
    'users',
    'securityContext: { runAsUser: 1500 }, containers: [{ name: a, securityContext: { runAsUser: 7 } }, { name: b }, { name: c }]',
    { users: [7, 1500] },
  ],
  [
    'no user of a pod that all containers override',
    'securityContext: { runAsUser: 1500 }, containers: [{ name: a, securityContext: { runAsUser: 7 } }]',
    { users: [7] },
  ],
  [
    'a port of a probe that is there',
    'containers: [{ name: a, ports: [{ containerPort: 15901 }, { containerPort: 15902 }], livenessProbe: { httpGet: { port: 80 } } }]',
    { probePorts: [{ port: 15901, probe: 'liveness', action: 'httpGet' }] },
  ],
  [
    'a port by name',
    'containers: [{ name: a, ports: [{ name: web, containerPort: 80 }], livenessProbe: { grpc: { port: 9 } }, readinessProbe: { tcpSocket: { port: web } } }]',
    {
      probes: [
        { container: 'a', probe: 'liveness', action: 'grpc', port: 9, number: 9, excluded: false },
        { container: 'a', probe: 'readiness', action: 'tcpSocket', port: 'web', number: 80, excluded: false },
      ],
    },
  ],
  ['no user, and not root', 'securityContext: { runAsNonRoot: true }', { nonRoot: true }],
  ['Windows', 'os: { name: windows }', { windows: 'windows' }],
])('a template: %s', (_, spec, expected) => {
  expect(only(workload('Deployment', spec))).toMatchObject(expected);
});

test.each<[string, string, boolean]>([
  ['a Job', workload('Job', 'restartPolicy: Never'), true],
  ['a CronJob', workload('CronJob', ''), true],
  [
    'a Job that is done',
    workload('Job', '', 'status: { conditions: [{ type: Complete, status: "True" }] }'),
    false,
  ],
  [
    'a Job that ends its sidecar',
    workload('Job', 'containers: [{ name: a, args: ["curl :15000/quitquitquit"] }]'),
    false,
  ],
  ['a Deployment', workload('Deployment', ''), false],
  ['a captured shell', pod('shell', '', 'restartPolicy: Never'), false],
])('%s: meant to end is %s', (_, resource, ends) => {
  expect('ends' in only(resource)).toBe(ends);
});

test('a captured pod: its own containers only, and its pods that fare ill', () => {
  const spec = `${VOLUMES}, containers: [{ name: a, ports: [{ containerPort: 80 }] }, { name: envoy, ports: [{ containerPort: 15000 }] }]`;
  const waiting =
    'containerStatuses: [{ name: envoy, restartCount: 1, state: { waiting: { reason: CrashLoopBackOff } } }]';
  expect(
    only(
      pod('cart-1', OF_HASH, spec, `phase: Running, ${waiting}`, `${HASH}, ${UUID}`),
      pod('cart-2', OF_HASH, spec, `phase: Running, ${waiting}`, `${HASH}, ${UUID}`),
      pod('cart-3', OF_HASH, '', 'phase: Running', HASH),
      pod('cart-4', OF_HASH, '', 'phase: Failed', HASH),
      pod('cart-5', OF_HASH, '', 'phase: Pending', HASH),
    ),
  ).toMatchObject({
    workloadKind: 'Deployment',
    ports: [80],
    proxyTrouble: {
      container: 'envoy',
      says: 'waits in CrashLoopBackOff after 1 restart',
      who: "2 pods ('cart-1', 'cart-2')",
      pods: ['cart-1', 'cart-2'],
    },
    withoutSidecar: { who: "pod 'cart-3'", pods: ['cart-3'], reason: 'namespace shop enables injection' },
  });
});

test.each([
  [['Secret'], true],
  [[], false],
])('a Secret is missing where all Secrets are known: %j', (complete, isMissing) => {
  const resources = [NAMESPACE, pod('cart-1', '', VOLUMES, 'phase: Pending', UUID)];
  const [fact] = factsOf('OsmWorkload', resources.join('---'), complete);
  expect(fact && 'withoutSecret' in fact.value).toBe(isMissing);
});

const MESH = (traffic: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: osm-system, labels: { app: osm-controller } }
---
apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system }
spec: { traffic: { ${traffic} } }
`;
const SECOND = workload('StatefulSet', '').replace('name: cart', 'name: stock');

test.each([
  ['permissive mode off', 'enablePermissiveTrafficPolicyMode: false', [["StatefulSet 'stock'"]]],
  ['permissive mode on', 'enablePermissiveTrafficPolicyMode: true', []],
])('a shared ServiceAccount, %s', (_, traffic, expected) => {
  const found = facts(workload('Deployment', ''), SECOND, MESH(traffic)).map(plain);
  expect(
    found.flatMap(({ accountSharedWith }) => (accountSharedWith === undefined ? [] : [accountSharedWith])),
  ).toEqual(expected);
});

test('excluded ports are those of the pod and of the MeshConfig together', () => {
  const annotated = workload(
    'Deployment',
    'containers: [{ name: a, livenessProbe: { grpc: { port: 9 } } }]',
  ).replace(
    'metadata: { labels',
    'metadata: { annotations: { openservicemesh.io/outbound-port-exclusion-list: "1, 2" }, labels',
  );
  const [fact] = facts(annotated, MESH('outboundPortExclusionList: [2, 3], inboundPortExclusionList: [9]'))
    .map(plain)
    .filter(({ workload: name }) => name === 'cart');
  expect(fact).toMatchObject({
    excludedPorts: [{ direction: 'outbound', count: 3 }],
    probes: [{ action: 'grpc', excluded: true }],
  });
});

test('no fact without evidence of OSM', () => {
  expect(factsOf('OsmWorkload', workload('Deployment', ''))).toEqual([]);
});
