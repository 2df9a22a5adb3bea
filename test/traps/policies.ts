import { controlPlane, documents, marked, meshed, type Trap } from './trap.js';

interface Access {
  readonly namespace?: string;
  readonly destination?: string;
  readonly rule?: string;
  readonly sources?: string;
}

function trafficTarget({
  namespace = 'shop',
  destination = 'name: orders, namespace: shop',
  rule = '{ kind: HTTPRouteGroup, name: orders, matches: [all] }',
  sources = '[{ kind: ServiceAccount, name: cart, namespace: shop }]',
}: Access = {}): string {
  return `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: orders, namespace: ${namespace} }
spec:
  destination: { kind: ServiceAccount, ${destination} }
  rules:
  - ${rule}
  sources: ${sources}`;
}

function routes(match = '{ name: all, pathRegex: ".*", methods: ["*"] }'): string {
  return `apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: orders, namespace: shop }
spec:
  matches:
  - ${match}`;
}

const TCP_ROUTE = `apiVersion: specs.smi-spec.io/v1alpha4
kind: TCPRoute
metadata: { name: orders, namespace: shop }
spec: { matches: { ports: [] } }`;

/** Weighted backends, by their names. */
function split(weights: Readonly<Record<string, number>>, version = 'v1alpha2'): string {
  const backends = Object.entries(weights).map(
    ([name, weight]) => `  - { service: ${name}, weight: ${weight} }`,
  );
  return `apiVersion: split.smi-spec.io/${version}
kind: TrafficSplit
metadata: { name: orders, namespace: shop }
spec:
  service: orders.shop.svc.cluster.local
  backends:
${backends.join('\n')}`;
}

function service(name: string, port: string, selector = 'selector: { app: orders }, '): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ${selector}ports: [{ ${port} }] }`;
}

const V1 = service('orders-v1', 'port: 80, targetPort: 8080');
const V2 = service('orders-v2', 'port: 80, targetPort: 8080');

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: { app: orders } }, spec: { serviceAccountName: orders, containers: [{ name: orders }] } } }`;

/** Two injected pods with accounts of their own. */
const PODS = ['cart', 'orders'].map(
  (name, index) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}-1, namespace: shop, uid: p${index}, labels: { osm-proxy-uuid: 6c4d67f3-c241-4aeb-bf4f-b029b08faa3${index} } }
spec:
  serviceAccountName: ${name}
  initContainers: [{ name: osm-init }]
  containers: [{ name: ${name} }, { name: envoy }]
  volumes: [{ name: envoy-bootstrap-config-volume }]`,
);

const at = (osm: string) => ({ mesh: { osm } });

/** A captured MeshConfig that turns permissive mode on or off. */
const permissive = (isOn: boolean) => `apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: m1 }
spec: { traffic: { enablePermissiveTrafficPolicyMode: ${isOn} } }`;

export const POLICY_TRAPS: readonly Trap[] = [
  {
    trap: 'A rule that names an HTTPRouteGroup without matches allows nothing, against the specification of SMI',
    naive: 'reads it as all routes',
    cases: [
      {
        what: 'without matches',
        input: documents(
          marked(
            trafficTarget({ rule: '{ kind: HTTPRouteGroup, name: orders }' }),
            '- {',
            'smi-traffic-target-rule-without-matches',
          ),
          routes(),
        ),
      },
      { what: 'with matches', input: documents(trafficTarget(), routes()) },
      {
        what: 'a TCPRoute, which has none to name',
        input: documents(trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }), TCP_ROUTE),
      },
    ],
  },
  {
    trap: 'A TrafficTarget without sources denies nobody: it opens its destination to the mesh',
    naive: 'calls it harmless, since an empty list allows nobody',
    cases: [
      {
        what: '0.11',
        input: documents(
          marked(trafficTarget({ sources: '[]' }), 'sources', 'smi-traffic-target-empty-sources'),
          routes(),
        ),
        told: at('0.11.1'),
      },
      {
        what: '0.10, where only TCP ports open',
        input: documents(
          marked(trafficTarget({ sources: '[]' }), 'sources', 'smi-traffic-target-empty-sources-tcp'),
          routes(),
        ),
        told: at('0.10.0'),
      },
      { what: 'one source', input: documents(trafficTarget(), routes()), told: at('0.11.1') },
    ],
  },
  {
    trap: 'A TrafficTarget must stand beside its destination from 0.11, and may stand elsewhere before',
    naive: 'accepts it everywhere, or nowhere',
    cases: [
      {
        what: '0.10',
        input: documents(trafficTarget({ destination: 'name: orders, namespace: depot' }), routes()),
        told: at('0.10.0'),
      },
      {
        what: '0.11',
        input: documents(
          marked(
            trafficTarget({ destination: 'name: orders, namespace: depot' }),
            'destination',
            'smi-traffic-target-other-namespace',
          ),
          routes(),
        ),
        told: at('0.11.0'),
      },
    ],
  },
  {
    trap: 'The namespace of a source or destination is optional for the API server and needed by OSM',
    naive: 'takes the namespace of the TrafficTarget instead',
    cases: [
      {
        what: 'no namespace of the destination, 0.10',
        input: documents(
          marked(
            trafficTarget({ destination: 'name: orders' }),
            'destination',
            'smi-traffic-target-destination-without-namespace',
          ),
          routes(),
        ),
        told: at('0.10.0'),
      },
      {
        what: 'no namespace of the source',
        input: documents(
          marked(
            trafficTarget({ sources: '[{ kind: ServiceAccount, name: cart }]' }),
            'sources',
            'smi-traffic-target-source-without-namespace',
          ),
          routes(),
        ),
      },
      { what: 'both', input: documents(trafficTarget(), routes()) },
    ],
  },
  {
    trap: 'One rule of an unknown kind makes OSM ignore the whole TrafficTarget, though the API server takes UDPRoute',
    naive: 'judges the other rules and accepts the object',
    cases: [
      {
        what: 'UDPRoute',
        input: documents(
          trafficTarget().replace(
            '  sources',
            '  - { kind: UDPRoute, name: orders }  # <- smi-traffic-target-rule-kind\n  sources',
          ),
          routes(),
        ),
      },
      {
        what: 'TCPRoute',
        input: documents(
          trafficTarget().replace('  sources', '  - { kind: TCPRoute, name: orders }\n  sources'),
          routes(),
          TCP_ROUTE,
        ),
      },
    ],
  },
  {
    trap: 'Paths are RE2, which knows no look-around, and odd expressions are not wrong',
    naive: 'compiles them with the engine that it has',
    cases: [
      {
        what: 'look-ahead',
        input: marked(
          routes('{ name: all, pathRegex: "/(?!admin).*" }'),
          '- {',
          'smi-route-group-regex-not-re2',
        ),
      },
      {
        what: 'an inner flag, which only RE2 knows',
        input: routes('{ name: all, pathRegex: "(?i)/orders" }'),
      },
      {
        what: 'a slash that repeats',
        input: routes('{ name: all, pathRegex: "/", headers: [{ user-agent: ".*-http-client/*.*" }] }'),
      },
    ],
  },
  {
    trap: 'Headers are a list with one header in each item; the specification shows a mapping',
    naive: 'follows the specification',
    cases: [
      {
        what: 'a mapping',
        input: marked(
          routes('{ name: all, headers: { client: cart } }'),
          '- {',
          'smi-route-group-headers-as-mapping',
        ),
      },
      {
        what: 'two in one item',
        input: marked(
          routes('{ name: all, headers: [{ client: cart, host: orders }] }'),
          '- {',
          'smi-route-group-several-headers-in-one-item',
        ),
      },
      { what: 'a list', input: routes('{ name: all, headers: [{ client: cart }, { host: orders }] }') },
    ],
  },
  {
    trap: 'The newest version of an SMI kind is not the one that OSM reads',
    naive: 'accepts each version that the definition lists',
    cases: [
      {
        what: 'v1alpha4',
        input: marked(split({ 'orders-v1': 1 }, 'v1alpha4'), 'apiVersion', 'smi-version-not-served'),
      },
      { what: 'v1alpha2', input: split({ 'orders-v1': 1 }) },
    ],
  },
  {
    trap: 'Weights need not add up to 100, and a single zero is a choice',
    naive: 'counts to 100',
    cases: [
      { what: 'any sum', input: split({ 'orders-v1': 3, 'orders-v2': 1 }) },
      { what: 'one zero', input: split({ 'orders-v1': 1, 'orders-v2': 0 }) },
      {
        what: 'zeros only',
        input: marked(split({ 'orders-v1': 0, 'orders-v2': 0 }), 'backends', 'smi-traffic-split-no-weight'),
      },
    ],
  },
  {
    trap: 'The root of a TrafficSplit needs no selector up to 1.1, and needs one in 1.2 without permissive mode',
    naive: 'asks for pods behind every Service, or behind none',
    cases: [
      {
        what: '1.1',
        input: documents(split({ 'orders-v1': 1 }), V1, service('orders', 'port: 80', '')),
        told: at('1.1.4'),
      },
      {
        what: '1.2',
        input: documents(
          controlPlane('1.2.4'),
          permissive(false),
          meshed('shop'),
          marked(split({ 'orders-v1': 1 }), 'service: orders.', 'smi-traffic-split-root-without-selector'),
          V1,
          service('orders', 'port: 80', ''),
        ),
      },
      {
        what: '1.2 in permissive mode, where it works',
        input: documents(
          controlPlane('1.2.4'),
          permissive(true),
          meshed('shop'),
          marked(split({ 'orders-v1': 1 }), 'service: orders.', 'smi-traffic-split-virtual-root'),
          V1,
          service('orders', 'port: 80', ''),
        ),
      },
    ],
  },
  {
    trap: 'The target port of a root without pods is never read',
    naive: 'compares it with those of the backends',
    cases: [
      {
        what: 'of the root',
        input: documents(
          split({ 'orders-v1': 1, 'orders-v2': 1 }),
          V1,
          V2,
          service('orders', 'port: 80, targetPort: 9999', ''),
        ),
        told: at('1.1.4'),
      },
      {
        what: 'of a backend',
        input: documents(
          marked(
            split({ 'orders-v1': 1, 'orders-v2': 1 }),
            'orders-v2',
            'smi-traffic-split-leaf-target-port',
          ),
          V1,
          service('orders-v2', 'port: 80, targetPort: 9999'),
          service('orders', 'port: 80', ''),
        ),
        told: at('1.1.4'),
      },
    ],
  },
  {
    trap: 'From 1.2 a backend with one port without a name serves whatever port clients call',
    naive: 'asks each backend for the port of the root',
    cases: [
      {
        what: 'without a name',
        input: documents(
          split({ 'orders-v1': 1 }),
          service('orders-v1', 'port: 8080'),
          service('orders', 'port: 80'),
        ),
        told: at('1.2.4'),
      },
      {
        what: 'with a name',
        input: documents(
          marked(split({ 'orders-v1': 1 }), 'orders-v1', 'smi-traffic-split-leaf-port'),
          service('orders-v1', 'name: http, port: 8080'),
          service('orders', 'port: 80'),
        ),
        told: at('1.2.4'),
      },
    ],
  },
  {
    trap: 'A TCPRoute without ports means all ports',
    naive: 'calls the list empty',
    cases: [
      {
        what: 'no ports',
        input: documents(trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }), TCP_ROUTE),
      },
      {
        what: 'a port that cannot be',
        input: documents(
          trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }),
          marked(TCP_ROUTE.replace('[]', '[80000]'), 'ports', 'smi-tcp-route-port-out-of-range'),
        ),
      },
    ],
  },
  {
    trap: 'The ports of a TCPRoute are those of the pods, not of the Service',
    naive: 'compares them with the ports of the Service',
    cases: [
      {
        what: 'the target port',
        input: documents(
          meshed('shop'),
          trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }),
          TCP_ROUTE.replace('[]', '[8080]'),
          service('orders', 'name: tcp-orders, port: 80, targetPort: 8080'),
          WORKLOAD,
        ),
      },
      {
        what: 'the port of the Service',
        input: documents(
          meshed('shop'),
          trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }),
          marked(TCP_ROUTE.replace('[]', '[80]'), 'ports', 'smi-tcp-route-not-target-port'),
          service('orders', 'name: tcp-orders, port: 80, targetPort: 8080'),
          WORKLOAD,
        ),
      },
    ],
  },
  {
    trap: 'A TCPRoute opens a port of HTTP, and still no request gets through',
    naive: 'takes an open port for access',
    cases: [
      {
        what: 'HTTP',
        input: documents(
          meshed('shop'),
          marked(
            trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }),
            'rules',
            'smi-traffic-target-http-without-routes',
          ),
          TCP_ROUTE,
          service('orders', 'name: http-orders, port: 80'),
          WORKLOAD,
        ),
        told: at('1.2.4'),
      },
      {
        what: 'TCP',
        input: documents(
          meshed('shop'),
          trafficTarget({ rule: '{ kind: TCPRoute, name: orders }' }),
          TCP_ROUTE,
          service('orders', 'name: tcp-orders, port: 80'),
          WORKLOAD,
        ),
        told: at('1.2.4'),
      },
    ],
  },
  {
    trap: 'Where permissive mode is off, missing policies deny everything; where it is on, they do not matter',
    naive: 'asks for a TrafficTarget always, or never',
    cases: [
      {
        what: 'off',
        input: documents(
          controlPlane('1.2.4'),
          marked(permissive(false), 'spec:', 'smi-traffic-target-none'),
          meshed('shop'),
          ...PODS,
        ),
        told: { complete: ['access.smi-spec.io/TrafficTarget'] },
      },
      {
        what: 'on',
        input: documents(controlPlane('1.2.4'), permissive(true), meshed('shop'), ...PODS),
        told: { complete: ['access.smi-spec.io/TrafficTarget'] },
      },
    ],
  },
  {
    trap: 'SMI objects belong to whichever mesh is there',
    naive: 'judges those of Linkerd by the rules of OSM',
    cases: [
      {
        what: 'Linkerd',
        input: documents(
          'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, annotations: { linkerd.io/inject: enabled } }',
          split({ 'orders-v1': 0, 'orders-v2': 0 }),
        ),
      },
      {
        what: 'OSM',
        input: documents(
          meshed('shop'),
          marked(split({ 'orders-v1': 0, 'orders-v2': 0 }), 'backends', 'smi-traffic-split-no-weight'),
        ),
      },
    ],
  },
];
