import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

interface Proxy {
  readonly ready?: boolean;
  readonly state?: string;
  readonly metadata?: string;
}

function pod({ ready = false, state = '{ running: {} }', metadata = '' }: Proxy) {
  return `
apiVersion: v1
kind: Pod
metadata: { name: orders, namespace: shop, uid: p1, labels: { app: orders }, ${metadata} }
spec: { containers: [{ name: istio-proxy, image: "istio/proxyv2:1.20.3" }] }
status: { phase: Running, containerStatuses: [{ name: istio-proxy, ready: ${ready}, restartCount: 3, state: ${state} }] }
---`;
}

function filter(name: string, namespace: string, created: number, spec = '{}', labels = '{}') {
  return `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: ${name}, namespace: ${namespace}, uid: ${name}, creationTimestamp: "2024-01-0${created}T08:00:00Z", labels: ${labels} }
spec: ${spec}
---`;
}

const SELECTING = (app: string) => `{ workloadSelector: { labels: { app: ${app} } } }`;

test('the EnvoyFilters whose scope covers the pod, the newest first', () => {
  const [found] = factsOf(
    'IstioUnreadyProxy',
    [
      pod({ metadata: 'annotations: { sidecar.istio.io/status: \'{"revision":"canary"}\' }' }),
      filter('own', 'shop', 1, SELECTING('orders')),
      filter('root', 'istio-system', 3),
      filter('empty', 'shop', 2, '{ workloadSelector: { labels: {} } }'),
      filter('other-app', 'shop', 4, SELECTING('cart')),
      filter('elsewhere', 'bank', 4),
      filter('gateway', 'shop', 4, '{ targetRefs: [{ kind: Gateway, name: edge }] }'),
      filter('other-revision', 'shop', 4, '{}', '{ istio.io/rev: default }'),
    ].join(''),
  );
  expect(found && plain(found)).toMatchObject({
    revision: 'canary',
    restarts: 3,
    workload: 'Pod shop/orders',
    suspects: 'istio-system/root, shop/empty, shop/own',
    filters: [
      { name: 'root', namespace: 'istio-system' },
      { name: 'empty', namespace: 'shop' },
      { name: 'own', namespace: 'shop' },
    ],
  });
  expect(found && origin(found, '')).toContain('Pod orders');
});

test('pods of one Deployment are of one workload', () => {
  const owned = pod({
    metadata:
      'ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: orders-5d, controller: true }]',
  }).replace('app: orders', 'pod-template-hash: 5d');
  expect(factsOf('IstioUnreadyProxy', owned).map(plain)).toMatchObject([
    { workload: 'Deployment shop/orders' },
  ]);
});

test.each<[string, Proxy]>([
  ['ready', { ready: true }],
  ['not started', { state: '{ waiting: { reason: PodInitializing } }' }],
  ['stopped', { state: '{ terminated: { exitCode: 1 } }' }],
  ['on its way out', { metadata: 'deletionTimestamp: "2024-01-01T08:00:00Z"' }],
])('a proxy that is %s is none of these', (_, proxy) => {
  expect(factsOf('IstioUnreadyProxy', pod(proxy))).toEqual([]);
});
