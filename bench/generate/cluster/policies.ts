import type { JsonObject } from '../../../src/input/json.js';
import { networking, security } from '../../../test/clusters/istio/installation.js';
import { live, only } from '../../../test/clusters/objects.js';
import { service } from '../../../test/clusters/services.js';
import { ISTIO } from './base.js';
import { type App, isFirst } from './plan.js';
import { labelsOf } from './workloads.js';

/** What a team says of the traffic of an application, in the language of its mesh. */
export function policies(app: App): readonly JsonObject[] {
  if (app.space.mesh === 'osm') return osmPolicies(app);
  return app.space.mesh === 'istio' ? istioPolicies(app) : [];
}

function osmPolicies(app: App): readonly JsonObject[] {
  const { name, space, caller = name } = app;
  const place = { name, namespace: space.name };
  const account = (account: string) => ({ kind: 'ServiceAccount', name: account, namespace: space.name });
  return [
    live('specs.smi-spec.io/v1alpha4', 'HTTPRouteGroup', place, { spec: { matches: routes(app) } }),
    live('access.smi-spec.io/v1alpha3', 'TrafficTarget', place, {
      spec: {
        destination: account(name),
        rules: [{ kind: 'HTTPRouteGroup', matches: ['read', 'write'], name }],
        sources: [account(caller)],
      },
    }),
    ...only(app.number % 3 === 1, ...split(app)),
    ...only(app.number % 4 === 0, egress(app)),
    ...only(app.number % 5 === 2, ingressBackend(app)),
    ...only(app.number % 5 === 3, upstreamSetting(app)),
  ];
}

function routes({ name }: App): readonly JsonObject[] {
  return [
    { methods: ['GET', 'HEAD'], name: 'read', pathRegex: `/${name}/.*` },
    {
      headers: [{ 'content-type': 'application/json' }, { 'user-agent': '.*-http-client/*.*' }],
      methods: ['POST', 'PUT'],
      name: 'write',
      pathRegex: `/${name}/[0-9]+`,
    },
    { methods: ['*'], name: 'health', pathRegex: '/(alive|ready)' },
  ];
}

/** A split needs a root, and the same application behind two further Services. */
function split(app: App): readonly JsonObject[] {
  const { name, space } = app;
  const backend = `${name}-next`;
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  return [
    service({ name: backend, namespace: space.name, labels: labelsOf(app) }, { app: name }, ports),
    live(
      'split.smi-spec.io/v1alpha2',
      'TrafficSplit',
      { name, namespace: space.name },
      {
        spec: {
          backends: [{ service: backend, weight: 90 }],
          service: `${name}.${space.name}.svc.cluster.local`,
        },
      },
    ),
  ];
}

const POLICY = 'policy.openservicemesh.io/v1alpha1';

function egress({ name, space }: App): JsonObject {
  return live(
    POLICY,
    'Egress',
    { name, namespace: space.name },
    {
      spec: {
        hosts: [`${name}.example.org`],
        ports: [{ number: 443, protocol: 'https' }],
        sources: [{ kind: 'ServiceAccount', name, namespace: space.name }],
      },
    },
  );
}

function ingressBackend({ name, space, port }: App): JsonObject {
  return live(
    POLICY,
    'IngressBackend',
    { name, namespace: space.name },
    {
      spec: {
        backends: [{ name, port: { number: port, protocol: 'http' } }],
        sources: [{ kind: 'Service', name: 'ingress-nginx-controller', namespace: 'ingress-nginx' }],
      },
      status: { currentStatus: 'committed', reason: 'successfully committed by the system' },
    },
  );
}

function upstreamSetting({ name, space }: App): JsonObject {
  return live(
    POLICY,
    'UpstreamTrafficSetting',
    { name, namespace: space.name },
    {
      spec: {
        connectionSettings: {
          http: { maxRequests: 100 },
          tcp: { connectTimeout: '5s', maxConnections: 100 },
        },
        host: `${name}.${space.name}.svc.cluster.local`,
      },
    },
  );
}

function istioPolicies(app: App): readonly JsonObject[] {
  const { name, space } = app;
  const make = (group: string, kind: string, own: string, spec: JsonObject) =>
    live(group, kind, { name: own, namespace: space.name }, { spec });
  const traffic = networking(ISTIO);
  return [
    make(traffic, 'VirtualService', name, { hosts: [name], http: httpRoutes(app) }),
    make(traffic, 'DestinationRule', name, destination(app)),
    make(security(ISTIO), 'AuthorizationPolicy', name, authorization(app)),
    ...only(
      isFirst(app),
      make(security(ISTIO), 'PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } }),
    ),
    ...only(
      isFirst(app),
      make(traffic, 'Sidecar', 'default', { egress: [{ hosts: ['./*', 'istio-system/*'] }] }),
    ),
    ...only(app.number % 4 === 0, make(traffic, 'ServiceEntry', `${name}-outside`, outside(app))),
  ];
}

function versionOf({ version }: App): string {
  return `v${version.split('.')[0]}`;
}

function httpRoutes(app: App): readonly JsonObject[] {
  const { name } = app;
  const destination = { host: name, port: { number: 80 }, subset: versionOf(app) };
  return [
    { match: [{ uri: { prefix: `/${name}/v1` } }], name: 'first', route: [{ destination }], timeout: '10s' },
    {
      name: 'rest',
      retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'gateway-error,connect-failure' },
      route: [{ destination }],
    },
  ];
}

function destination(app: App): JsonObject {
  const version = versionOf(app);
  return {
    host: app.name,
    subsets: [{ labels: { version }, name: version }],
    trafficPolicy: {
      connectionPool: { http: { http2MaxRequests: 500 }, tcp: { connectTimeout: '2s', maxConnections: 100 } },
      outlierDetection: { baseEjectionTime: '1m', consecutive5xxErrors: 5, interval: '30s' },
    },
  };
}

function authorization({ name, space, caller = name, port }: App): JsonObject {
  const principal = `cluster.local/ns/${space.name}/sa/${caller}`;
  return {
    action: 'ALLOW',
    rules: [
      {
        from: [{ source: { principals: [principal] } }],
        to: [{ operation: { methods: ['GET', 'POST'], paths: [`/${name}/*`], ports: [String(port)] } }],
      },
    ],
    selector: { matchLabels: { app: name } },
  };
}

function outside({ name }: App): JsonObject {
  return {
    hosts: [`${name}.example.net`],
    location: 'MESH_EXTERNAL',
    ports: [{ name: 'tls', number: 443, protocol: 'TLS' }],
    resolution: 'DNS',
  };
}
