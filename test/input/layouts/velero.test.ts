import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const SERVICE = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"orders","namespace":"shop"}}';
const NAMESPACE = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}';
const TARGET =
  '{"apiVersion":"access.smi-spec.io/v1alpha3","kind":"TrafficTarget","metadata":{"name":"pay","namespace":"shop"}}';
const SECRET =
  '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop"},"data":{"a":"c2VjcmV0"}}';

const BACKUP = {
  'nightly/metadata/version': '1.1.0\n',
  'nightly/resources/namespaces/cluster/shop.json': NAMESPACE,
  'nightly/resources/namespaces/v1-preferredversion/cluster/shop.json': NAMESPACE,
  'nightly/resources/services/namespaces/shop/orders.json': SERVICE,
  'nightly/resources/services/v1-preferredversion/namespaces/shop/orders.json': SERVICE,
  'nightly/resources/secrets/namespaces/shop/key.json': SECRET,
  'nightly/resources/secrets/v1-preferredversion/namespaces/shop/key.json': SECRET,
  'nightly/resources/traffictargets.access.smi-spec.io/namespaces/shop/pay.json': TARGET,
};

test('a backup holds each object once, no Secrets, and claims nothing', async () => {
  expect(await readBundle(BACKUP)).toEqual({
    bundles: ["nightly: Velero backup, because 'metadata/version' stands beside 'resources/namespaces/'"],
    objects: [
      'access.smi-spec.io/v1alpha3 TrafficTarget shop/pay',
      'v1 Namespace shop',
      'v1 Service shop/orders',
    ],
    claims: [],
    problems: [],
    texts: [],
  });
});

test('an object that is only in the folder of its version is read there', async () => {
  const read = await readBundle({
    'metadata/version': '1.1.0\n',
    'resources/services/v1-preferredversion/namespaces/shop/orders.json': SERVICE,
    'resources/services/namespaces/shop/billing.json': SERVICE.replace('orders', 'billing'),
  });
  expect(read.objects).toEqual(['v1 Service shop/billing', 'v1 Service shop/orders']);
});

describe('a broken object', () => {
  test.each([
    ['is cut', SERVICE.slice(0, 40)],
    ['is empty', ''],
    ['is a text', 'Error: the server could not find the requested resource'],
  ])('that %s makes its kind unknown', async (_, text) => {
    const read = await readBundle({
      ...BACKUP,
      'nightly/resources/services/namespaces/shop/orders.json': text,
    });
    expect(read.claims).toEqual([
      'failed Service in shop: nightly/resources/services/namespaces/shop/orders.json',
    ]);
    expect(read.problems).toEqual([
      expect.stringMatching(/^note nightly\/resources\/services\/namespaces\/shop\/orders\.json: /),
    ]);
  });
});

test.each([
  ['a chart with a version file', { 'metadata/version': '1', 'resources/services/orders.yaml': 'a: 1' }],
  ['folders of resources without a version', { 'resources/services/namespaces/shop/orders.yaml': 'a: 1' }],
])('%s is no backup', async (_, files) => {
  expect((await readBundle(files)).bundles).toEqual([]);
});
