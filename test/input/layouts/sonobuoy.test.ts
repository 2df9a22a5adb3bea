import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const pod = (name: string, namespace: string) =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}","namespace":"${namespace}"}}`;
const definition = (plural: string, kind: string, group: string) =>
  `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"${plural}.${group}"},"spec":{"group":"${group}","names":{"kind":"${kind}","plural":"${plural}"}}}`;

const DEFINITIONS = `[${[
  definition('traffictargets', 'TrafficTarget', 'access.smi-spec.io'),
  definition('gateways', 'Gateway', 'networking.istio.io'),
  definition('gateways', 'Gateway', 'gateway.networking.k8s.io'),
].join(',')}]`;

const LEDGER = JSON.stringify([
  { queryobj: 'Nodes', time: '1s' },
  { queryobj: 'customresourcedefinitions', time: '1s' },
  { queryobj: 'serverversion', time: '1s' },
  { queryobj: 'pods', namespace: 'shop', time: '1s' },
  { queryobj: 'services', namespace: 'shop', time: '1s', error: {} },
  { queryobj: 'configmaps', namespace: 'shop', time: '1s' },
  { queryobj: 'secrets', namespace: 'shop', time: '1s' },
  { queryobj: 'traffictargets', namespace: 'shop', time: '1s' },
  { queryobj: 'gateways', namespace: 'shop', time: '1s' },
  { queryobj: 'PodLogs', namespace: 'shop', time: '1s' },
]);

const RESULTS = {
  's/meta/query-time.json': LEDGER,
  's/meta/config.json': '{"Filters":{"Namespaces":".*","LabelSelector":""},"Version":"v0.56.0"}',
  's/servergroups.json': '{"kind":"APIGroupList","groups":[]}',
  's/plugins/e2e/results.json': '[]',
  's/resources/cluster/apiextensions.k8s.io_v1_customresourcedefinitions.json': DEFINITIONS,
  's/resources/cluster/core_v1_nodes.json': '[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}]',
  's/resources/ns/shop/core_v1_pods.json': `[${pod('orders-1', 'shop')}]`,
  's/resources/ns/shop/._core_v1_pods.json': '\u0000\u0005\u0016\u0007\u0000\u0002',
  's/resources/ns/shop/core_v1_secrets.json':
    '[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop"}}]',
  's/podlogs/shop/orders-1/logs/envoy.txt': 'started\n',
};

const IN_SHOP = 's/resources/ns/shop';

test('the ledger says what is complete, what is empty and what failed', async () => {
  expect(await readBundle(RESULTS)).toEqual({
    bundles: ["s: Sonobuoy results, because 'resources/ns/' stands beside 'meta/query-time.json'"],
    objects: [
      'apiextensions.k8s.io/v1 CustomResourceDefinition gateways.gateway.networking.k8s.io',
      'apiextensions.k8s.io/v1 CustomResourceDefinition gateways.networking.istio.io',
      'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io',
      'v1 Node n1',
      'v1 Pod shop/orders-1',
    ],
    claims: [
      'failed Service in shop: s/meta/query-time.json',
      'full ConfigMap in shop: s/meta/query-time.json',
      'full Node in the cluster: s/meta/query-time.json',
      'full Pod in shop: s/meta/query-time.json',
      'full access.smi-spec.io/TrafficTarget in shop: s/meta/query-time.json',
      'full apiextensions.k8s.io/CustomResourceDefinition in the cluster: s/meta/query-time.json',
      'probable Node in the cluster: s/resources/cluster/core_v1_nodes.json',
      `probable Pod in shop: ${IN_SHOP}/core_v1_pods.json`,
      'probable apiextensions.k8s.io/CustomResourceDefinition in the cluster: s/resources/cluster/apiextensions.k8s.io_v1_customresourcedefinitions.json',
    ],
    problems: [],
    texts: ['log s/podlogs/shop/orders-1/logs/envoy.txt shop/orders-1 envoy'],
  });
});

const fromLedger = async (files: Readonly<Record<string, string>>) =>
  (await readBundle(files)).claims.filter((claim) => claim.endsWith('query-time.json'));

describe('the group of a plural', () => {
  test('is told by a file', async () => {
    const claims = await fromLedger({
      ...RESULTS,
      's/resources/ns/other/gateway.networking.k8s.io_v1_gateways.json':
        '[{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"g","namespace":"other"}}]',
    });
    expect(claims.filter((claim) => claim.includes('Gateway'))).toEqual([
      'full gateway.networking.k8s.io/Gateway in shop: s/meta/query-time.json',
    ]);
  });

  test('is not told by anything without the list of definitions', async () => {
    const { 's/resources/cluster/apiextensions.k8s.io_v1_customresourcedefinitions.json': _, ...files } =
      RESULTS;
    expect((await fromLedger(files)).filter((claim) => claim.includes('smi-spec'))).toEqual([]);
  });
});

test('a selector of labels leaves nothing complete', async () => {
  const claims = await fromLedger({
    ...RESULTS,
    's/meta/config.json': '{"Filters":{"Namespaces":".*","LabelSelector":"app=orders"}}',
  });
  expect(claims).toEqual(['failed Service in shop: s/meta/query-time.json']);
});

test('what has no file is not known to be empty if the files that are written last are missing', async () => {
  const { 's/servergroups.json': _, ...files } = RESULTS;
  expect(await fromLedger(files)).toEqual([
    'failed Service in shop: s/meta/query-time.json',
    'full Node in the cluster: s/meta/query-time.json',
    'full Pod in shop: s/meta/query-time.json',
    'full apiextensions.k8s.io/CustomResourceDefinition in the cluster: s/meta/query-time.json',
  ]);
});

test.each([
  ['cut', LEDGER.slice(0, 90)],
  ['empty', ''],
  ['no ledger', '{"queryobj":"pods"}'],
])('a ledger that is %s proves nothing', async (_, text) => {
  const read = await readBundle({ ...RESULTS, 's/meta/query-time.json': text });
  expect(read.claims.filter((claim) => !claim.startsWith('probable'))).toEqual([]);
});

test.each([
  ['cut', `[${pod('orders-1', 'shop')}`],
  ['empty', ''],
  ['an error', 'error: the server has asked for the client to provide credentials'],
  ['a Status', '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"forbidden"}'],
])('a file that is %s makes its kind unknown', async (_, text) => {
  const path = `${IN_SHOP}/core_v1_pods.json`;
  const read = await readBundle({ ...RESULTS, [path]: text });
  expect(read.claims).toContain(`failed Pod in shop: ${path}`);
  expect(read.objects.filter((each) => each.includes('Pod'))).toEqual([]);
  expect(read.problems).toEqual([expect.stringContaining(`note ${path}: `)]);
});

describe('other releases', () => {
  test('in which each folder has the list of the whole cluster', async () => {
    const everywhere = `[${pod('orders-1', 'shop')},${pod('pay-1', 'bank')}]`;
    const read = await readBundle({
      's/meta/query-time.json': JSON.stringify([
        { queryobj: 'pods', namespace: 'shop' },
        { queryobj: 'pods', namespace: 'bank' },
      ]),
      's/resources/ns/shop/core_v1_pods.json': everywhere,
      's/resources/ns/bank/core_v1_pods.json': everywhere,
    });
    expect([...new Set(read.objects)]).toEqual(['v1 Pod bank/pay-1', 'v1 Pod shop/orders-1']);
    expect(read.claims.filter((claim) => claim.startsWith('full'))).toEqual([
      'full Pod in bank: s/meta/query-time.json',
      'full Pod in shop: s/meta/query-time.json',
    ]);
  });

  test('whose files name no kinds', async () => {
    const read = await readBundle({
      's/meta/query-time.json': JSON.stringify([
        { queryobj: 'Pods', namespace: 'shop' },
        { queryobj: 'Services', namespace: 'shop', error: { ErrStatus: {} } },
        { queryobj: 'ServiceAccounts', namespace: 'shop' },
      ]),
      's/serverversion.json': '{"gitVersion":"v1.9.0"}',
      's/resources/ns/shop/Pods.json': '[{"metadata":{"name":"orders-1","namespace":"shop"},"spec":{}}]',
      's/resources/ns/shop/Ingresses.json': '[{"metadata":{"name":"web","namespace":"shop"},"spec":{}}]',
      's/resources/ns/shop/pods/orders-1/logs/envoy.txt': 'started\n',
    });
    expect(read.objects).toEqual(['networking.k8s.io/v1beta1 Ingress shop/web', 'v1 Pod shop/orders-1']);
    expect(read.claims).toEqual([
      'failed Service in shop: s/meta/query-time.json',
      'full Pod in shop: s/meta/query-time.json',
      'full ServiceAccount in shop: s/meta/query-time.json',
      'probable Pod in shop: s/resources/ns/shop/Pods.json',
      'probable networking.k8s.io/Ingress in shop: s/resources/ns/shop/Ingresses.json',
    ]);
    expect(read.texts).toEqual(['log s/resources/ns/shop/pods/orders-1/logs/envoy.txt shop/orders-1 envoy']);
  });

  test('with a ledger in each folder', async () => {
    const read = await readBundle({
      's/config.json': '{"LabelSelector":""}',
      's/serverversion/serverversion.json': '{"gitVersion":"v1.7.0"}',
      's/resources/non-ns/nodes.json': '[{"metadata":{"name":"n1"}}]',
      's/resources/non-ns/results.json': '[{"queryobj":"nodes","time":"1s"},{}]',
      's/resources/ns/shop/results.json':
        '[{"queryobj":"pods","time":"1s"},{"queryobj":"services","time":"1s","error":{}},{}]',
    });
    expect(read.bundles).toEqual([
      "s: Sonobuoy results, because 'resources/ns/' stands beside 'serverversion/serverversion.json'",
    ]);
    expect(read.objects).toEqual(['v1 Node n1']);
    expect(read.claims).toEqual([
      'failed Service in shop: s/resources/ns/shop/results.json',
      'full Node in the cluster: s/resources/non-ns/results.json',
      'full Pod in shop: s/resources/ns/shop/results.json',
      'probable Node in the cluster: s/resources/non-ns/nodes.json',
    ]);
    expect(read.problems).toEqual([]);
  });
});

test.each([
  ['a repository', { 'resources/ns/shop/pods.yaml': 'a: 1' }],
  ['a Velero backup', { 'metadata/version': '1', 'resources/pods/namespaces/shop/a.json': '{}' }],
])('%s is no result of Sonobuoy', async (_, files) => {
  expect((await readBundle(files)).bundles.filter((bundle) => bundle.includes('Sonobuoy'))).toEqual([]);
});
