import { expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const NODES =
  '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}]}\n';

/** As the command writes it without a directory: lists whose items have no kinds, and logs between them. */
const DUMP = `{
    "kind": "PodList",
    "apiVersion": "v1",
    "items": [
        {
            "metadata": {
                "name": "orders-1",
                "namespace": "shop"
            }
        }
    ]
}
==== START logs for container envoy of pod shop/orders-1 ====
{"level":"info"}
==== END logs for container envoy of pod shop/orders-1 ====
`;

test('of a collection only nodes, the dump and logs are read, and nothing is claimed', async () => {
  const read = await readBundle({
    'node-1/systeminfo/hostname': 'node-1\n',
    'node-1/kubeadm/kubectl/nodes.json': NODES,
    'node-1/kubeadm/kubectl/cluster-info_dump': DUMP,
    'node-1/kubeadm/kubectl/pods': 'NAMESPACE   NAME       READY\nshop        orders-1   2/2\n',
    'node-1/kubeadm/pod-manifests/etcd.yaml': '{apiVersion: v1, kind: Pod, metadata: {name: etcd}}',
    'node-1/kubeadm/podlogs/kube-system-coredns-1': 'started\n',
    'node-1/kubeadm/podlogs/shop_orders-1_0b1c/envoy/0.log': 'started\n',
  });
  expect(read).toEqual({
    bundles: ["node-1: Rancher log collection, because 'systeminfo/' stands beside 'kubeadm/kubectl/'"],
    objects: ['v1 Node n1', 'v1 Pod shop/orders-1'],
    claims: [],
    problems: [],
    texts: [
      'log node-1/kubeadm/podlogs/kube-system-coredns-1',
      'log node-1/kubeadm/podlogs/shop_orders-1_0b1c/envoy/0.log shop/orders-1 envoy',
    ],
  });
});

test.each([
  ['an error', 'error: You must be logged in to the server (Unauthorized)\n'],
  ['nothing', ''],
  ['half of the nodes', NODES.slice(0, 50)],
])('%s in the place of the nodes is a note', async (_, text) => {
  const read = await readBundle({
    'node-1/systeminfo/hostname': 'node-1\n',
    'node-1/rke2/kubectl/nodes.json': text,
  });
  expect(read.objects).toEqual([]);
  expect(read.claims.filter((claim) => !claim.startsWith('failed'))).toEqual([]);
  expect(read.problems).toEqual([expect.stringContaining('note node-1/rke2/kubectl/nodes.json: ')]);
});

test('a repository with a folder of kubectl files is no collection', async () => {
  expect((await readBundle({ 'k8s/kubectl/nodes.json': NODES })).bundles).toEqual([]);
});
