import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: ns, labels: { openservicemesh.io/monitored-by: osm } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop, uid: s }
spec: { selector: { app: cart }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: shop, uid: p, labels: { app: cart, osm-proxy-uuid: u } }
spec: { containers: [{ name: cart }, { name: envoy }], volumes: [{ name: envoy-bootstrap-config-volume }] }
---
`;

const INGRESS = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: cart, namespace: shop, uid: i }
spec:
  backends: [{ name: cart, port: { number: 8080, protocol: http } }]
  sources: [{ kind: Service, name: nginx, namespace: front }]
---
`;

const FRONT = `
apiVersion: v1
kind: Service
metadata: { name: nginx, namespace: front, uid: f }
---
apiVersion: v1
kind: Endpoints
metadata: { name: nginx, namespace: front, uid: e }
subsets: [{ addresses: [{ ip: 10.1.0.9 }], ports: [{ port: 80 }] }]
---
`;

const WHOLE = SHOP + INGRESS + FRONT;

function controlPlane(release: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: osm-system, uid: d, labels: { meshName: osm, app.kubernetes.io/version: v${release} } }
spec: { template: { spec: { containers: [{ name: osm-controller }] } } }
---
`;
}

/** A MeshConfig with one feature switched. */
function meshConfig(flag: string, value: boolean): string {
  return `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: m }
spec: { featureFlags: { ${flag}: ${value} } }
---
`;
}

function replaced(text: string, part: string, other: string): string {
  expect(text).toContain(part);
  return text.replace(part, other);
}

const OFF = meshConfig('enableIngressBackendPolicy', false);

test.each<[what: string, input: string, takesEffect: unknown, because: string, complete?: readonly string[]]>(
  [
    ['a whole one', WHOLE, true, 'nothing is against it'],
    [
      'in a namespace outside the mesh',
      replaced(WHOLE, ', labels: { openservicemesh.io/monitored-by: osm }', ''),
      false,
      "namespace 'shop' is not monitored by a mesh",
    ],
    [
      'switched off in 0.11',
      controlPlane('0.11.1') + OFF + WHOLE,
      false,
      "ingressBackendPolicy is off, because MeshConfig 'osm-mesh-config' says so",
    ],
    ['switched off in 1.0', controlPlane('1.0.0') + OFF + WHOLE, true, 'nothing is against it'],
    [
      'an unknown protocol',
      replaced(WHOLE, 'protocol: http ', 'protocol: grpc '),
      false,
      "OSM does not know the protocol 'grpc'",
    ],
    [
      'a protocol in capitals',
      replaced(WHOLE, 'protocol: http ', 'protocol: HTTP '),
      true,
      'nothing is against it',
    ],
    [
      'no such Service',
      replaced(WHOLE, '[{ name: cart, port', '[{ name: cat, port'),
      'unknown Service shop',
      "Service 'cat' is not in the input",
    ],
    [
      'no such Service, for certain',
      replaced(WHOLE, '[{ name: cart, port', '[{ name: cat, port'),
      false,
      "Service 'cat' does not exist",
      ['Service'],
    ],
    [
      'the port of the Service',
      replaced(WHOLE, 'number: 8080', 'number: 80'),
      false,
      'the port is no target port of the Service',
    ],
    [
      'a pod without sidecar',
      replaced(WHOLE, ', osm-proxy-uuid: u', ''),
      false,
      'no pod behind the Service has a sidecar',
    ],
    [
      'no pod captured',
      replaced(WHOLE, 'kind: Pod', 'kind: PodTemplate'),
      'unknown Pod shop',
      'it is not known',
    ],
    [
      'a source without ready pod',
      replaced(WHOLE, 'addresses:', 'notReadyAddresses:'),
      false,
      "Service 'nginx' of namespace 'front' has no ready pod",
    ],
    [
      'a source that was not captured',
      SHOP + INGRESS,
      'unknown Service front',
      "Service 'nginx' of namespace 'front' is not in the input",
    ],
    [
      'a source that 0.10 does not see',
      `${controlPlane('0.10.0')}${WHOLE}
apiVersion: v1
kind: Namespace
metadata: { name: front, uid: x }
`,
      false,
      "namespace 'front' is not monitored by a mesh",
    ],
  ],
)('the backend of an IngressBackend: %s', (_, input, takesEffect, because, complete) => {
  const [backend] = factsOf('PolicyEffect', input, complete);
  expect(backend && plain(backend)).toMatchObject({ part: 'backends/0', takesEffect, because });
});

const EGRESS = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: payments, namespace: shop, uid: g }
spec:
  sources: [{ kind: ServiceAccount, name: cart, namespace: shop }]
  hosts: [api.example.com]
  ports: [{ number: 80, protocol: http }, { number: 443, protocol: https }]
  matches: [{ apiGroup: policy.openservicemesh.io/v1alpha1, kind: UpstreamTrafficSetting, name: payments }]
---
`;

const SETTING = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: UpstreamTrafficSetting
metadata: { name: payments, namespace: shop, uid: t }
spec: { host: api.example.com }
---
`;

const RETRY = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Retry
metadata: { name: cart, namespace: depot, uid: r }
spec:
  source: { kind: ServiceAccount, name: cart, namespace: shop }
  destinations: [{ kind: Service, name: stock, namespace: shop }, { kind: Pod, name: stock, namespace: shop }]
---
apiVersion: v1
kind: Namespace
metadata: { name: depot, uid: o }
---
`;

test.each<[what: string, input: string, expected: readonly unknown[], complete?: readonly string[]]>([
  ['a whole Egress and its settings', SHOP + EGRESS + SETTING, [true, true, true]],
  ['hosts are for http', SHOP + replaced(EGRESS, '[api.example.com]', '[]') + SETTING, [false, true, true]],
  ['capitals', SHOP + replaced(EGRESS, 'protocol: https', 'protocol: HTTPS') + SETTING, [true, false, true]],
  [
    'its settings are missing',
    SHOP + EGRESS,
    [false, false],
    ['policy.openservicemesh.io/UpstreamTrafficSetting'],
  ],
  [
    'switched off',
    controlPlane('1.2.4') + meshConfig('enableEgressPolicy', false) + SHOP + EGRESS + SETTING,
    [false, false, true],
  ],
  ['settings that nobody names', SHOP + SETTING, [false]],
  [
    'settings of a Service',
    SHOP + replaced(SETTING, 'api.example.com', 'cart.shop.svc.cluster.local'),
    [true],
  ],
  [
    'settings of a Service elsewhere',
    SHOP + replaced(SETTING, 'api.example.com', 'cart.depot.svc.cluster.local'),
    [false],
  ],
  [
    'settings of no Service',
    SHOP + replaced(SETTING, 'api.example.com', 'cat.shop.svc.cluster.local'),
    [false],
    ['Service'],
  ],
  [
    'a Retry outside the mesh, in 1.1',
    controlPlane('1.1.4') + meshConfig('enableRetryPolicy', true) + SHOP + RETRY,
    [false, false],
  ],
  [
    'a Retry outside the mesh, in 1.2',
    controlPlane('1.2.4') + meshConfig('enableRetryPolicy', true) + SHOP + RETRY,
    [true, false],
  ],
  [
    'a Retry that is switched off',
    controlPlane('1.2.4') + meshConfig('enableRetryPolicy', false) + SHOP + RETRY,
    [false, false],
  ],
])('%s', (_, input, expected, complete) => {
  expect(factsOf('PolicyEffect', input, complete).map((each) => plain(each).takesEffect)).toEqual(expected);
});

test('what decides is told at its place', () => {
  const [backend] = factsOf('PolicyEffect', replaced(WHOLE, 'number: 8080', 'number: 80'));
  expect(backend && origin(backend, '/takesEffect')).toBe('IngressBackend cart /spec/backends/0/port/number');
});
