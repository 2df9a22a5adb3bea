import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { clusterInfoDump } from '../../../src/input/layouts/cluster-info-dump.js';
import { readBundle } from './bundle.js';

const NODES = '{"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"worker-1"}}]}';
const NO_CONTROLLERS = '{"kind":"ReplicationControllerList","apiVersion":"v1","items":null}';

function pods(...names: readonly string[]): string {
  const items = names.map((name) => ({ metadata: { name, namespace: 'shop' }, spec: {} }));
  return JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items }, undefined, 4);
}

describe('recognised by', () => {
  test.each<[string, readonly string[], string | undefined]>([
    [
      'nodes and a namespace',
      ['nodes.json', 'shop/replication-controllers.json'],
      "'nodes.json' stands beside 'shop/replication-controllers.json'",
    ],
    [
      'the same in YAML',
      ['nodes.yaml', 'shop/replication-controllers.yaml', 'zoo/pods.yaml'],
      "'nodes.yaml' stands beside 'shop/replication-controllers.yaml'",
    ],
    ['nodes of a repository', ['nodes.yaml', 'shop/pods.yaml', 'shop/services.yaml'], undefined],
    ['two formats', ['nodes.yaml', 'shop/replication-controllers.json'], undefined],
    ['no nodes', ['shop/replication-controllers.json'], undefined],
    ['a troubleshoot bundle', ['version.yaml', 'cluster-resources/nodes.json'], undefined],
  ])('%s', (_, paths, because) => {
    expect(clusterInfoDump.evidence(Folder.of(paths))).toBe(because);
  });
});

test('a dump in JSON, whose items name no kind', async () => {
  const read = await readBundle({
    'dump/nodes.json': NODES,
    'dump/shop/daemonsets.json': '{"kind":"DaemonSetList","apiVersion":"apps/v1","items":[]}',
    'dump/shop/deployments.json':
      '{"kind":"DeploymentList","apiVersion":"apps/v1","items":[{"metadata":{"name":"orders","namespace":"shop"}}]}',
    'dump/shop/events.json': '{"kind":"EventList","apiVersion":"v1","items":null}',
    'dump/shop/orders-1/logs.txt': '==== START logs for container envoy of pod shop/orders-1 ====\nready\n',
    'dump/shop/pods.json': pods('orders-1'),
    'dump/shop/replicasets.json': '{"kind":"ReplicaSetList","apiVersion":"apps/v1","items":null}',
    'dump/shop/replication-controllers.json': NO_CONTROLLERS,
    'dump/shop/services.json':
      '{"kind":"ServiceList","apiVersion":"v1","items":[{"metadata":{"name":"orders","namespace":"shop"}}]}',
  });
  expect(read).toEqual({
    bundles: [
      "dump: kubectl cluster-info dump, because 'nodes.json' stands beside 'shop/replication-controllers.json'",
    ],
    objects: [
      'apps/v1 Deployment shop/orders',
      'v1 Node worker-1',
      'v1 Pod shop/orders-1',
      'v1 Service shop/orders',
    ],
    claims: [
      'full Event in shop: dump/shop/events.json',
      'full Node in the cluster: dump/nodes.json',
      'full Pod in shop: dump/shop/pods.json',
      'full ReplicationController in shop: dump/shop/replication-controllers.json',
      'full Service in shop: dump/shop/services.json',
      'full apps/DaemonSet in shop: dump/shop/daemonsets.json',
      'full apps/Deployment in shop: dump/shop/deployments.json',
      'full apps/ReplicaSet in shop: dump/shop/replicasets.json',
    ],
    problems: [],
    texts: ['log dump/shop/orders-1/logs.txt shop/orders-1'],
  });
});

test('a dump in YAML, which ended in its first namespace', async () => {
  const { objects, claims, problems } = await readBundle({
    'dump/nodes.yaml': 'apiVersion: v1\nitems:\n- metadata:\n    name: worker-1\nkind: NodeList\n',
    'dump/shop/events.yaml': 'apiVersion: v1\nitems: []\nkind: EventList\n',
    'dump/shop/replication-controllers.yaml': 'apiVersion: v1\nitems: []\nkind: ReplicationControllerList\n',
    'dump/shop/notes.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: notes-of-my-own\n',
  });
  expect([objects, claims, problems]).toEqual([
    ['v1 Node worker-1'],
    [
      'full Event in shop: dump/shop/events.yaml',
      'full Node in the cluster: dump/nodes.yaml',
      'full ReplicationController in shop: dump/shop/replication-controllers.yaml',
    ],
    [],
  ]);
});

test.each<[string, string]>([
  ['cut in the middle', pods('orders-1', 'orders-2').slice(0, -60)],
  ['empty', ''],
  ['an error of kubectl', 'Error from server (Forbidden): pods is forbidden'],
  ['an answer of the server', '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no"}'],
  ['a table', 'NAME       READY   STATUS\norders-1   2/2     Running\n'],
])('pods that are %s', async (_, text) => {
  const { objects, claims, problems } = await readBundle({
    'dump/nodes.txt': NODES,
    'dump/shop/replication-controllers.txt': NO_CONTROLLERS,
    'dump/shop/pods.txt': text,
  });
  expect([objects, claims, problems]).toEqual([
    ['v1 Node worker-1'],
    [
      'failed Pod in shop: dump/shop/pods.txt',
      'full Node in the cluster: dump/nodes.txt',
      'full ReplicationController in shop: dump/shop/replication-controllers.txt',
    ],
    [expect.stringMatching(/^note dump\/shop\/pods\.txt: /)],
  ]);
});

test('an old kubectl, which wrote no kinds', async () => {
  const { objects, claims, problems } = await readBundle({
    'dump/nodes.json':
      '{\n    "ListMeta": {},\n    "Items": [{"Name": "worker-1", "Spec": {}, "Status": {}}]\n}',
    'dump/shop/pods.json':
      '{\n    "ListMeta": {},\n    "Items": [{"Name": "orders-1", "Namespace": "shop"}]\n}',
    'dump/shop/replication-controllers.json': '{\n    "ListMeta": {},\n    "Items": []\n}',
  });
  expect([objects, claims, problems]).toEqual([
    [],
    [
      'failed Node in the cluster: dump/nodes.json',
      'failed Pod in shop: dump/shop/pods.json',
      'failed ReplicationController in shop: dump/shop/replication-controllers.json',
    ],
    [expect.stringMatching(/^note dump\/.*kubectl 1\.10 or older/)],
  ]);
});

test.each([
  'pods.json',
  'shop/nodes.json',
  'shop/orders-1/pods.json',
  'shop/orders-1/old/logs.txt',
  'shop/logs.txt',
])('%s is not read', (path) => {
  expect(clusterInfoDump.roleOf(path, Folder.of([]))).toBeUndefined();
});
