import { describe, expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const gateway = (listener = '', spec = 'gatewayClassName: istio') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { ${spec}, listeners: [{ name: web, port: 80, protocol: HTTP${listener} }] }
`;
const route = (parent: string, backend = '{ name: orders, port: 80 }', namespace = 'shop') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders, namespace: ${namespace} }
spec: { parentRefs: [${parent}], rules: [{ backendRefs: [${backend}] }] }
`;
const PARENT = '{ name: public, namespace: edge }';

function references(role: string, complete: readonly string[], ...parts: readonly string[]) {
  return factsOf('GatewayApiReference', parts.join('---'), complete)
    .map(plain)
    .filter((each) => each.role === role);
}

describe('a Gateway takes routes', () => {
  const from = (value: string) => `, allowedRoutes: { namespaces: { ${value} } }`;
  const namespace = (labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
`;
  const selector = from('from: Selector, selector: { matchLabels: { public: "yes" } }');
  test.each([
    ['of its own namespace', [gateway()], false],
    ['of all', [gateway(from('from: All'))], true],
    ['of those with a label', [gateway(selector), namespace('public: "yes"')], true],
    ['of those with another label', [gateway(selector), namespace('public: "no"')], false],
    ['of those with a label that nobody knows', [gateway(selector)], 'unknown Namespace'],
    [
      'of a namespace by its name',
      [
        gateway(from('from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: shop } }')),
        namespace(''),
      ],
      true,
    ],
  ])('%s', (_, others, admitted) => {
    expect(references('parent', [], route(PARENT), ...others)).toMatchObject([
      { hasListener: true, admitted },
    ]);
  });

  test('of one that is its own', () => {
    const [found] = references('parent', [], route('{ name: public }', undefined, 'edge'), gateway());
    expect(found).not.toHaveProperty('admitted');
  });
});

test.each([
  ['{ name: public, namespace: edge, sectionName: web }', true],
  ['{ name: public, namespace: edge, sectionName: tls }', false],
  ['{ name: public, namespace: edge, port: 443 }', false],
])('the listener of %s', (parent, hasListener) => {
  expect(references('parent', [], route(parent), gateway())).toMatchObject([{ hasListener }]);
});

const grant = (from: string, to: string) => `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: in, namespace: data }
spec:
  from: [{ group: gateway.networking.k8s.io, ${from} }]
  to: [{ group: "", ${to} }]
`;

describe('a backend in another namespace', () => {
  const FAR = '{ name: orders, namespace: data, port: 80 }';
  const ALL = ['gateway.networking.k8s.io/ReferenceGrant'];
  test.each([
    ['is granted', [grant('kind: HTTPRoute, namespace: shop', 'kind: Service')], true],
    ['is granted by name', [grant('kind: HTTPRoute, namespace: shop', 'kind: Service, name: orders')], true],
    ['is granted to others', [grant('kind: HTTPRoute, namespace: web', 'kind: Service')], false],
    [
      'is not granted, but another is',
      [grant('kind: HTTPRoute, namespace: shop', 'kind: Service, name: carts')],
      false,
    ],
    ['is granted for Secrets', [grant('kind: HTTPRoute, namespace: shop', 'kind: Secret')], false],
    ['is not granted', [], false],
  ])('%s', (_, others, granted) => {
    expect(references('backend', ALL, route(PARENT, FAR), gateway(), ...others)).toMatchObject([{ granted }]);
  });

  test('may be granted by what was not captured', () => {
    expect(references('backend', [], route(PARENT, FAR), gateway())).toMatchObject([
      { granted: 'unknown gateway.networking.k8s.io/ReferenceGrant data' },
    ]);
  });

  test('of a route inside the mesh needs none', () => {
    const [found] = references(
      'backend',
      ALL,
      route('{ kind: Service, group: "", name: orders }', FAR),
      gateway(),
    );
    expect(found).not.toHaveProperty('granted');
  });
});

describe('what is not of Istio', () => {
  const other = gateway('', 'gatewayClassName: nginx');
  const ISTIO = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
`;
  test.each([
    ['a route of another implementation', [route(PARENT), other, ISTIO], 0],
    ['a route, where nothing is of Istio', [route(PARENT)], 0],
    ['a route of a Gateway that is not there, where Istio is', [route(PARENT), ISTIO], 2],
  ])('%s', (_, parts, count) => {
    expect(factsOf('GatewayApiReference', parts.join('---'))).toHaveLength(count);
  });
});

test('a policy that selects a waypoint alone', () => {
  const policy = (labels: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: shop }
spec: { selector: { matchLabels: { ${labels} } } }
`;
  const pod = (name: string, labels: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { tier: front, ${labels} } }
`;
  const waypoint = pod(
    'waypoint-1',
    'gateway.networking.k8s.io/gateway-name: waypoint, gateway.istio.io/managed: istio.io-mesh-controller',
  );
  const found = (labels: string) =>
    factsOf('IstioWaypointPolicy', [policy(labels), waypoint, pod('web-1', 'app: web')].join('---')).map(
      plain,
    );
  expect(found('gateway.networking.k8s.io/gateway-name: waypoint')).toEqual([
    { policyKind: 'AuthorizationPolicy', policy: 'deny', waypoint: 'waypoint' },
  ]);
  expect(found('tier: front')).toEqual([]);
  expect(found('app: web')).toEqual([]);
});
