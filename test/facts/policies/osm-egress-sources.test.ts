import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, uid: n-${name}, labels: { ${labels} } }
`;
const MONITORED = 'openservicemesh.io/monitored-by: osm';
const egress = (source: string) => `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: bank, namespace: shop, uid: e }
spec: { sources: [${source}], ports: [{ number: 443, protocol: https }] }
`;
const CART = '{ kind: ServiceAccount, name: cart, namespace: shop }';

test.each<[string, readonly string[], readonly string[], unknown]>([
  ['a namespace of the mesh', [namespace('shop', MONITORED), egress(CART)], [], true],
  ['another namespace', [namespace('shop', 'team: a'), egress(CART)], [], false],
  ['a namespace that was not captured', [egress(CART)], [], 'unknown Namespace'],
  ['a namespace that does not exist', [egress(CART)], ['Namespace'], undefined],
])('%s', (_, texts, complete, monitored) => {
  const [source] = factsOf('EgressSource', texts.join('---'), complete);
  expect(source && plain(source)).toEqual({
    egress: 'bank',
    name: 'cart',
    namespace: 'shop',
    ...(monitored === undefined ? {} : { monitored }),
  });
});

test('each source stands where its namespace is written, and one without it nowhere', () => {
  const input = egress(`{ kind: ServiceAccount, name: cart }, ${CART}`);
  expect(factsOf('EgressSource', input).map((each) => origin(each, '/monitored'))).toEqual([
    'Egress bank /spec/sources/1/namespace',
  ]);
});
