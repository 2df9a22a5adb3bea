import { describe, expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

const PODS = [
  'Pod',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  'batch/CronJob',
  'networking.istio.io/WorkloadEntry',
  'networking.istio.io/WorkloadGroup',
];

function policy(kind: string, spec: string, metadata = 'name: own, namespace: shop'): string {
  const group =
    { Sidecar: 'networking', Telemetry: 'telemetry', WasmPlugin: 'extensions' }[kind] ?? 'security';
  return `apiVersion: ${group}.istio.io/v1
kind: ${kind}
metadata: { ${metadata} }
spec: ${spec}
---
`;
}

function deployment(name: string, labels: string, namespace = 'shop'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { ${labels} } }, spec: { containers: [{ name: ${name} }] } } }
---
`;
}

const REFUSED = 'sidecar.istio.io/inject: "false"';

/** A Deployment that was written with the proxy in it. */
function meshed(name: string): string {
  return deployment(name, 'app: cart').replace('containers: [', 'containers: [{ name: istio-proxy }, ');
}

const CART = '{ selector: { matchLabels: { app: cart } } }';

describe('the workloads of a policy', () => {
  test.each([
    ['by label', policy('AuthorizationPolicy', CART) + deployment('cart', 'app: cart'), true],
    ['of another label', policy('AuthorizationPolicy', CART) + deployment('cart', 'app: carts'), false],
    [
      'of another namespace',
      policy('AuthorizationPolicy', CART) + deployment('cart', 'app: cart', 'depot'),
      false,
    ],
    [
      'of another namespace, seen from the root namespace',
      policy('AuthorizationPolicy', CART, 'name: own, namespace: istio-system') +
        deployment('cart', 'app: cart', 'depot'),
      true,
    ],
    [
      'of another namespace, by a Telemetry in the root namespace',
      policy('Telemetry', CART, 'name: own, namespace: istio-system') + deployment('cart', 'app: cart'),
      false,
    ],
    [
      'that are machines',
      `${policy('PeerAuthentication', CART)}apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: cart-vm, namespace: shop, labels: { app: vm } }
spec: { address: 10.0.0.9, labels: { app: cart } }`,
      true,
    ],
    [
      'whose label is filled in later',
      policy('PeerAuthentication', CART.replace('cart', '"$(APP)"')),
      undefined,
    ],
    [
      'in the root namespace, where selectors of its kind are not read',
      policy('PeerAuthentication', CART, 'name: own, namespace: istio-system'),
      undefined,
    ],
    ['that it does not select', policy('PeerAuthentication', '{ mtls: { mode: STRICT } }'), undefined],
  ])('%s', (_, yaml, selects) => {
    expect(factsOf('IstioPolicy', yaml, PODS).map((fact) => plain(fact).selects)).toEqual([selects]);
  });

  test('are not known where a kind that makes pods was not captured', () => {
    expect(factsOf('IstioPolicy', policy('Sidecar', CART)).map((fact) => plain(fact).selects)).toEqual([
      undefined,
    ]);
    const [fact] = factsOf(
      'IstioPolicy',
      policy('Sidecar', '{ workloadSelector: { labels: { app: cart } } }'),
    );
    expect(fact && plain(fact)).toMatchObject({ selects: 'unknown Pod shop', selector: 'app=cart' });
    expect(fact && textAtPlace(fact, '/selects')).toBe('labels');
  });

  test('have other values of the label', () => {
    const others = deployment('orders', 'app: orders') + deployment('stock', 'app: stock');
    const [fact] = factsOf('IstioPolicy', policy('AuthorizationPolicy', CART) + others, PODS);
    expect(fact && plain(fact).there).toBe("app is 'orders' or 'stock' there");
  });
});

test.each([
  ['inside', meshed('cart'), false],
  ['outside', deployment('cart', `app: cart, ${REFUSED}`), true],
  ['inside in part', deployment('cart', `app: cart, ${REFUSED}`) + meshed('cart-2'), false],
])('the workloads are %s the mesh', (_, workloads, outside) => {
  const namespace =
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/rev: asm-1 } }\n---\n';
  const [fact] = factsOf('IstioPolicy', namespace + policy('AuthorizationPolicy', CART) + workloads, PODS);
  expect(fact && plain(fact).outside).toBe(outside);
});

describe('an older policy', () => {
  const two = (kind: string, spec: string, older = '', newer = '') =>
    policy(kind, spec, `name: newer, namespace: shop, creationTimestamp: "2024-02-01T00:00:00Z"${newer}`) +
    policy(kind, spec, `name: older, namespace: shop, creationTimestamp: "2024-01-01T00:00:00Z"${older}`);
  const OF = (revision: string) => `, labels: { istio.io/rev: ${revision} }`;
  const SIDECAR = '{ workloadSelector: { labels: { app: cart } } }';

  test.each([
    ['of the namespace', two('Sidecar', '{}'), { policy: 'older' }],
    ['of the namespace, beside one of another revision', two('Sidecar', '{}', OF('a'), OF('b')), undefined],
    ['of the namespace, that all revisions read', two('Telemetry', '{}', OF('a')), { policy: 'older' }],
    ['of a kind that adds up', two('AuthorizationPolicy', '{}'), undefined],
    [
      'of a workload',
      two('Sidecar', SIDECAR) + meshed('cart'),
      { policy: 'older', workload: "Deployment 'cart'" },
    ],
    [
      'of a workload outside the mesh',
      two('Sidecar', SIDECAR) + deployment('cart', `app: cart, ${REFUSED}`),
      undefined,
    ],
    ['of no workload', two('Sidecar', SIDECAR), undefined],
  ])('%s', (_, yaml, earlier) => {
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/rev: asm-1 } }\n---\n';
    expect(factsOf('IstioPolicy', namespace + yaml).map((fact) => plain(fact).earlier)).toEqual([
      earlier,
      undefined,
    ]);
  });
});
