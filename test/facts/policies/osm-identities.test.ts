import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

function manifest(apiVersion: string, kind: string, metadata: string, rest = ''): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${rest}`;
}

const NAMESPACE = manifest(
  'v1',
  'Namespace',
  'name: shop, labels: { openservicemesh.io/monitored-by: osm }, annotations: { openservicemesh.io/sidecar-injection: enabled }',
);
const OFF = 'annotations: { openservicemesh.io/sidecar-injection: disabled }';

function pod(name: string, account: string, metadata = ''): string {
  return manifest(
    'v1',
    'Pod',
    `name: ${name}, namespace: shop, uid: ${name}${metadata}`,
    `spec: ${account}\n`,
  );
}

test('pods are known by their ServiceAccount, with the Services before them', () => {
  const input =
    NAMESPACE +
    pod('web', '{ serviceAccountName: web }', ', labels: { app: web }') +
    pod('bare', '{}', `, ${OFF}`) +
    manifest(
      'batch/v1',
      'CronJob',
      'name: report, namespace: shop',
      'spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: report } } } } }\n',
    ) +
    manifest('v1', 'Service', 'name: web, namespace: shop', 'spec: { selector: { app: web } }\n') +
    manifest('v1', 'Service', 'name: other, namespace: shop', 'spec: { selector: { app: other } }\n');
  const facts = factsOf('OsmIdentity', input);
  expect(facts.map((each) => [each.id.name, plain(each)])).toEqual([
    ['web', { meshed: true, services: ['web'], hasPeers: true }],
    ['default', { meshed: false, services: [], hasPeers: true }],
    ['report', { meshed: true, services: [], hasPeers: true }],
  ]);
  expect(facts.map((each) => origin(each, '/meshed'))).toContain(
    'CronJob report /spec/jobTemplate/spec/template/spec/serviceAccountName',
  );
});

test('a pod that is over, a former revision, and a namespace outside the mesh count for nobody', () => {
  const over = pod('done', '{ serviceAccountName: done }').replace(/$/, 'status: { phase: Succeeded }\n');
  const former = manifest(
    'apps/v1',
    'ReplicaSet',
    'name: old, namespace: shop, ownerReferences: [{ kind: Deployment, name: web }]',
    'spec: { replicas: 0, template: { spec: { serviceAccountName: old } } }\n',
  );
  expect(factsOf('OsmIdentity', NAMESPACE + over + former)).toEqual([]);
  expect(factsOf('OsmIdentity', NAMESPACE.replace('monitored-by', 'ignored-by') + pod('web', '{}'))).toEqual(
    [],
  );
});

const TARGET = manifest(
  'access.smi-spec.io/v1alpha3',
  'TrafficTarget',
  'name: web, namespace: shop, uid: 5f0c',
  'spec: { destination: { kind: ServiceAccount, name: web, namespace: shop }, sources: [{ kind: ServiceAccount, name: web, namespace: shop }] }\n',
);
const SERVING = ['Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'];

test.each<[what: string, input: string, expected: unknown, complete?: readonly string[]]>([
  [
    'nothing is known',
    '',
    [
      ['unknown Pod shop', undefined],
      ['unknown Pod shop', undefined],
    ],
  ],
  [
    'all that serves is known',
    '',
    [
      [false, undefined],
      ['unknown batch/Job shop', undefined],
    ],
    SERVING,
  ],
  [
    'all pods are known',
    '',
    [
      [false, undefined],
      [false, undefined],
    ],
    [...SERVING, 'batch/Job', 'batch/CronJob'],
  ],
  [
    'a pod runs',
    pod('web', '{ serviceAccountName: web }'),
    [
      [true, 'unknown Service shop'],
      [true, undefined],
    ],
  ],
  [
    'a pod runs, and all Services are known',
    pod('web', '{ serviceAccountName: web }'),
    [
      [true, false],
      [true, undefined],
    ],
    ['Service'],
  ],
])('the pods of destination and source, where %s', (_, input, expected, complete) => {
  const facts = factsOf('TrafficTargetIdentity', TARGET + NAMESPACE + input, complete);
  expect(facts.map((each) => [plain(each).runs, plain(each).served])).toEqual(expected);
});

test('a mesh lets in everyone, or whom TrafficTargets name', () => {
  const config = (mode: boolean) =>
    manifest(
      'config.openservicemesh.io/v1alpha2',
      'MeshConfig',
      'name: osm-mesh-config, namespace: osm-system',
      `spec: { traffic: { enablePermissiveTrafficPolicyMode: ${mode} } }\n`,
    );
  const pods = pod('web', '{ serviceAccountName: web }') + pod('buyer', '{ serviceAccountName: buyer }');
  const mode = (input: string, complete: readonly string[] = []) =>
    factsOf('AccessMode', NAMESPACE + pods + input, complete).map(plain);
  expect(mode(config(false) + TARGET)).toEqual([
    { permissive: false, isWritten: true, trafficTargets: ['web'], hasTrafficTarget: true, identities: 2 },
  ]);
  expect(mode(config(true))).toMatchObject([
    { permissive: true, hasTrafficTarget: 'unknown access.smi-spec.io/TrafficTarget' },
  ]);
  expect(mode(config(false), ['access.smi-spec.io/TrafficTarget'])).toMatchObject([
    { hasTrafficTarget: false },
  ]);
});
