import type { JsonObject } from '../../src/input/json.js';
import { type App, admittedApp } from './apps.js';
import { contents, namespace } from './base.js';
import { injected } from './injection.js';
import { before, has, type Installation, since } from './installation.js';
import { live, only } from './objects.js';
import { type ServicePort, service } from './services.js';

/** A Namespace as `osm namespace add` and `osm metrics enable` leave it. */
export function meshed(name: string, installation: Installation, change: NamespaceChange = {}): JsonObject {
  const annotations = {
    'openservicemesh.io/sidecar-injection': 'enabled',
    ...(change.metrics && { 'openservicemesh.io/metrics': 'enabled' }),
    ...change.annotations,
  };
  return namespace(name, installation, { 'openservicemesh.io/monitored-by': 'osm' }, annotations);
}

interface NamespaceChange {
  readonly metrics?: boolean;
  readonly annotations?: JsonObject;
}

const METRICS = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '15010',
  'prometheus.io/path': '/stats/prometheus',
};

/** An application in the mesh: Deployment, injected pods, and its ServiceAccount. */
export function app(given: App, installation: Installation, metrics = false): readonly JsonObject[] {
  return admittedApp(given, (pod) => injected(metrics ? withAnnotations(pod, METRICS) : pod, installation));
}

function withAnnotations(pod: JsonObject, more: JsonObject): JsonObject {
  const metadata = pod.metadata as JsonObject;
  return {
    ...pod,
    metadata: { ...metadata, annotations: { ...(metadata.annotations as JsonObject), ...more } },
  };
}

const LISTEN = 14001;

/** The demo of OSM, with a cache that speaks TCP. The root of the split lives without pods until 1.2. */
export function bookstore(installation: Installation): readonly JsonObject[] {
  const version = (number: string) => ({ app: 'bookstore', version: number });
  const http = { name: 'http-port', port: LISTEN };
  return [
    ...['bookbuyer', 'bookstore', 'bookthief', 'bookwarehouse'].flatMap((name) => [
      meshed(name, installation, { metrics: name === 'bookstore' }),
      ...contents(name),
    ]),
    ...app({ namespace: 'bookbuyer', name: 'bookbuyer', listens: LISTEN }, installation),
    ...app({ namespace: 'bookthief', name: 'bookthief' }, installation),
    ...app(
      {
        namespace: 'bookstore',
        name: 'bookstore-v1',
        listens: LISTEN,
        labels: version('v1'),
        container: HTTP_PROBES,
      },
      installation,
      true,
    ),
    ...app(
      {
        namespace: 'bookstore',
        name: 'bookstore-v2',
        listens: LISTEN,
        labels: version('v2'),
        container: socketProbes(installation),
      },
      installation,
      true,
    ),
    ...app(
      {
        namespace: 'bookwarehouse',
        name: 'bookwarehouse',
        listens: LISTEN,
        container: EXEC_PROBE,
        ...excluded(installation),
      },
      installation,
    ),
    ...app({ namespace: 'bookwarehouse', name: 'cache', listens: 6379, kind: 'StatefulSet' }, installation),
    service({ namespace: 'bookbuyer', name: 'bookbuyer' }, { app: 'bookbuyer' }, [http]),
    service({ namespace: 'bookstore', name: 'bookstore-v1' }, version('v1'), [http]),
    service({ namespace: 'bookstore', name: 'bookstore-v2' }, version('v2'), [http]),
    service({ namespace: 'bookstore', name: 'bookstore' }, rootSelector(installation), [http]),
    service({ namespace: 'bookwarehouse', name: 'bookwarehouse' }, { app: 'bookwarehouse' }, [
      { port: 80, targetPort: 'web', appProtocol: 'HTTP' },
    ]),
    service(
      { namespace: 'bookwarehouse', name: 'cache' },
      { app: 'cache' },
      [cachePort(installation)],
      HEADLESS,
    ),
    ...only(has(installation, 'smi'), ...policies(installation)),
    ...only(has(installation, 'resilience'), ...resilience()),
    ...only(has(installation, 'egress'), ...egress(installation)),
  ];
}

const HEADLESS = { clusterIP: 'None', clusterIPs: ['None'] };
const HTTP_PROBES = {
  livenessProbe: { httpGet: { path: '/alive', port: 'web', scheme: 'HTTP' } },
  readinessProbe: { httpGet: { path: '/ready', port: LISTEN, scheme: 'HTTP' } },
};
const EXEC_PROBE = { livenessProbe: { exec: { command: ['true'] } } };

/** From 0.9 to 1.0 such a probe says nothing of the application, so nobody wants one. */
function socketProbes(installation: Installation): JsonObject {
  const isOfUse = installation.line === '0.8' || since(installation, '1.1');
  return isOfUse ? { readinessProbe: { tcpSocket: { port: LISTEN } } } : {};
}

function rootSelector(installation: Installation): JsonObject | undefined {
  return since(installation, '1.2') ? { app: 'bookstore' } : undefined;
}

/** Names of ports count to 0.10 and from 1.2; appProtocol does always. */
function cachePort(installation: Installation): ServicePort {
  const isNamed = before(installation, '0.11') || since(installation, '1.2');
  return isNamed ? { name: 'tcp-cache', port: 6379 } : { name: 'cache', port: 6379, appProtocol: 'tcp' };
}

function excluded(installation: Installation): Pick<App, 'annotations'> {
  if (before(installation, '0.9')) return {};
  const ranges = { 'openservicemesh.io/outbound-ip-range-exclusion-list': '10.1.0.0/16, 10.2.0.0/16' };
  const ports = { 'openservicemesh.io/outbound-port-exclusion-list': '3306, 5432' };
  return { annotations: { ...ports, ...(since(installation, '1.1') && ranges) } };
}

function trafficTarget(
  to: readonly [namespace: string, account: string],
  from: readonly (readonly [namespace: string, account: string])[],
  rules: readonly JsonObject[],
): JsonObject {
  const identity = ([namespace, name]: readonly [string, string]) => ({
    kind: 'ServiceAccount',
    name,
    namespace,
  });
  const [namespace, name] = to;
  const spec = { destination: identity(to), rules, sources: from.map(identity) };
  return live('access.smi-spec.io/v1alpha3', 'TrafficTarget', { name, namespace }, { spec });
}

const ROUTES = {
  matches: [
    {
      name: 'books-bought',
      pathRegex: '/books-bought',
      methods: ['GET'],
      headers: [{ 'user-agent': '.*-http-client/*.*' }, { 'client-app': 'bookbuyer' }],
    },
    { name: 'buy-a-book', pathRegex: '.*a-book.*new', methods: ['GET'] },
    { name: 'update-books-bought', pathRegex: '/update-books-bought', methods: ['POST'] },
  ],
};

/** Who may call whom, with the split; the thief may call nobody. */
function policies(installation: Installation): readonly JsonObject[] {
  const specs = 'specs.smi-spec.io/v1alpha4';
  const rule = {
    kind: 'HTTPRouteGroup',
    name: 'bookstore-service-routes',
    matches: ['buy-a-book', 'books-bought'],
  };
  const stores = [
    ['bookstore', 'bookstore-v1'],
    ['bookstore', 'bookstore-v2'],
  ] as const;
  return [
    ...stores.map((store) => trafficTarget(store, [['bookbuyer', 'bookbuyer']], [rule])),
    live(
      specs,
      'HTTPRouteGroup',
      { namespace: 'bookstore', name: 'bookstore-service-routes' },
      { spec: ROUTES },
    ),
    trafficTarget(['bookwarehouse', 'bookwarehouse'], stores, [
      { kind: 'HTTPRouteGroup', name: 'restock', matches: ['restock'] },
    ]),
    live(
      specs,
      'HTTPRouteGroup',
      { namespace: 'bookwarehouse', name: 'restock' },
      {
        spec: { matches: [{ name: 'restock', pathRegex: '/restock', methods: ['*'] }] },
      },
    ),
    trafficTarget(
      ['bookwarehouse', 'cache'],
      [['bookwarehouse', 'bookwarehouse']],
      [{ kind: 'TCPRoute', name: 'cache' }],
    ),
    live(
      specs,
      'TCPRoute',
      { namespace: 'bookwarehouse', name: 'cache' },
      { spec: { matches: { ports: [6379] } } },
    ),
    live(
      'split.smi-spec.io/v1alpha2',
      'TrafficSplit',
      { namespace: 'bookstore', name: 'bookstore' },
      {
        spec: {
          service: since(installation, '1.0') ? 'bookstore.bookstore.svc.cluster.local' : 'bookstore',
          backends: [
            { service: 'bookstore-v1', weight: 25 },
            { service: 'bookstore-v2', weight: 0 },
          ],
        },
      },
    ),
  ];
}

function resilience(): readonly JsonObject[] {
  const policy = 'policy.openservicemesh.io/v1alpha1';
  const to = { kind: 'Service', name: 'bookstore-v1', namespace: 'bookstore' };
  return [
    live(
      policy,
      'Retry',
      { namespace: 'bookbuyer', name: 'retry' },
      {
        spec: {
          source: { kind: 'ServiceAccount', name: 'bookbuyer', namespace: 'bookbuyer' },
          destinations: [to],
          retryPolicy: { retryOn: '5xx', perTryTimeout: '1s', numRetries: 5, retryBackoffBaseInterval: '1s' },
        },
      },
    ),
    live(
      policy,
      'UpstreamTrafficSetting',
      { namespace: 'bookstore', name: 'limits' },
      {
        spec: {
          host: 'bookstore-v1.bookstore.svc.cluster.local',
          connectionSettings: {
            tcp: { maxConnections: 100, connectTimeout: '5s' },
            http: { maxRequests: 100 },
          },
        },
      },
    ),
  ];
}

/** What the buyer may call outside of the cluster. */
function egress(installation: Installation): readonly JsonObject[] {
  const make = (name: string, spec: JsonObject) =>
    live(
      'policy.openservicemesh.io/v1alpha1',
      'Egress',
      { namespace: 'bookbuyer', name },
      {
        spec: { sources: [{ kind: 'ServiceAccount', name: 'bookbuyer', namespace: 'bookbuyer' }], ...spec },
      },
    );
  const group = { apiGroup: 'specs.smi-spec.io/v1alpha4', kind: 'HTTPRouteGroup', name: 'outside' };
  const setting = {
    apiGroup: 'policy.openservicemesh.io/v1alpha1',
    kind: 'UpstreamTrafficSetting',
    name: 'outside',
  };
  const isLimited = since(installation, '1.1');
  return [
    make('web', {
      hosts: ['httpbin.org'],
      ports: [{ number: 80, protocol: 'http' }],
      matches: [group, ...only(isLimited, setting)],
    }),
    make('secure-web', { hosts: ['api.example.com'], ports: [{ number: 443, protocol: 'https' }] }),
    make('database', {
      ipAddresses: ['20.30.40.0/24'],
      ports: [{ number: 5432, protocol: 'tcp-server-first' }],
    }),
    live(
      'specs.smi-spec.io/v1alpha4',
      'HTTPRouteGroup',
      { namespace: 'bookbuyer', name: 'outside' },
      {
        spec: { matches: [{ name: 'get', pathRegex: '/get', methods: ['GET'] }] },
      },
    ),
    ...only(
      isLimited,
      live(
        'policy.openservicemesh.io/v1alpha1',
        'UpstreamTrafficSetting',
        { namespace: 'bookbuyer', name: 'outside' },
        {
          spec: { host: 'httpbin.org', connectionSettings: { tcp: { maxConnections: 10 } } },
        },
      ),
    ),
  ];
}
