import type { JsonObject } from '../../../src/input/json.js';
import { live, only } from '../objects.js';
import { gatewayVersion, hasGatewayApi, hasGrpcRoutes } from './crds.js';
import { gateOf, hasExit } from './gateways.js';
import { type Installation, networking } from './installation.js';

/** How traffic flows in the harbour, into it, and out of it. */
export function traffic(installation: Installation): readonly JsonObject[] {
  return [
    ...virtualServices(installation),
    ...destinationRules(installation),
    ...istioGateways(installation),
    ...serviceEntries(installation),
    ...sidecars(installation),
    ...only(hasGatewayApi(installation), ...routes(installation)),
  ];
}

type Make = (namespace: string, name: string, spec: JsonObject) => JsonObject;

function maker(apiVersion: string, kind: string): Make {
  return (namespace, name, spec) => live(apiVersion, kind, { namespace, name }, { spec });
}

const to = (host: string, more: JsonObject = {}) => ({ destination: { host, ...more } });

function virtualServices(installation: Installation): readonly JsonObject[] {
  const make = maker(networking(installation), 'VirtualService');
  const gate = `${gateOf(installation).namespace}/public`;
  return [
    make('quay', 'booking', {
      hosts: ['booking'],
      http: [
        {
          name: 'testers',
          match: [{ headers: { 'x-tester': { exact: 'true' } } }],
          route: [to('booking', { subset: 'v2' })],
        },
        {
          name: 'all',
          route: [
            { ...to('booking', { subset: 'v1' }), weight: 90 },
            { ...to('booking', { subset: 'v2' }), weight: 10 },
          ],
          retries: {
            attempts: 3,
            perTryTimeout: '2s',
            retryOn: 'gateway-error,connect-failure,refused-stream',
          },
          timeout: '10s',
          fault: { delay: { percentage: { value: 0.1 }, fixedDelay: '5s' } },
        },
      ],
    }),
    make('quay', 'portal', {
      hosts: ['portal.harbour.example'],
      gateways: [gate],
      http: [
        { match: [{ uri: { prefix: '/cargo' } }], delegate: { name: 'manifest-routes', namespace: 'cargo' } },
        {
          match: [{ uri: { prefix: '/customs/' } }],
          rewrite: { uri: '/' },
          route: [to('declare.customs.svc.cluster.local', { port: { number: 80 } })],
        },
        {
          corsPolicy: {
            allowOrigins: [{ exact: 'https://portal.harbour.example' }],
            allowMethods: ['GET', 'POST'],
          },
          headers: { response: { remove: ['server'] } },
          route: [to('booking', { subset: 'v1', port: { number: 80 } })],
        },
      ],
    }),
    make('cargo', 'manifest-routes', {
      http: [
        {
          match: [{ uri: { prefix: '/cargo/manifest' } }],
          route: [to('manifest', { port: { number: 80 } })],
        },
        { redirect: { uri: '/' } },
      ],
    }),
    make('cargo', 'crane', {
      hosts: ['crane.cargo.svc.cluster.local'],
      tcp: [
        { match: [{ port: 7000 }], route: [to('crane.cargo.svc.cluster.local', { port: { number: 7000 } })] },
      ],
    }),
    make('lighthouse', 'beacon', {
      hosts: ['beacon.harbour.example'],
      gateways: [gate],
      tls: [
        {
          match: [{ port: 443, sniHosts: ['beacon.harbour.example'] }],
          route: [to('beacon.lighthouse.svc.cluster.local', { port: { number: 443 } })],
        },
      ],
    }),
    ...only(hasExit(installation), throughExit(make)),
  ];
}

/** First to the gateway, and from there out. */
function throughExit(make: Make): JsonObject {
  const match = (gateway: string) => [{ gateways: [gateway], port: 443, sniHosts: ['weather.example.org'] }];
  const exit = to('exit.pier.svc.cluster.local', { subset: 'weather', port: { number: 443 } });
  return make('pier', 'weather', {
    hosts: ['weather.example.org'],
    gateways: ['mesh', 'exit'],
    tls: [
      { match: match('mesh'), route: [exit] },
      {
        match: match('exit'),
        route: [{ ...to('weather.example.org', { port: { number: 443 } }), weight: 100 }],
      },
    ],
  });
}

function destinationRules(installation: Installation): readonly JsonObject[] {
  const make = maker(networking(installation), 'DestinationRule');
  return [
    make('quay', 'booking', {
      host: 'booking',
      trafficPolicy: {
        connectionPool: {
          http: { http2MaxRequests: 500 },
          tcp: { maxConnections: 100, connectTimeout: '2s' },
        },
        loadBalancer: { simple: 'ROUND_ROBIN' },
        outlierDetection: { consecutive5xxErrors: 5, interval: '30s', baseEjectionTime: '1m' },
      },
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } },
      ],
    }),
    make('cargo', 'manifest', {
      host: 'manifest.cargo.svc.cluster.local',
      trafficPolicy: {
        loadBalancer: { consistentHash: { httpHeaderName: 'x-ship' } },
        tls: { mode: 'ISTIO_MUTUAL' },
      },
    }),
    make('quay', 'rates', {
      host: 'rates.example.net',
      trafficPolicy: {
        portLevelSettings: [
          {
            port: { number: 80 },
            tls: {
              mode: 'SIMPLE',
              sni: 'rates.example.net',
              caCertificates: '/etc/ssl/certs/ca-certificates.crt',
            },
          },
        ],
      },
    }),
    ...only(
      hasExit(installation),
      make('pier', 'exit', { host: 'exit.pier.svc.cluster.local', subsets: [{ name: 'weather' }] }),
    ),
  ];
}

function istioGateways(installation: Installation): readonly JsonObject[] {
  const make = maker(networking(installation), 'Gateway');
  const { namespace, name } = gateOf(installation);
  return [
    make(namespace, 'public', {
      selector: { istio: name },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['quay/portal.harbour.example'],
          tls: { httpsRedirect: true },
        },
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['quay/portal.harbour.example'],
          tls: { mode: 'SIMPLE', credentialName: 'portal-credential', minProtocolVersion: 'TLSV1_2' },
        },
        {
          port: { number: 443, name: 'tls-beacon', protocol: 'TLS' },
          hosts: ['beacon.harbour.example'],
          tls: { mode: 'PASSTHROUGH' },
        },
      ],
    }),
    ...only(
      hasExit(installation),
      make('pier', 'exit', {
        selector: { istio: 'exit' },
        servers: [
          {
            port: { number: 443, name: 'tls', protocol: 'TLS' },
            hosts: ['weather.example.org'],
            tls: { mode: 'PASSTHROUGH' },
          },
        ],
      }),
    ),
  ];
}

function serviceEntries(installation: Installation): readonly JsonObject[] {
  const make = maker(networking(installation), 'ServiceEntry');
  const workloads = { app: 'pilot' };
  const group = installation.minor < 12 ? 'networking.istio.io/v1alpha3' : networking(installation);
  return [
    make('pier', 'weather', {
      hosts: ['weather.example.org'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      resolution: 'DNS',
    }),
    make('quay', 'rates', {
      hosts: ['rates.example.net'],
      exportTo: ['.'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }],
      resolution: 'DNS',
    }),
    make('quay', 'tides', {
      hosts: ['*.tides.example'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      resolution: 'NONE',
    }),
    make('quay', 'archive', {
      hosts: ['archive.harbour.internal'],
      addresses: ['240.0.3.7/32'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 5432, name: 'tcp-postgres', protocol: 'TCP' }],
      resolution: 'STATIC',
      endpoints: [{ address: '10.9.8.21' }, { address: '10.9.8.22', ports: { 'tcp-postgres': 5433 } }],
    }),
    make('quay', 'pilots', {
      hosts: ['pilots.harbour.internal'],
      addresses: ['240.0.3.8'],
      location: 'MESH_INTERNAL',
      ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }],
      resolution: 'STATIC',
      workloadSelector: { labels: workloads },
    }),
    live(
      networking(installation),
      'WorkloadEntry',
      { namespace: 'quay', name: 'pilot-1', labels: workloads },
      { spec: { address: '10.9.8.7', labels: workloads, serviceAccount: 'booking', network: 'vms' } },
    ),
    maker(group, 'WorkloadGroup')('quay', 'pilot', {
      metadata: { labels: workloads },
      template: { serviceAccount: 'booking', network: 'vms', ports: { http: 8080 } },
      probe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
    }),
  ];
}

function sidecars(installation: Installation): readonly JsonObject[] {
  const make = maker(networking(installation), 'Sidecar');
  return [
    make('cargo', 'default', {
      egress: [{ hosts: ['./*', `${installation.namespace}/*`, 'quay/*'] }],
      outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
    }),
    make('quay', 'tariff', {
      workloadSelector: { labels: { app: 'tariff' } },
      ingress: [
        { port: { number: 9090, protocol: 'GRPC', name: 'grpc' }, defaultEndpoint: '127.0.0.1:9090' },
      ],
      egress: [{ hosts: ['./*', '*/rates.example.net'] }],
    }),
  ];
}

/** Routes of the Gateway API, one of them to another Namespace that allows it. */
function routes(installation: Installation): readonly JsonObject[] {
  const { namespace } = gateOf(installation);
  const parentRefs = [{ name: 'shore', namespace }];
  const parent = {
    parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shore', namespace },
    controllerName: 'istio.io/gateway-controller',
    conditions: ['Accepted', 'ResolvedRefs'].map((type) => ({ type, status: 'True', reason: type })),
  };
  const make = (kind: string, name: string, spec: JsonObject) =>
    live(
      gatewayVersion(installation),
      kind,
      { namespace: 'quay', name },
      { spec: { parentRefs, ...spec }, status: { parents: [parent] } },
    );
  const service = { group: '', kind: 'Service', name: 'tariff', port: 9090 };
  const api = 'gateway.networking.k8s.io';
  return [
    make('HTTPRoute', 'notices', {
      hostnames: ['notices.harbour.example'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/cargo' } }],
          backendRefs: [{ name: 'manifest', namespace: 'cargo', port: 80 }],
        },
        { backendRefs: [{ name: 'booking', port: 80 }] },
      ],
    }),
    live(
      `${api}/v1beta1`,
      'ReferenceGrant',
      { namespace: 'cargo', name: 'from-quay' },
      {
        spec: {
          from: [{ group: api, kind: 'HTTPRoute', namespace: 'quay' }],
          to: [{ group: '', kind: 'Service', name: 'manifest' }],
        },
      },
    ),
    ...only(
      installation.minor >= 20,
      live(
        gatewayVersion(installation),
        'HTTPRoute',
        { namespace: 'quay', name: 'tariff-in-the-mesh' },
        {
          spec: { parentRefs: [service], rules: [{ backendRefs: [{ name: 'tariff', port: 9090 }] }] },
          status: { parents: [{ ...parent, parentRef: service }] },
        },
      ),
    ),
    ...only(
      hasGrpcRoutes(installation),
      make('GRPCRoute', 'tariff', {
        hostnames: ['tariff.harbour.example'],
        rules: [{ backendRefs: [{ name: 'tariff', port: 9090 }] }],
      }),
    ),
  ];
}
