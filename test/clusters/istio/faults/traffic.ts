import { base64 } from '../../../facts/pem.js';
import { added, all, type Change, removed, set } from '../../changes.js';
import { live } from '../../objects.js';
import type { Fault } from '../fault.js';
import { FLAVORS, type Flavor, type Installation } from '../installation.js';
import { OLD_PORTAL } from '../pem.js';

/** Where Istio reads its configuration from this cluster. */
const CONFIGURED = FLAVORS.filter((flavor) => flavor !== 'remote');
/** Where the ingress gateway is `pier/gate`, and an exit stands beside it. */
const PIER: readonly Flavor[] = CONFIGURED.filter((flavor) => flavor !== 'aks');

const NETWORKING = 'networking.istio.io/';
const BOOKING = 'VirtualService quay/booking';
const PORTAL = 'VirtualService quay/portal';
const BEACON = 'VirtualService lighthouse/beacon';
const RULE = 'DestinationRule quay/booking';
const GATE = 'Gateway pier/public';

/** One more object of Istio. */
function more(kind: string, place: string, spec: object): Change<Installation> {
  const [namespace = '', name = ''] = place.split('/');
  return added(({ names }) => [
    live(names.networking ?? '', kind, { namespace, name }, { spec: { ...spec } }),
  ]);
}

const VIRTUAL_SERVICES: readonly Fault[] = [
  {
    name: 'A VirtualService names a Gateway that is not there',
    flavors: PIER,
    change: set(PORTAL, '/spec/gateways/0', 'pier/publik'),
    finding: `error istio-virtual-service-unknown-gateway ${NETWORKING}${PORTAL} /spec/gateways/0`,
  },
  {
    name: 'The host of a VirtualService is not one of its Gateway',
    flavors: CONFIGURED,
    change: all(
      set(BEACON, '/spec/hosts/0', 'beacons.harbour.example'),
      set(BEACON, '/spec/tls/0/match/0/sniHosts/0', 'beacons.harbour.example'),
    ),
    finding: `warning istio-virtual-service-host-not-in-gateway ${NETWORKING}${BEACON} *`,
  },
  {
    name: 'A route names a subset that is not there',
    flavors: CONFIGURED,
    change: set(BOOKING, '/spec/http/0/route/0/destination/subset', 'v3'),
    finding: `error istio-virtual-service-unknown-subset ${NETWORKING}${BOOKING} /spec/http/0/route/0/destination/subset`,
  },
  {
    name: 'No DestinationRule has the subsets of routes',
    flavors: CONFIGURED,
    change: removed(RULE),
    finding: `error istio-virtual-service-subset-without-rule ${NETWORKING}${BOOKING} *`,
  },
  {
    name: 'A route leads to a Service that is not there',
    flavors: CONFIGURED,
    change: set('VirtualService cargo/manifest-routes', '/spec/http/0/route/0/destination/host', 'manifests'),
    finding: `error istio-virtual-service-unknown-host ${NETWORKING}VirtualService cargo/manifest-routes /spec/http/0/route/0/destination/host`,
  },
  {
    name: 'The Service of routes was deleted',
    flavors: CONFIGURED,
    change: removed('Service cargo/crane'),
    finding: `error istio-virtual-service-unknown-host ${NETWORKING}VirtualService cargo/crane *`,
  },
  {
    name: 'A route leads to a port that the Service does not offer',
    flavors: CONFIGURED,
    change: set('VirtualService cargo/crane', '/spec/tcp/0/route/0/destination/port/number', 7001),
    finding: `error istio-virtual-service-unknown-port ${NETWORKING}VirtualService cargo/crane /spec/tcp/0/route/0/destination/port/number`,
  },
  {
    name: 'A route leads to a Service of several ports, and names none',
    flavors: CONFIGURED,
    change: all(
      set('Service customs/declare', '/spec/ports/-', {
        name: 'http-admin',
        port: 8081,
        protocol: 'TCP',
        targetPort: 8081,
      }),
      set(PORTAL, '/spec/http/1/route/0/destination/port', undefined),
    ),
    finding: `error istio-virtual-service-port-needed ${NETWORKING}${PORTAL} /spec/http/1/route/0/destination*`,
  },
  {
    name: 'A route stands after the one that takes everything',
    flavors: CONFIGURED,
    change: set(BOOKING, '/spec/http/-', {
      match: [{ uri: { prefix: '/internal' } }],
      route: [{ destination: { host: 'booking', subset: 'v1' } }],
    }),
    finding: `warning istio-virtual-service-rule-unreachable ${NETWORKING}${BOOKING} /spec/http/2*`,
  },
  {
    name: 'Two VirtualServices have the same host',
    flavors: CONFIGURED,
    change: more('VirtualService', 'quay/booking-again', {
      hosts: ['booking.quay.svc.cluster.local'],
      http: [{ route: [{ destination: { host: 'booking' } }] }],
    }),
    finding: `error istio-virtual-service-host-taken ${NETWORKING}VirtualService quay/booking* /spec/hosts*`,
  },
  {
    name: 'A delegate is not there',
    flavors: CONFIGURED,
    change: removed('VirtualService cargo/manifest-routes'),
    finding: `error istio-virtual-service-unknown-delegate ${NETWORKING}${PORTAL} /spec/http/0/delegate*`,
  },
  {
    name: 'A field of a VirtualService is misspelt',
    flavors: CONFIGURED,
    change: all(
      set(BOOKING, '/spec/http/1/retrys', { attempts: 3 }),
      set(BOOKING, '/spec/http/1/retries', undefined),
    ),
    finding: `warning istio-unknown-key ${NETWORKING}${BOOKING} /spec/http/1/retrys`,
  },
  {
    name: 'A duration has no unit',
    flavors: CONFIGURED,
    change: set(BOOKING, '/spec/http/1/timeout', '10'),
    finding: `error istio-object-refused ${NETWORKING}${BOOKING} /spec/http/1/timeout`,
  },
  {
    name: 'Routes ask for claims that nobody checks',
    flavors: PIER,
    since: 12,
    change: set(PORTAL, '/spec/http/1/match/0/headers', { '@request.auth.claims.role': { exact: 'agent' } }),
    finding: `error istio-virtual-service-claim-unchecked ${NETWORKING}${PORTAL} *`,
  },
];

const DESTINATION_RULES: readonly Fault[] = [
  {
    name: 'A subset selects no pod',
    flavors: CONFIGURED,
    change: set(RULE, '/spec/subsets/1/labels/version', 'v3'),
    finding: `error istio-destination-rule-subset-selects-no-pod ${NETWORKING}${RULE} /spec/subsets/1*`,
  },
  {
    name: 'A DestinationRule is for a Service that is not there',
    flavors: CONFIGURED,
    change: set('DestinationRule cargo/manifest', '/spec/host', 'manifests.cargo.svc.cluster.local'),
    finding: `warning istio-destination-rule-unknown-host ${NETWORKING}DestinationRule cargo/manifest /spec/host`,
  },
  {
    name: 'The certificate of a server is not verified',
    flavors: CONFIGURED,
    before: 20,
    change: set(
      'DestinationRule quay/rates',
      '/spec/trafficPolicy/portLevelSettings/0/tls/caCertificates',
      undefined,
    ),
    finding: `warning istio-destination-rule-server-not-verified ${NETWORKING}DestinationRule quay/rates /spec/trafficPolicy/portLevelSettings/0/tls*`,
  },
  {
    name: 'A load balancer is unknown',
    flavors: CONFIGURED,
    change: set(RULE, '/spec/trafficPolicy/loadBalancer/simple', 'ROUND-ROBIN'),
    finding: `error istio-object-refused ${NETWORKING}${RULE} /spec/trafficPolicy/loadBalancer/simple`,
  },
  {
    name: 'Proxies speak mTLS to a workload without proxy',
    flavors: CONFIGURED,
    change: more('DestinationRule', 'lighthouse/beacon', {
      host: 'beacon.lighthouse.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    }),
    finding: `error istio-destination-rule-mutual-to-plain ${NETWORKING}DestinationRule lighthouse/beacon /spec/trafficPolicy/tls/mode`,
  },
];

const GATEWAYS: readonly Fault[] = [
  {
    name: 'A Gateway selects no pod',
    flavors: PIER,
    change: set(GATE, '/spec/selector/istio', 'ingressgateway'),
    finding: `error istio-gateway-selects-no-pod ${NETWORKING}${GATE} /spec/selector`,
  },
  {
    name: 'A port of a Gateway is not on its Service',
    flavors: PIER,
    change: set(GATE, '/spec/servers/2/port/number', 8888),
    finding: `warning istio-gateway-port-not-on-service ${NETWORKING}${GATE} /spec/servers/2/port/number`,
  },
  {
    name: 'The Secret of a Gateway was deleted',
    flavors: PIER,
    change: removed('Secret pier/portal-credential'),
    finding: `error istio-gateway-credential-missing ${NETWORKING}${GATE} /spec/servers/1/tls/credentialName`,
  },
  {
    name: 'The certificate of a Gateway has expired',
    flavors: PIER,
    change: set('Secret pier/portal-credential', '/data/tls.crt', base64(OLD_PORTAL)),
    finding: 'error istio-gateway-credential-expired Secret pier/portal-credential /data/tls.crt',
  },
  {
    name: 'The Secret of a Gateway has no key',
    flavors: PIER,
    change: set('Secret pier/portal-credential', '/data/tls.key', undefined),
    finding: 'error istio-gateway-credential-lacks-key Secret pier/portal-credential /data*',
  },
  {
    name: 'Two Gateways serve one host of one port',
    flavors: PIER,
    change: more('Gateway', 'pier/second', {
      selector: { istio: 'gate' },
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['quay/portal.harbour.example'],
          tls: { mode: 'SIMPLE', credentialName: 'portal-credential' },
        },
      ],
    }),
    finding: `* istio-gateway-server-left-out ${NETWORKING}Gateway pier/* /spec/servers/0*`,
  },
];

const ENTRIES: readonly Fault[] = [
  {
    name: 'Two ServiceEntries tell other protocols of one port',
    flavors: CONFIGURED,
    change: more('ServiceEntry', 'pier/weather-again', {
      hosts: ['weather.example.org'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 443, name: 'https', protocol: 'HTTPS' }],
      resolution: 'DNS',
    }),
    finding: `warning istio-service-entry-other-protocol ${NETWORKING}ServiceEntry pier/weather* *`,
  },
  {
    name: 'A TCP service outside the mesh has no address',
    flavors: CONFIGURED,
    before: 25,
    change: set('ServiceEntry quay/archive', '/spec/addresses', undefined),
    finding: `warning istio-service-entry-without-address ${NETWORKING}ServiceEntry quay/archive *`,
  },
  {
    name: 'A wildcard host is resolved by DNS',
    flavors: CONFIGURED,
    change: set('ServiceEntry quay/tides', '/spec/resolution', 'DNS'),
    finding: `error istio-object-refused ${NETWORKING}ServiceEntry quay/tides *`,
  },
  {
    name: 'Two Sidecars of a Namespace select nothing',
    flavors: CONFIGURED,
    change: more('Sidecar', 'cargo/second', { egress: [{ hosts: ['./*'] }] }),
    finding: `error istio-sidecar-several-without-selector ${NETWORKING}Sidecar cargo/* *`,
  },
  {
    name: 'Two Sidecars select one workload',
    flavors: CONFIGURED,
    change: more('Sidecar', 'quay/second', {
      workloadSelector: { labels: { app: 'tariff' } },
      egress: [{ hosts: ['./*'] }],
    }),
    finding: `error istio-sidecar-same-workload ${NETWORKING}Sidecar quay/* *`,
  },
];

export const TRAFFIC_FAULTS: readonly Fault[] = [
  ...VIRTUAL_SERVICES,
  ...DESTINATION_RULES,
  ...GATEWAYS,
  ...ENTRIES,
];
