import { controlPlane, documents, marked, meshed, type Trap } from './trap.js';

function service(port: string, name = 'orders'): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { app: orders }
  ports:
  - { ${port} }`;
}

interface Ingress {
  readonly name?: string;
  readonly port?: string;
  readonly protocol?: string;
  readonly rest?: string;
  readonly sources?: string;
}

function ingressBackend({
  name = 'orders',
  port = '8080',
  protocol = 'http',
  rest = '',
  sources = '{ kind: IPRange, name: 10.0.0.0/24 }',
}: Ingress = {}): string {
  return `apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: ${name}, namespace: shop }
spec:
  backends:
  - name: orders
    port:
      number: ${port}
      protocol: ${protocol}
${rest}
  sources:
  - ${sources}`;
}

interface Outgoing {
  readonly protocol?: string;
  readonly hosts?: string;
  readonly rest?: string;
}

function egress({ protocol = 'http', hosts = '[api.example.com]', rest = '' }: Outgoing = {}): string {
  return `apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: payments, namespace: shop }
spec:
  sources: [{ kind: ServiceAccount, name: cart, namespace: shop }]
  hosts: ${hosts}
  ports:
  - number: 443
    protocol: ${protocol}
${rest}`;
}

const ROUTES = `apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: payments, namespace: shop }
spec: { matches: [{ name: all, pathRegex: ".*", methods: [GET] }] }`;

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: orders, namespace: shop }
spec:
  rules:
  - http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service: { name: orders, port: { number: 80 } }`;

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: { app: orders } }, spec: { containers: [{ name: orders }] } } }`;

/** A namespace without sidecars, given one label. */
const front = (label: string) => `apiVersion: v1
kind: Namespace
metadata:
  name: front
  uid: n-front
  labels: { ${label} }
  annotations: { openservicemesh.io/sidecar-injection: disabled }`;

const FROM_NGINX = ingressBackend({ sources: '{ kind: Service, name: nginx, namespace: front }' });

/** A MeshConfig with feature flags. */
const flags = (flag: string) => `apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: m1 }
spec:
  featureFlags: { ${flag} }
  sidecar: { initContainerImage: openservicemesh/init:v0.11.1, envoyImage: envoyproxy/envoy:v1.19.1 }`;

const at = (osm: string) => ({ mesh: { osm } });

/** A Service of the mesh under a release, whose port is told. */
const inMesh = (version: string, port: string, ...rules: readonly string[]) =>
  documents(
    controlPlane(version),
    meshed('shop'),
    rules.length === 0 ? service(port) : marked(service(port), '- {', ...rules),
  );

export const EDGE_TRAPS: readonly Trap[] = [
  {
    trap: 'The port of an IngressBackend is the target port, not the port of the Service',
    naive: 'compares it with the port of the Service',
    cases: [
      {
        what: 'the target port',
        input: documents(ingressBackend(), service('port: 80, targetPort: 8080')),
      },
      {
        what: 'the port of the Service',
        input: documents(
          marked(ingressBackend({ port: '80' }), 'number', 'osm-ingress-backend-not-target-port'),
          service('port: 80, targetPort: 8080'),
        ),
      },
    ],
  },
  {
    trap: 'A port has a name as target, and only Endpoints or pods tell its number',
    naive: 'compares the number of the Service',
    cases: [
      {
        what: 'nothing tells',
        input: documents(ingressBackend(), service('port: 80, targetPort: web')),
      },
      {
        what: 'Endpoints tell another',
        input: documents(
          marked(ingressBackend({ port: '80' }), 'number', 'osm-ingress-backend-not-target-port'),
          service('port: 80, targetPort: web'),
          'apiVersion: v1\nkind: Endpoints\nmetadata: { name: orders, namespace: shop }\nsubsets: [{ addresses: [{ ip: 10.1.0.9 }], ports: [{ port: 8080 }] }]',
        ),
      },
    ],
  },
  {
    trap: 'The protocol of an IngressBackend may be written in capitals, that of an Egress not',
    naive: 'treats both alike',
    cases: [
      { what: 'an IngressBackend', input: ingressBackend({ protocol: 'HTTP' }) },
      {
        what: 'an Egress',
        input: marked(egress({ protocol: 'HTTP' }), 'protocol', 'osm-egress-protocol-in-capitals'),
      },
    ],
  },
  {
    trap: 'An https backend without a principal admits every client of the mesh CA',
    naive: 'calls the list of principals empty, and so closed',
    cases: [
      {
        what: 'no principal',
        input: marked(
          ingressBackend({ protocol: 'https', rest: '    tls: { skipClientCertValidation: false }' }),
          'protocol',
          'osm-ingress-backend-without-principal',
        ),
      },
      {
        what: 'a principal',
        input: ingressBackend({
          protocol: 'https',
          rest: '    tls: { skipClientCertValidation: false }',
          sources: '{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }',
        }),
      },
    ],
  },
  {
    trap: 'Two IngressBackends for two ports of one Service work from 1.2; before, one of them is dropped',
    naive: 'accepts them everywhere, or nowhere',
    cases: [
      {
        what: '1.2',
        input: documents(ingressBackend(), ingressBackend({ name: 'orders-admin', port: '9090' })),
        told: at('1.2.4'),
      },
      {
        what: '1.1',
        input: documents(
          ingressBackend(),
          marked(
            ingressBackend({ name: 'orders-admin', port: '9090' }),
            '- name: orders',
            'osm-ingress-backend-duplicate',
          ),
        ),
        told: at('1.1.4'),
      },
      {
        what: '1.2, the same port',
        input: documents(
          ingressBackend(),
          marked(ingressBackend({ name: 'orders-2' }), '- name: orders', 'osm-ingress-backend-duplicate'),
        ),
        told: at('1.2.4'),
      },
    ],
  },
  {
    trap: 'Up to 0.9 an Ingress opens its Service by itself, and from 1.0 only an IngressBackend does',
    naive: 'asks for an IngressBackend always, or never',
    cases: [
      {
        what: '0.9',
        input: documents(controlPlane('0.9.2'), meshed('shop'), INGRESS, service('port: 80'), WORKLOAD),
      },
      {
        what: '1.0',
        input: documents(
          controlPlane('1.0.0'),
          meshed('shop'),
          marked(INGRESS, 'name: orders, port', 'osm-ingress-without-backend'),
          service('port: 80'),
          WORKLOAD,
        ),
        told: { complete: ['policy.openservicemesh.io/IngressBackend'] },
      },
    ],
  },
  {
    trap: 'An http backend that admits principals only is open, since http shows no certificate',
    naive: 'takes the principal for a restriction',
    cases: [
      {
        what: 'a principal alone',
        input: marked(
          ingressBackend({ sources: '{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }' }),
          'sources',
          'osm-ingress-backend-open-to-all',
        ),
      },
      { what: 'a range', input: ingressBackend() },
    ],
  },
  {
    trap: 'A principal is not compared where client certificates are not checked',
    naive: 'takes the principal for a restriction',
    cases: [
      {
        what: 'not checked',
        input: marked(
          ingressBackend({
            protocol: 'https',
            rest: '    tls: { skipClientCertValidation: true }',
            sources: '{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }',
          }),
          'tls:',
          'osm-ingress-backend-principal-not-checked',
        ),
      },
      {
        what: 'checked',
        input: ingressBackend({
          protocol: 'https',
          rest: '    tls: { skipClientCertValidation: false }',
          sources: '{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }',
        }),
      },
    ],
  },
  {
    trap: 'The namespace of an ingress controller must be in the mesh, and its pods without sidecars',
    naive: 'accepts any Service as source, or asks for sidecars behind it',
    cases: [
      {
        what: 'in the mesh without sidecars',
        input: documents(controlPlane('1.2.4'), front('openservicemesh.io/monitored-by: osm'), FROM_NGINX),
      },
      {
        what: 'not in the mesh, 0.11',
        input: documents(
          controlPlane('0.11.1'),
          front('team: edge'),
          marked(FROM_NGINX, 'kind: Service', 'osm-ingress-source-not-monitored'),
        ),
      },
      {
        what: 'not in the mesh, 0.10',
        input: documents(
          controlPlane('0.10.0'),
          front('team: edge'),
          marked(FROM_NGINX, 'kind: Service', 'osm-ingress-source-not-seen'),
        ),
      },
    ],
  },
  {
    trap: 'enableIngressBackendPolicy switches IngressBackends off in 0.10 and 0.11, and nothing from 1.0',
    naive: 'believes the flag everywhere',
    cases: [
      {
        what: '0.11',
        input: documents(
          marked(flags('enableIngressBackendPolicy: false'), 'enable', 'osm-ingress-backend-policy-off'),
          ingressBackend(),
        ),
        told: at('0.11.1'),
      },
      {
        what: '1.0',
        input: documents(flags('enableIngressBackendPolicy: false'), ingressBackend()),
        told: at('1.0.0'),
      },
    ],
  },
  {
    trap: 'A flag that a MeshConfig leaves out is false, whatever the installation would have written',
    naive: 'takes the default of the chart',
    cases: [
      {
        what: 'left out',
        input: documents(marked(flags('enableWASMStats: true'), 'spec', 'osm-egress-policy-off'), egress()),
      },
      { what: 'set', input: documents(flags('enableEgressPolicy: true'), egress()) },
      { what: 'not captured', input: egress() },
    ],
  },
  {
    trap: 'The Application Gateway speaks http to its backends, also where its clients speak https',
    naive: 'takes https for the safer choice',
    cases: [
      {
        what: 'https',
        input: documents(
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: orders, namespace: shop, annotations: { kubernetes.io/ingress.class: azure/application-gateway } }\nspec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }] } }] }',
          marked(
            ingressBackend({
              protocol: 'https',
              rest: '    tls: { skipClientCertValidation: false }',
              sources: '{ kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }',
            }),
            'protocol',
            'osm-ingress-backend-https-behind-application-gateway',
          ),
        ),
      },
      {
        what: 'http, though clients speak https',
        input: documents(
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: orders, namespace: shop, annotations: { kubernetes.io/ingress.class: azure/application-gateway } }\nspec: { tls: [{ hosts: [shop.example.com], secretName: shop }], rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }] } }] }',
          ingressBackend(),
        ),
      },
    ],
  },
  {
    trap: 'The API group of a match in an Egress includes the version',
    naive: 'asks for a group as everywhere else',
    cases: [
      {
        what: 'with version',
        input: documents(
          egress({
            rest: '  matches:\n  - { apiGroup: specs.smi-spec.io/v1alpha4, kind: HTTPRouteGroup, name: payments }',
          }),
          ROUTES,
        ),
      },
      {
        what: 'without',
        input: documents(
          marked(
            egress({
              rest: '  matches:\n  - { apiGroup: specs.smi-spec.io, kind: HTTPRouteGroup, name: payments }',
            }),
            'apiGroup',
            'osm-egress-match-without-version',
          ),
          ROUTES,
        ),
      },
    ],
  },
  {
    trap: 'Only http ports of an Egress need hosts, and only they read routes',
    naive: 'asks for hosts always, or never',
    cases: [
      { what: 'tcp without hosts', input: egress({ protocol: 'tcp', hosts: '[]' }) },
      {
        what: 'http without hosts',
        input: marked(egress({ hosts: '[]' }), 'protocol', 'osm-egress-http-without-hosts'),
      },
    ],
  },
  {
    trap: 'The name of a port tells its protocol up to 0.10 and from 1.2, and nothing in between',
    naive: 'reads tcp- everywhere',
    cases: [
      { what: '0.10', input: inMesh('0.10.0', 'name: tcp-orders, port: 80') },
      {
        what: '0.11',
        input: inMesh('0.11.1', 'name: tcp-orders, port: 80', 'osm-service-port-name-ignored'),
      },
      {
        what: '0.11 with appProtocol',
        input: inMesh('0.11.1', 'name: tcp-orders, port: 80, appProtocol: tcp'),
      },
      { what: '1.1', input: inMesh('1.1.4', 'name: tcp-orders, port: 80', 'osm-service-port-name-ignored') },
      { what: '1.2', input: inMesh('1.2.4', 'name: tcp-orders, port: 80') },
    ],
  },
  {
    trap: 'The release may stand in a label, in an argument of one item or of two, or in the tag of an image',
    naive: 'reads the label, and assumes the newest release without it',
    cases: [
      ...['[--osm-version, v0.11.1]', '[--osm-version=v0.11.1]'].map((args) => ({
        what: args,
        input: documents(
          controlPlane(
            '',
            'osm-system',
            `spec: { template: { spec: { containers: [{ name: osm-controller, args: ${args} }] } } }`,
          ),
          meshed('shop'),
          marked(service('name: tcp-orders, port: 80'), '- {', 'osm-service-port-name-ignored'),
        ).replace(', app.kubernetes.io/version: v', ''),
      })),
      {
        what: 'a tag',
        input: documents(
          controlPlane(
            '',
            'osm-system',
            'spec: { template: { spec: { containers: [{ name: osm-controller, image: mcr.microsoft.com/oss/openservicemesh/osm-controller:v0.11.1 }] } } }',
          ),
          meshed('shop'),
          marked(service('name: tcp-orders, port: 80'), '- {', 'osm-service-port-name-ignored'),
        ).replace(', app.kubernetes.io/version: v', ''),
      },
      {
        what: 'a label without v',
        input: inMesh('0.9.2', 'name: tcp-orders, port: 80').replace('version: v', 'version: '),
      },
    ],
  },
  {
    trap: 'appProtocol is read in any letter case',
    naive: 'calls HTTP and gRPC unknown',
    cases: [
      { what: 'gRPC', input: inMesh('1.2.4', 'port: 80, appProtocol: gRPC') },
      { what: 'TCP', input: inMesh('0.11.1', 'port: 80, appProtocol: TCP') },
      {
        what: 'a protocol that OSM lacks',
        input: inMesh('1.2.4', 'port: 80, appProtocol: redis', 'osm-service-unsupported-app-protocol'),
      },
    ],
  },
  {
    trap: 'tcp-server-first is an appProtocol from 1.0; Egress alone knows it before',
    naive: 'has one list of protocols',
    cases: [
      {
        what: 'a Service, 0.11',
        input: inMesh(
          '0.11.1',
          'port: 3306, appProtocol: tcp-server-first',
          'osm-service-unsupported-app-protocol',
        ),
      },
      { what: 'a Service, 1.0', input: inMesh('1.0.0', 'port: 3306, appProtocol: tcp-server-first') },
      {
        what: 'an Egress, 0.11',
        input: egress({ protocol: 'tcp-server-first', hosts: '[]' }),
        told: at('0.11.1'),
      },
    ],
  },
  {
    trap: 'UDP never passes the sidecar, so its ports need no protocol that OSM knows',
    naive: 'judges each port of a Service',
    cases: [
      { what: 'UDP', input: inMesh('1.2.4', 'port: 53, protocol: UDP, appProtocol: kubernetes.io/dns') },
      {
        what: 'TCP',
        input: inMesh(
          '1.2.4',
          'port: 53, protocol: TCP, appProtocol: kubernetes.io/dns',
          'osm-service-unsupported-app-protocol',
        ),
      },
    ],
  },
  {
    trap: 'A name such as mysql or tcp without a dash is HTTP for OSM',
    naive: 'reads the protocol from it',
    cases: [
      { what: 'tcp', input: inMesh('1.2.4', 'name: tcp, port: 80', 'osm-service-port-name-without-dash') },
      { what: 'a dash', input: inMesh('1.2.4', 'name: tcp-mysql, port: 80') },
      { what: 'http, which is HTTP anyway', input: inMesh('1.2.4', 'name: web, port: 80') },
    ],
  },
  {
    trap: 'A Retry needs a flag of the MeshConfig, which no installation sets',
    naive: 'takes the object for its effect',
    cases: [
      {
        what: 'the flag is off',
        input: documents(
          marked(flags('enableRetryPolicy: false'), 'enable', 'osm-retry-policy-off'),
          retry(),
        ),
      },
      { what: 'the flag is on', input: documents(flags('enableRetryPolicy: true'), retry()) },
    ],
  },
  {
    trap: 'An UpstreamTrafficSetting wants the whole name of its Service, though its documentation takes a short one',
    naive: 'resolves short names',
    cases: [
      { what: 'the whole name', input: setting('orders.shop.svc.cluster.local') },
      {
        what: 'a short one',
        input: marked(setting('orders'), 'host', 'osm-upstream-traffic-setting-short-host'),
      },
    ],
  },
];

function retry(): string {
  return `apiVersion: policy.openservicemesh.io/v1alpha1
kind: Retry
metadata:
  name: orders
  namespace: shop
spec:
  source: { kind: ServiceAccount, name: cart, namespace: shop }
  destinations: [{ kind: Service, name: orders, namespace: shop }]
  retryPolicy: { retryOn: 5xx, perTryTimeout: 1s, numRetries: 3, retryBackoffBaseInterval: 100ms }`;
}

function setting(host: string): string {
  return `apiVersion: policy.openservicemesh.io/v1alpha1
kind: UpstreamTrafficSetting
metadata: { name: orders, namespace: shop }
spec:
  host: ${host}
  connectionSettings: { tcp: { maxConnections: 10 } }`;
}
