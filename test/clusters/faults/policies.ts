import type { Json } from '../../../src/input/json.js';
import { added, all, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import type { Flavor, Line } from '../installation.js';
import { live } from '../objects.js';

const BACKEND = 'IngressBackend httpbin/httpbin';
const CONTOUR = 'IngressBackend bookbuyer/bookbuyer';
const EGRESS = 'Egress bookbuyer/web';
const RETRY = 'Retry bookbuyer/retry';
const LIMITS = 'UpstreamTrafficSetting bookstore/limits';
const POLICY = 'policy.openservicemesh.io/v1alpha1';

interface Row {
  readonly since?: Line;
  readonly before?: Line;
  readonly flavors?: readonly Flavor[];
  readonly name: string;
  readonly what: string;
  readonly at: string;
  readonly to: Json | undefined;
  readonly rule: string;
  readonly severity?: 'error' | 'warning';
  readonly shown?: string;
}

function faultOf({ name, what, at, to, rule, severity = 'error', shown = at, ...lines }: Row): Fault {
  const group = what.startsWith('Service ') ? '' : 'policy.openservicemesh.io/';
  return {
    ...lines,
    name,
    change: set(what, at, to),
    finding: `${severity} ${rule} ${group}${what} ${shown}`,
  };
}

const TLS = '/spec/backends/0/tls/skipClientCertValidation';

const INGRESS: readonly Row[] = [
  {
    name: 'An IngressBackend names no Service',
    what: BACKEND,
    at: '/spec/backends/0/name',
    to: 'httpbim',
    rule: 'osm-ingress-backend-unknown-service',
  },
  {
    name: 'An IngressBackend names the port of the Service',
    flavors: ['upstream', 'arc'],
    what: BACKEND,
    at: '/spec/backends/0/port/number',
    to: 80,
    rule: 'osm-ingress-backend-not-target-port',
  },
  {
    name: 'An IngressBackend is of gRPC',
    what: BACKEND,
    at: '/spec/backends/0/port/protocol',
    to: 'grpc',
    rule: 'osm-ingress-backend-unknown-protocol',
  },
  {
    name: 'An IngressBackend of https names no principal',
    flavors: ['upstream'],
    what: CONTOUR,
    at: '/spec/sources/1',
    to: undefined,
    rule: 'osm-ingress-backend-without-principal',
    severity: 'warning',
    shown: '/spec/backends/0/port/protocol',
  },
  {
    name: 'An IngressBackend with a principal takes every client',
    flavors: ['upstream'],
    what: CONTOUR,
    at: TLS,
    to: true,
    rule: 'osm-ingress-backend-principal-not-checked',
  },
  {
    name: 'An IngressBackend of http lets everyone in',
    what: BACKEND,
    at: '/spec/sources',
    to: [],
    rule: 'osm-ingress-backend-open-to-all',
    severity: 'warning',
  },
  {
    name: 'The source of an IngressBackend does not exist',
    flavors: ['upstream', 'arc'],
    what: BACKEND,
    at: '/spec/sources/0/name',
    to: 'ingress-nginx',
    rule: 'osm-ingress-source-unknown-service',
  },
  {
    name: 'The source of an IngressBackend is no range',
    flavors: ['aks'],
    what: BACKEND,
    at: '/spec/sources/0/name',
    to: '10.0.0.0',
    rule: 'osm-ingress-source-bad-range',
  },
  {
    name: 'OSM could not apply an IngressBackend',
    what: BACKEND,
    at: '/status',
    to: {
      currentStatus: 'error',
      reason: 'endpoints not found for service ingress-nginx/ingress-nginx-controller',
    },
    rule: 'osm-ingress-backend-status-error',
    shown: '/status/currentStatus',
  },
];

const OTHERS: readonly Row[] = [
  {
    name: 'An Egress is of gRPC',
    what: EGRESS,
    at: '/spec/ports/0/protocol',
    to: 'grpc',
    rule: 'osm-egress-unknown-protocol',
  },
  {
    name: 'The protocol of an Egress is written in capitals',
    what: EGRESS,
    at: '/spec/ports/0/protocol',
    to: 'HTTP',
    rule: 'osm-egress-protocol-in-capitals',
    severity: 'warning',
  },
  {
    name: 'An Egress of http names no hosts',
    what: EGRESS,
    at: '/spec/hosts',
    to: undefined,
    rule: 'osm-egress-http-without-hosts',
    shown: '/spec/ports/0/protocol',
  },
  {
    name: 'A match of an Egress lacks its version',
    what: EGRESS,
    at: '/spec/matches/0/apiGroup',
    to: 'specs.smi-spec.io',
    rule: 'osm-egress-match-without-version',
  },
  {
    name: 'A match of an Egress names no HTTPRouteGroup',
    what: EGRESS,
    at: '/spec/matches/0/name',
    to: 'outsied',
    rule: 'osm-egress-unknown-route-group',
  },
  {
    name: 'A match of an Egress names no UpstreamTrafficSetting',
    since: '1.1',
    what: EGRESS,
    at: '/spec/matches/1/name',
    to: 'outsied',
    rule: 'osm-egress-unknown-upstream-traffic-setting',
  },
  {
    name: 'The source of an Egress does not exist',
    what: EGRESS,
    at: '/spec/sources/0/name',
    to: 'bookbyer',
    rule: 'osm-egress-unknown-service-account',
    severity: 'warning',
  },
  {
    name: 'A range of an Egress is none',
    what: 'Egress bookbuyer/database',
    at: '/spec/ipAddresses/0',
    to: '20.30.40.0/40',
    rule: 'osm-egress-bad-range',
    severity: 'warning',
  },
  {
    name: 'A Retry names no Service',
    since: '1.1',
    what: RETRY,
    at: '/spec/destinations/0/name',
    to: 'bookstore-v9',
    rule: 'osm-retry-unknown-service',
    severity: 'warning',
  },
  {
    name: 'The duration of a Retry is in words',
    since: '1.1',
    what: RETRY,
    at: '/spec/retryPolicy/perTryTimeout',
    to: 'one second',
    rule: 'osm-policy-bad-duration',
    severity: 'warning',
  },
  {
    name: 'The host of an UpstreamTrafficSetting is short',
    since: '1.1',
    what: LIMITS,
    at: '/spec/host',
    to: 'bookstore-v1',
    rule: 'osm-upstream-traffic-setting-short-host',
    severity: 'warning',
  },
  {
    name: 'The host of an UpstreamTrafficSetting is no Service',
    since: '1.1',
    what: LIMITS,
    at: '/spec/host',
    to: 'bookstore-v9.bookstore.svc.cluster.local',
    rule: 'osm-upstream-traffic-setting-unknown-service',
    severity: 'warning',
  },
];

const SERVICES: readonly Row[] = [
  {
    name: 'A Service in the mesh is of https',
    what: 'Service bookwarehouse/bookwarehouse',
    at: '/spec/ports/0/appProtocol',
    to: 'https',
    rule: 'osm-service-unsupported-app-protocol',
    severity: 'warning',
  },
  {
    name: 'A Service in the mesh is of Redis',
    what: 'Service bookwarehouse/cache',
    at: '/spec/ports/0/appProtocol',
    to: 'redis',
    rule: 'osm-service-unsupported-app-protocol',
    severity: 'warning',
  },
];

export const POLICIES: readonly Fault[] = [
  ...INGRESS.map((row) => faultOf({ since: '0.10', ...row })),
  ...OTHERS.map((row) => faultOf({ since: '0.9', ...row })),
  ...SERVICES.map(faultOf),
  {
    name: 'A port relies on its name, which this line does not read',
    since: '0.11',
    before: '1.2',
    change: all(
      set('Service bookwarehouse/cache', '/spec/ports/0/appProtocol', undefined),
      set('Service bookwarehouse/cache', '/spec/ports/0/name', 'tcp-cache'),
    ),
    finding: 'warning osm-service-port-name-ignored Service bookwarehouse/cache /spec/ports/0/name',
  },
  {
    name: 'A port is named after a protocol without dash',
    change: all(
      set('Service bookwarehouse/cache', '/spec/ports/0/appProtocol', undefined),
      set('Service bookwarehouse/cache', '/spec/ports/0/name', 'redis'),
    ),
    finding: 'warning osm-service-port-name-without-dash Service bookwarehouse/cache /spec/ports/0/name',
  },
  {
    name: 'A Service of the mesh selects no pod',
    change: set('Service bookwarehouse/bookwarehouse', '/spec/selector/app', 'book-warehouse'),
    finding: 'warning osm-service-without-pods Service bookwarehouse/bookwarehouse /spec/selector',
  },
  {
    name: 'The IngressBackend of an Ingress was deleted',
    since: '0.10',
    change: removed(BACKEND),
    finding:
      'error osm-ingress-without-backend networking.k8s.io/Ingress httpbin/httpbin /spec/rules/0/http/paths/0/backend/service/name',
  },
  {
    name: 'The Application Gateway cannot speak to an IngressBackend of https',
    since: '0.10',
    flavors: ['aks'],
    change: all(
      set(BACKEND, '/spec/backends/0/port/protocol', 'https'),
      set(BACKEND, '/spec/backends/0/tls', { skipClientCertValidation: false }),
      set(BACKEND, '/spec/sources/-', { kind: 'AuthenticatedPrincipal', name: 'agic.default.cluster.local' }),
    ),
    finding: `error osm-ingress-backend-https-behind-application-gateway policy.openservicemesh.io/${BACKEND} /spec/backends/0/port/protocol`,
  },
  {
    name: 'An IngressBackend of https takes every client and names no principal',
    since: '0.10',
    flavors: ['upstream'],
    change: all(set(CONTOUR, TLS, true), set(CONTOUR, '/spec/sources/1', undefined)),
    finding: `error osm-ingress-backend-skips-client-certificate policy.openservicemesh.io/${CONTOUR} ${TLS}`,
  },
  {
    name: 'The namespace of the ingress controller is not monitored',
    since: '0.11',
    flavors: ['upstream', 'arc'],
    change: all(
      set('Namespace ingress-nginx', '/metadata/labels/openservicemesh.io~1monitored-by', undefined),
      set('Namespace ingress-nginx', '/metadata/annotations', undefined),
    ),
    finding: `warning osm-ingress-source-not-monitored policy.openservicemesh.io/${BACKEND} /spec/sources/0/namespace`,
  },
  {
    name: 'The source of an IngressBackend does not exist, and OSM says so',
    since: '0.10',
    flavors: ['upstream', 'arc'],
    change: all(
      removed('Service ingress-nginx/ingress-nginx-controller'),
      set(BACKEND, '/status', {
        currentStatus: 'error',
        reason: 'endpoints not found for service ingress-nginx/ingress-nginx-controller',
      }),
    ),
    finding: `error osm-ingress-source-unknown-service policy.openservicemesh.io/${BACKEND} /spec/sources/0/name`,
  },
  {
    name: 'Two IngressBackends name one Service',
    since: '0.10',
    change: added(() => [
      live(
        POLICY,
        'IngressBackend',
        { namespace: 'httpbin', name: 'httpbin-too' },
        {
          spec: {
            backends: [{ name: 'httpbin', port: { number: 14001, protocol: 'http' } }],
            sources: [{ kind: 'IPRange', name: '10.9.0.0/16' }],
          },
          status: { currentStatus: 'committed', reason: 'successfully committed by the system' },
        },
      ),
    ]),
    finding:
      'warning osm-ingress-backend-duplicate policy.openservicemesh.io/IngressBackend httpbin/httpbin* /spec/backends/0/name',
  },
];
