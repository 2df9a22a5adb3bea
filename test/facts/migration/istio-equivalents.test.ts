import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

function object(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: one, namespace: shop }\nspec: ${spec}\n`;
}

const POLICY = 'policy.openservicemesh.io/v1alpha1';
const SPECS = 'specs.smi-spec.io/v1alpha4';

test.each([
  [
    'an HTTPRouteGroup',
    object(
      SPECS,
      'HTTPRouteGroup',
      '{ matches: [{ name: buy, pathRegex: /buy/.*, methods: [GET, POST], headers: [{ host: a, agent: b }] }, { name: all, methods: ["*"] }] }',
    ),
    [
      'a to.operation in each AuthorizationPolicy that needs it',
      "methods GET POST, path /buy/*, hosts, when request.headers[agent] for match 'buy'",
      "nothing for match 'all'",
    ],
  ],
  [
    'a TCPRoute',
    object(SPECS, 'TCPRoute', '{ matches: { ports: [3306] } }'),
    ['a to.operation in each AuthorizationPolicy that needs it', 'port 3306'],
  ],
  [
    'a TrafficSplit without any weight',
    object(
      'split.smi-spec.io/v1alpha2',
      'TrafficSplit',
      '{ service: cart, backends: [{ service: cart-1, weight: 0 }] }',
    ),
    ["a VirtualService for host 'cart'", "a route to 'cart-1' of weight 0"],
  ],
  [
    'an IngressBackend for http',
    object(
      POLICY,
      'IngressBackend',
      '{ backends: [{ name: cart, port: { number: 8080, protocol: http } }], sources: [{ kind: IPRange, name: 10.0.0.0/8 }] }',
    ),
    [
      'a Gateway and a VirtualService',
      'an AuthorizationPolicy for port 8080',
      'a rule that allows ipBlocks 10.0.0.0/8',
    ],
  ],
  [
    'an IngressBackend for https',
    object(
      POLICY,
      'IngressBackend',
      '{ backends: [{ name: cart, port: { number: 8080, protocol: https } }], sources: [{ kind: AuthenticatedPrincipal, name: contour }] }',
    ),
    [
      'a Gateway and a VirtualService',
      'an AuthorizationPolicy for port 8080',
      'a rule that allows principal contour',
      'a PeerAuthentication of mode STRICT',
    ],
  ],
  [
    'an Egress',
    object(
      POLICY,
      'Egress',
      '{ sources: [{ kind: ServiceAccount, name: cart, namespace: shop }], hosts: [example.com], ports: [{ number: 443, protocol: https }] }',
    ),
    ['a ServiceEntry with location MESH_EXTERNAL', 'host example.com', 'port 443 (https)'],
  ],
  [
    'a Retry',
    object(
      POLICY,
      'Retry',
      '{ destinations: [{ kind: Service, name: cart, namespace: shop }], retryPolicy: { numRetries: 3, perTryTimeout: 1s, retryOn: 5xx } }',
    ),
    ["a VirtualService for 'shop/cart'", 'http.retries with attempts 3', 'perTryTimeout 1s', 'retryOn 5xx'],
  ],
  [
    'an UpstreamTrafficSetting',
    object(
      POLICY,
      'UpstreamTrafficSetting',
      '{ host: cart.shop, connectionSettings: { tcp: {} }, httpRoutes: [{ path: /, rateLimit: { local: {} } }] }',
    ),
    [
      "a DestinationRule for host 'cart.shop' with a connectionPool",
      'an EnvoyFilter with a local rate limit',
    ],
  ],
  [
    'a MeshConfig',
    object(
      'config.openservicemesh.io/v1alpha2',
      'MeshConfig',
      '{ traffic: { enableEgress: true, outboundPortExclusionList: [6379], inboundExternalAuthorization: { enable: true } }, observability: { tracing: { enable: true } } }',
    ),
    [
      'an AuthorizationPolicy with an empty spec in each namespace',
      'outboundTrafficPolicy ALLOW_ANY',
      'annotation traffic.sidecar.istio.io/excludeOutboundPorts',
      'an extensionProvider with an AuthorizationPolicy of action CUSTOM',
      'a Telemetry with an extensionProvider for tracing',
    ],
  ],
  [
    'a MeshRootCertificate',
    object('config.openservicemesh.io/v1alpha2', 'MeshRootCertificate', '{ provider: { certManager: {} } }'),
    ['istio-csr'],
  ],
])('%s', (_, yaml, parts) => {
  expect(factsOf('IstioEquivalent', yaml).map((fact) => plain(fact).parts)).toEqual([parts]);
});

test('objects that say nothing yet become something all the same', () => {
  const yaml = [
    object('access.smi-spec.io/v1alpha3', 'TrafficTarget', '{}'),
    object(POLICY, 'Egress', '{}'),
    object(POLICY, 'IngressBackend', '{}'),
  ];
  expect(factsOf('IstioEquivalent', yaml.join('---\n'))).toHaveLength(3);
});

test('each regular expression tells what can be said instead', () => {
  const spec = '{ matches: [{ name: buy, pathRegex: "/buy/.*", headers: [{ host: "a+" }] }] }';
  const [fact] = factsOf('IstioEquivalent', object(SPECS, 'HTTPRouteGroup', spec));
  expect(fact && plain(fact).expressions).toEqual([
    { match: 'buy', of: 'path', regex: '/buy/.*', istio: '/buy/*' },
    { match: 'buy', of: "header 'host'", regex: 'a+' },
  ]);
  expect(fact && textAtPlace(fact, '/expressions/1/regex')).toBe('"a+"');
});

test.each([
  ['of the mesh', '{ labels: { openservicemesh.io/monitored-by: osm }, name: shop }', 1],
  [
    'without sidecars',
    '{ labels: { openservicemesh.io/monitored-by: osm }, annotations: { openservicemesh.io/sidecar-injection: disabled }, name: shop }',
    0,
  ],
  ['outside the mesh', '{ name: shop }', 0],
])('a namespace %s', (_, metadata, count) => {
  const yaml = `apiVersion: v1\nkind: Namespace\nmetadata: ${metadata}\n`;
  expect(factsOf('IstioEquivalent', yaml)).toHaveLength(count);
});
