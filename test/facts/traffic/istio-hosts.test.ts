import { expect, test } from 'vitest';
import { istioHosts, portsOf } from '../../../src/facts/traffic/istio-hosts.js';
import { buildGraph } from '../../../src/graph/build.js';
import { unknown } from '../../../src/graph/unknown.js';
import { parseSources } from '../../../src/input/read.js';

const INPUT = `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { ports: [{ port: 80 }, { port: 9090 }] }
---
apiVersion: v1
kind: Service
metadata: { name: inner, namespace: shop, annotations: { networking.istio.io/exportTo: "., web" } }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partners, namespace: shop }
spec: { hosts: ["*.example.com"], ports: [{ number: 443, name: tls, protocol: TLS }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: own, namespace: shop }
spec: { hosts: [own.example.org], exportTo: ["."], ports: [{ number: 443, name: tls, protocol: TLS }] }
`;

const graphOf = (text: string, complete: readonly string[] = []) =>
  buildGraph(parseSources([{ name: 'a.yaml', text }]), complete);

const ALL = ['Service', 'networking.istio.io/ServiceEntry'];
const namesBehind = (host: string, namespace: string | undefined) => {
  const found = istioHosts(graphOf(INPUT))(host, namespace);
  return [...(found?.services ?? []), ...(found?.entries ?? [])].map(({ id }) => id.name);
};

test.each([
  ['orders', 'shop', 'orders.shop.svc.cluster.local', ['orders']],
  ['orders', 'web', 'orders.web.svc.cluster.local', []],
  ['orders.shop', 'shop', 'orders.shop', []],
  ['orders.shop.svc.cluster.local', 'web', 'orders.shop.svc.cluster.local', ['orders']],
  ['inner.shop.svc.cluster.local', 'web', 'inner.shop.svc.cluster.local', ['inner']],
  ['inner.shop.svc.cluster.local', 'other', 'inner.shop.svc.cluster.local', []],
  ['a.example.com', 'web', 'a.example.com', ['partners']],
  ['example.com', 'web', 'example.com', []],
  ['own.example.org', 'shop', 'own.example.org', ['own']],
  ['own.example.org', 'web', 'own.example.org', []],
] as const)('%s in %s is %s', (host, namespace, name, behind) => {
  expect(istioHosts(graphOf(INPUT))(host, namespace)?.name).toBe(name);
  expect(namesBehind(host, namespace)).toEqual(behind);
});

test('what is not captured is not known, what is captured is there or not', () => {
  expect(istioHosts(graphOf(INPUT))('absent', 'shop')?.known).toEqual(unknown('Service', 'shop'));
  expect(istioHosts(graphOf(INPUT, ALL))('absent', 'shop')?.known).toBe(false);
  expect(istioHosts(graphOf(INPUT, ALL))('orders', 'shop')?.known).toBe(true);
});

test('other clusters may have what this one lacks', () => {
  const remote = `${INPUT}---
apiVersion: v1
kind: Secret
metadata: { name: east, namespace: istio-system, labels: { istio/multiCluster: "true" } }
`;
  expect(istioHosts(graphOf(remote, ALL))('absent', 'shop')?.known).toBeUndefined();
  expect(istioHosts(graphOf(INPUT, ALL))('a.shop.svc.clusterset.local', 'shop')?.known).toBeUndefined();
});

test('a placeholder is no host', () => {
  expect(istioHosts(graphOf(INPUT))('<HOST>', 'shop')).toBeUndefined();
});

test('ports are those of all that has the name', () => {
  const host = istioHosts(graphOf(INPUT))('orders', 'shop');
  expect(host && [...(portsOf(host) ?? [])]).toEqual([80, 9090]);
});
