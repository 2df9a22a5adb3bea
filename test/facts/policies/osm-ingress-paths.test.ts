import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { openservicemesh.io/monitored-by: osm }, annotations: { openservicemesh.io/sidecar-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: admin, port: 81, targetPort: admin }] }
---
`;

const WORKLOAD = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: cart }] } } }
---
`;

/** A captured pod with or without a sidecar. */
function pod(name: string, { hasSidecar = true, image = 'cart', annotations = '{}' } = {}): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { app: cart${hasSidecar ? ', osm-proxy-uuid: u' : ''} }, annotations: ${annotations} }
spec: { containers: [{ name: cart, image: ${image} }], volumes: [{ name: envoy-bootstrap-config-volume }] }
---
`;
}

function ingress(port = '{ number: 80 }', metadata = ''): string {
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop${metadata} }
spec: { defaultBackend: { service: { name: cart, port: ${port} } } }
---
`;
}

function backend(port: number, protocol = 'http'): string {
  return `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: cart-${port}, namespace: shop }
spec: { backends: [{ name: cart, port: { number: ${port}, protocol: ${protocol} } }], sources: [] }
---
`;
}

const EXCLUDES = { annotations: '{ openservicemesh.io/inbound-port-exclusion-list: "8080, 9090" }' };

test.each<[what: string, input: string, guarded: unknown]>([
  ['templates of a namespace with injection', MESH + WORKLOAD, true],
  ['nothing behind the Service', MESH, 'unknown Pod shop'],
  [
    'a namespace that is not in the input',
    WORKLOAD + MESH.slice(MESH.indexOf('---')) + backend(8080),
    'unknown Namespace',
  ],
  ['pods with a sidecar', MESH + WORKLOAD + pod('cart-0'), true],
  ['one pod without', MESH + WORKLOAD + pod('cart-0') + pod('cart-1', { hasSidecar: false }), false],
  ['a port past the sidecar', MESH + pod('cart-0', EXCLUDES), false],
  [
    'a controller in the mesh',
    MESH + pod('cart-0') + pod('nginx', { image: 'ingress-nginx/controller' }),
    false,
  ],
])('whether OSM stands before a Service: %s', (_, input, guarded) => {
  const [path] = factsOf('IngressPath', ingress() + input);
  expect(path && plain(path).guarded).toEqual(guarded);
});

test.each<[what: string, input: string, expected: object]>([
  ['no IngressBackend', ingress(), { targetPort: 8080, backends: [], openings: [] }],
  [
    'the right port',
    ingress() + backend(8080),
    { opened: true, backends: ['cart-8080'], openings: [{ object: 'cart-8080', protocol: 'http' }] },
  ],
  ['by the name of the port', ingress('{ name: http }') + backend(8080, 'HTTPS'), { opened: true }],
  ['another port', ingress() + backend(80), { opened: false, openings: [] }],
  [
    'one of two',
    ingress() + backend(80) + backend(8080),
    { opened: true, backends: ['cart-80', 'cart-8080'] },
  ],
  [
    'a target port with a name',
    ingress('{ number: 81 }') + backend(8080),
    { opened: 'unknown Endpoints shop' },
  ],
])('what is open: %s', (_, input, expected) => {
  const [path] = factsOf('IngressPath', MESH + WORKLOAD + input);
  expect(path && plain(path)).toMatchObject(expected);
});

const NGINX = 'nginx.ingress.kubernetes.io';

test.each<[what: string, input: string, controller: unknown, tls: unknown]>([
  ['nobody says', ingress(), undefined, undefined],
  [
    'the gateway, by its annotation',
    ingress(undefined, ', annotations: { kubernetes.io/ingress.class: azure/application-gateway }'),
    'application-gateway',
    { protocol: 'http' },
  ],
  [
    'nginx, by an annotation of its own',
    ingress(undefined, `, annotations: { ${NGINX}/backend-protocol: HTTPS }`),
    'nginx',
    { protocol: 'https', clientCertificate: false, verifies: false, serverName: false },
  ],
  [
    'nginx, with all that TLS takes',
    ingress(
      undefined,
      `, annotations: { kubernetes.io/ingress.class: nginx, ${NGINX}/backend-protocol: HTTPS, ${NGINX}/proxy-ssl-secret: a/b, ${NGINX}/proxy-ssl-verify: "on", ${NGINX}/configuration-snippet: proxy_ssl_name "cart.shop.cluster.local"; }`,
    ),
    'nginx',
    { protocol: 'https', clientCertificate: true, verifies: true, serverName: true },
  ],
  [
    'a protocol that says nothing of TLS',
    ingress(undefined, `, annotations: { ${NGINX}/backend-protocol: AUTO_HTTP }`),
    'nginx',
    undefined,
  ],
  [
    'a class that is another controller',
    `${ingress(undefined, ', annotations: { kubernetes.io/ingress.class: nginx }')}
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: nginx }
spec: { controller: nginx.org/ingress-controller }
`,
    undefined,
    undefined,
  ],
])('who serves it: %s', (_, input, controller, tls) => {
  const [path] = factsOf('IngressPath', `${MESH}${input}`);
  expect([path && plain(path).controller, path && plain(path).tls]).toEqual([controller, tls]);
});

test('each port of a Service is told once, also of older and other kinds', () => {
  const facts = factsOf(
    'IngressPath',
    `${MESH}
apiVersion: extensions/v1beta1
kind: Ingress
metadata: { name: old, namespace: shop }
spec:
  rules:
    - http: { paths: [{ backend: { serviceName: cart, servicePort: http } }, { backend: { serviceName: cart, servicePort: http } }] }
  backend: { serviceName: cart, servicePort: 81 }
---
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: contour, namespace: shop }
spec: { routes: [{ services: [{ name: cart, port: 80 }] }], tcpproxy: { services: [{ name: cart, port: 81 }] } }
`,
  );
  expect(facts.map((each) => origin(each, '/service'))).toEqual([
    'Ingress old /spec/rules/0/http/paths/0/backend/serviceName',
    'Ingress old /spec/backend/serviceName',
    'HTTPProxy contour /spec/routes/0/services/0/name',
    'HTTPProxy contour /spec/tcpproxy/services/0/name',
  ]);
});

test.each<[secret: string, expected: unknown]>([
  ['osm-system/osm-ca-bundle', { namespace: 'osm-system', name: 'osm-ca-bundle' }],
  ['shop/osm-ca-bundle', undefined],
  ['osm-ca-bundle', undefined],
])('the Secret by which Contour checks pods: %s', (secret, expected) => {
  const [path] = factsOf(
    'IngressPath',
    `${MESH}
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: contour, namespace: shop }
spec: { routes: [{ services: [{ name: cart, port: 80, validation: { caSecret: ${secret}, subjectName: cart.shop.cluster.local } }] }] }
`,
  );
  expect(path && plain(path).foreignSecret).toEqual(expected);
});
