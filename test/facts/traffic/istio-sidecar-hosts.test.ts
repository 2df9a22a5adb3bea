import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const COMPLETE = ['Service', 'networking.istio.io/ServiceEntry', 'Secret'];

const sidecar = (host: string) => `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: own, namespace: shop }
spec: { egress: [{ hosts: ["${host}"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: depot }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routed, namespace: shop }
spec: { hosts: [routed.example.com] }
`;

const CART = 'cart.depot.svc.cluster.local';

test.each([
  [`depot/${CART}`, { namespace: 'depot', found: true }],
  [`*/${CART}`, { found: true }],
  [`./${CART}`, { found: false, elsewhere: 'depot' }],
  ['./gone.shop.svc.cluster.local', { found: false }],
  ['./routed.example.com', {}],
  ['depot/*', { namespace: 'depot' }],
  ['depot/cart', { namespace: 'depot', full: 'cart.depot.svc.cluster.local' }],
])('%s', (entry, expected) => {
  const [found] = factsOf('IstioSidecarHost', sidecar(entry), COMPLETE);
  const { sidecar: _sidecar, entry: _entry, host: _host, ...own } = found ? plain(found) : {};
  expect(own).toMatchObject(expected);
  expect('found' in own).toBe('found' in expected);
});

test.each(['~/*', '$(NAMESPACE)/*', 'orders'])('%s names no host', (entry) => {
  expect(factsOf('IstioSidecarHost', sidecar(entry), COMPLETE)).toEqual([]);
});

test('whether a host is there is not known without the Services', () => {
  const [found] = factsOf('IstioSidecarHost', sidecar('./gone.shop.svc.cluster.local'));
  expect(found && plain(found).found).toMatch(/^unknown /);
});
