import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const setting = (host: string, rest = '') => `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: UpstreamTrafficSetting
metadata: { name: limits, namespace: shop }
spec: { host: ${host}${rest} }
`;
const EGRESS = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: bank, namespace: shop }
spec:
  matches: [{ apiGroup: policy.openservicemesh.io/v1alpha1, kind: UpstreamTrafficSetting, name: limits }]
`;

test.each<[string, string, object]>([
  [
    'a Service of its namespace',
    'orders.shop.svc.cluster.local',
    { service: 'orders', namespace: 'shop', inOwnNamespace: true },
  ],
  [
    'a Service of another namespace',
    'orders.depot.svc.cluster.local',
    { service: 'orders', namespace: 'depot', inOwnNamespace: false },
  ],
  ['a short name, which is no Service to OSM', 'orders.shop', {}],
  ['capital letters, which no Service has', 'Orders.shop.svc.cluster.local', {}],
])('%s', (_, host, expected) => {
  const [fact] = factsOf('UpstreamHost', setting(host));
  expect(fact && plain(fact)).toEqual({ setting: 'limits', host, egresses: [], routes: [], ...expected });
});

test('an Egress binds it to its hosts', () => {
  const [fact] = factsOf('UpstreamHost', `${setting('bank.example.com')}---${EGRESS}`);
  expect(fact && plain(fact)).toEqual({
    setting: 'limits',
    host: 'bank.example.com',
    egresses: ['bank'],
    routes: [],
  });
});

test('its routes are told, and a host that is filled in later is none', () => {
  const routes = ', httpRoutes: [{ path: /a }, { path: /b }]';
  const [fact] = factsOf('UpstreamHost', setting('orders.shop', routes));
  expect(fact && plain(fact).routes).toEqual(['/a', '/b']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the placeholder of another tool
  expect(factsOf('UpstreamHost', setting('"${HOST}"'))).toEqual([]);
});
