import { expect, test } from 'vitest';
import { findingsIn, verdicts } from '../verdicts.js';

/** The example of the AKS page on integrations: httpbin behind the Application Gateway, with what it takes around it. */
const GUIDE = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: httpbin
  namespace: httpbin
  annotations:
    kubernetes.io/ingress.class: azure/application-gateway
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: httpbin
                port:
                  number: 14001
---
kind: IngressBackend
apiVersion: policy.openservicemesh.io/v1alpha1
metadata:
  name: httpbin
  namespace: httpbin
spec:
  backends:
    - name: httpbin
      port:
        number: 14001 # targetPort of httpbin service
        protocol: http
  sources:
    - kind: IPRange
      name: 10.0.0.0/8
`;

const STATUS = `status: { currentStatus: committed, reason: successfully committed by the system }
`;

const CAPTURED = `---
apiVersion: v1
kind: Namespace
metadata:
  name: httpbin
  uid: a1
  labels: { openservicemesh.io/monitored-by: osm }
  annotations: { openservicemesh.io/sidecar-injection: enabled }
---
apiVersion: v1
kind: Service
metadata: { name: httpbin, namespace: httpbin, uid: a2 }
spec: { type: ClusterIP, clusterIP: 10.0.92.135, selector: { app: httpbin }, ports: [{ name: http, port: 14001, targetPort: 14001, protocol: TCP }] }
---
apiVersion: v1
kind: Endpoints
metadata: { name: httpbin, namespace: httpbin, uid: a3 }
subsets: [{ addresses: [{ ip: 10.244.1.9, targetRef: { kind: Pod, name: httpbin-7c6464475-9wrr8, namespace: httpbin } }], ports: [{ name: http, port: 14001, protocol: TCP }] }]
---
apiVersion: v1
kind: Pod
metadata:
  name: httpbin-7c6464475-9wrr8
  namespace: httpbin
  uid: a4
  labels: { app: httpbin, osm-proxy-uuid: 7a64a1e2-7ba5-4bd4-b4a5-7b2f9a8c2b11 }
spec:
  serviceAccountName: httpbin
  initContainers: [{ name: osm-init }]
  containers:
    - { name: httpbin, ports: [{ name: http, containerPort: 14001 }] }
    - name: envoy
      args: [--log-level, error, --config-path, /etc/envoy/bootstrap.yaml, --service-cluster, httpbin.httpbin]
  volumes: [{ name: envoy-bootstrap-config-volume, secret: { secretName: envoy-bootstrap-config-7a64a1e2-7ba5-4bd4-b4a5-7b2f9a8c2b11 } }]
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
`;

const WHOLE = GUIDE + STATUS + CAPTURED;

test.each([
  ['as it stands on the page', GUIDE],
  ['with its status', GUIDE + STATUS],
  ['with its Endpoints and pods', WHOLE],
])('the example of the AKS page is healthy, %s', async (_, input) => {
  for (const osm of ['0.10.0', '0.11.1', '1.0.0', '1.1.3', '1.2.4']) {
    expect(await verdicts(input, { mesh: { osm } })).toEqual([]);
  }
});

test('its range is wide enough for a note', async () => {
  const notes = (await findingsIn(WHOLE, { mesh: { osm: '1.2.4' } })).map(({ rule, message }) => [
    rule.id,
    message,
  ]);
  expect(notes).toEqual([
    [
      'osm-ingress-backend-wide-range',
      "IngressBackend 'httpbin' lets all addresses of 10.0.0.0/8 in over http.",
    ],
  ]);
});

function replaced(text: string, part: string, other: string): string {
  expect(text).toContain(part);
  return text.replace(part, other);
}

const ERROR = `status: { currentStatus: error, reason: "endpoints not found for service front/nginx" }
`;
const NGINX = '    - { kind: Service, name: nginx, namespace: front }';
const RANGE = '    - kind: IPRange\n      name: 10.0.0.0/8';
const FRONT = `---
apiVersion: v1
kind: Namespace
metadata: { name: front, uid: b1, labels: { openservicemesh.io/monitored-by: osm } }
---
apiVersion: v1
kind: Service
metadata: { name: nginx, namespace: front, uid: b2 }
spec: { ports: [{ port: 80 }] }
`;

test.each<[what: string, input: string, expected: readonly string[], complete?: readonly string[]]>([
  [
    'the wrong port leaves no way in, and no status',
    replaced(GUIDE + CAPTURED, 'number: 14001 # targetPort', 'number: 80 # port'),
    ['30 osm-ingress-backend-not-target-port'],
  ],
  [
    'a Service that is not there has no ports, and no IngressBackend opens the other one',
    replaced(GUIDE + CAPTURED, '    - name: httpbin\n      port:', '    - name: httpbim\n      port:'),
    ['28 osm-ingress-backend-unknown-service'],
    ['Service', 'policy.openservicemesh.io/IngressBackend'],
  ],
  [
    'a source that is not there makes an error of the status',
    replaced(GUIDE + ERROR + CAPTURED, RANGE, NGINX),
    ['33 osm-ingress-source-unknown-service'],
    ['Service'],
  ],
  [
    'so does one without a ready pod',
    `${replaced(GUIDE + ERROR + CAPTURED, RANGE, NGINX)}${FRONT}---
apiVersion: v1
kind: Endpoints
metadata: { name: nginx, namespace: front, uid: b3 }
`,
    ['33 osm-ingress-source-without-endpoints'],
  ],
  [
    'an unknown kind of source opens the port to everyone',
    replaced(WHOLE, 'kind: IPRange', 'kind: IPrange'),
    ['33 osm-ingress-source-unknown-kind'],
  ],
  [
    'a protocol that OSM does not know is none that the controller could speak',
    replaced(WHOLE, 'protocol: http\n', 'protocol: grpc\n'),
    ['31 osm-ingress-backend-unknown-protocol'],
  ],
  [
    'a namespace outside the mesh is told once, and mistakes in it count for less',
    replaced(
      replaced(WHOLE, 'labels: { openservicemesh.io/monitored-by: osm }', 'labels: {}'),
      'number: 14001 #',
      'number: 80 #',
    ),
    ['30 osm-ingress-backend-not-target-port', '43 osm-namespace-not-monitored'],
  ],
])('one fault, one finding: %s', async (_, input, expected, complete) => {
  expect(
    [...(await verdicts(input, { mesh: { osm: '1.2.4' }, ...(complete && { complete }) }))].sort(),
  ).toEqual(expected);
});
