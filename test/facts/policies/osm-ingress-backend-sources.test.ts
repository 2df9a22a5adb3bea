import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function backend(name: string, sources: string): string {
  return `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: ${name}, namespace: shop }
spec: { backends: [{ name: cart, port: { number: 8080, protocol: HTTPS } }], sources: ${sources} }
---
`;
}

const NGINX = '{ kind: Service, name: nginx, namespace: front }';

const FRONT = `
apiVersion: v1
kind: Namespace
metadata: { name: front, uid: ns, labels: { openservicemesh.io/monitored-by: osm } }
---
apiVersion: v1
kind: Service
metadata: { name: nginx, namespace: front, uid: s }
spec: { selector: { app: nginx } }
---
apiVersion: v1
kind: Pod
metadata: { name: nginx-0, namespace: front, uid: p, labels: { app: nginx, osm-proxy-uuid: u } }
spec: { containers: [{ name: nginx }], volumes: [{ name: envoy-bootstrap-config-volume }] }
---
apiVersion: v1
kind: Endpoints
metadata: { name: nginx, namespace: front, uid: e }
subsets: [{ addresses: [{ ip: 10.1.0.9 }], notReadyAddresses: [{ ip: 10.1.0.10 }] }]
---
`;

const MESH_CONFIG = `
apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system }
spec: { certificate: { ingressGateway: { subjectAltNames: [nginx.front.cluster.local, other.front.cluster.local] } } }
---
`;

test.each<[what: string, input: string, expected: object]>([
  ['a Service that nothing is known of', backend('cart', `[${NGINX}]`), { monitored: 'unknown Namespace' }],
  [
    'a Service that was captured',
    backend('cart', `[${NGINX}]`) + FRONT,
    { monitored: true, endpoints: { ready: 1, notReady: 1 }, sidecars: ['nginx-0'], protocols: ['https'] },
  ],
  ['a range', backend('cart', '[{ kind: IPRange, name: 10.0.0.0/8 }]'), { prefixLength: 8 }],
  [
    'the name of the gateway',
    MESH_CONFIG + backend('cart', '[{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }]'),
    { gatewayNames: ['nginx.front.cluster.local'], isGatewayName: true, besideGatewayName: true },
  ],
  [
    'a name beside it',
    `${MESH_CONFIG}${backend('cart', '[{ kind: AuthenticatedPrincipal, name: other.front.cluster.local }, { kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }]')}`,
    { isGatewayName: false, besideGatewayName: true },
  ],
])('%s', (_, input, expected) => {
  const [source] = factsOf('IngressBackendSource', input);
  expect(source && plain(source)).toMatchObject(expected);
});

test('what is not there is left out: a range that is none, and the addresses of a Service that is not in the input', () => {
  const facts = factsOf('IngressBackendSource', backend('cart', `[{ kind: IPRange, name: all }, ${NGINX}]`));
  expect(
    facts.map((each) => Object.keys(plain(each)).filter((key) => /prefix|endpoints|sidecars/.test(key))),
  ).toEqual([[], []]);
});
