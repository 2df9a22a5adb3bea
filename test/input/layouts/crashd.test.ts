import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"orders-1","namespace":"shop"}}';
const PODS = `{"apiVersion":"v1","kind":"PodList","metadata":{},"items":[${POD}]}`;
const NODES = `{"apiVersion":"v1","kind":"NodeList","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}]}`;
const SECRETS = `{"apiVersion":"v1","kind":"SecretList","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop"}}]}`;

const TIME = '2023-05-04T10-20-30Z.1234';

test('lists claim their kinds as probable, and Secrets are left alone', async () => {
  const read = await readBundle({
    [`crashd/kubecapture/core_v1/nodes-${TIME}.json`]: NODES,
    [`crashd/kubecapture/core_v1/shop/pods-${TIME}.json`]: PODS,
    [`crashd/kubecapture/core_v1/shop/secrets-${TIME}.json`]: SECRETS,
    [`crashd/kubecapture/example.com_v1/shop/widgets-${TIME}.yaml`]:
      'apiVersion: example.com/v1\nkind: WidgetList\nitems:\n- apiVersion: example.com/v1\n  kind: Widget\n  metadata: {name: w, namespace: shop}\n',
    'crashd/kubecapture/core_v1/shop/orders-1/envoy/envoy.log': 'started\n',
  });
  expect(read).toEqual({
    bundles: ["crashd: crash-diagnostics capture, because 'kubecapture/' holds 'core_v1'"],
    objects: ['example.com/v1 Widget shop/w', 'v1 Node n1', 'v1 Pod shop/orders-1'],
    claims: [
      `probable Node in the cluster: crashd/kubecapture/core_v1/nodes-${TIME}.json`,
      `probable Pod in shop: crashd/kubecapture/core_v1/shop/pods-${TIME}.json`,
    ],
    problems: [],
    texts: ['log crashd/kubecapture/core_v1/shop/orders-1/envoy/envoy.log shop/orders-1 envoy'],
  });
});

describe('other forms', () => {
  test.each([
    ['one file for each object', `kubecapture/core_v1/shop/pods/orders-1-${TIME}.json`, POD, []],
    [
      'a list of early releases',
      'kubecapture/shop/pods.json',
      PODS,
      ['probable Pod in shop: crashd/kubecapture/shop/pods.json'],
    ],
    [
      'a time without dashes',
      'kubecapture/core_v1/shop/pods-202305041020.1234.json',
      PODS,
      ['probable Pod in shop: crashd/kubecapture/core_v1/shop/pods-202305041020.1234.json'],
    ],
  ])('%s', async (_, path, text, claims) => {
    const read = await readBundle({
      [`crashd/${path}`]: text,
      'crashd/kubecapture/nodes.json': NODES,
    });
    expect(read.objects).toEqual(['v1 Node n1', 'v1 Pod shop/orders-1']);
    expect(read.claims.filter((claim) => !claim.includes('Node'))).toEqual(claims);
  });

  test.each([[`kubecapture/core_v1/shop/secrets/key-${TIME}.json`], ['kubecapture/shop/secrets.json']])(
    '%s holds Secrets and is left alone',
    async (path) => {
      const read = await readBundle({ [path]: SECRETS, 'kubecapture/core_v1/nodes-1.json': NODES });
      expect(read.objects).toEqual(['v1 Node n1']);
    },
  );
});

test.each([
  ['an error of the printer', 'internal error: missing apiVersion or kind'],
  ['a list that was cut', PODS.slice(0, 60)],
  ['nothing', ''],
])('%s in the place of a list makes its kind unknown', async (_, text) => {
  const read = await readBundle({
    [`crashd/kubecapture/core_v1/shop/pods-${TIME}.json`]: text,
  });
  expect(read.objects).toEqual([]);
  expect(read.claims).toEqual([`failed Pod in shop: crashd/kubecapture/core_v1/shop/pods-${TIME}.json`]);
  expect(read.problems).toHaveLength(1);
});

test('a folder of that name without what it should hold is no capture', async () => {
  expect((await readBundle({ 'kubecapture/readme.yaml': 'a: 1' })).bundles).toEqual([]);
});
