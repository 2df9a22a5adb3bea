import { added, all, type Change, removed, set } from '../../changes.js';
import { live } from '../../objects.js';
import type { Fault } from '../fault.js';
import { FLAVORS, type Flavor, type Installation } from '../installation.js';

/** Where users have all kinds of objects of Istio, and the gateway is `pier/gate`. */
const PIER: readonly Flavor[] = FLAVORS.filter((flavor) => flavor !== 'remote' && flavor !== 'aks');
/** And the Gateway API. */
const SHORE = PIER.filter((flavor) => flavor !== 'managed');

const PORTAL = 'VirtualService quay/portal';
const BOOKING = 'VirtualService quay/booking';
const RULE = 'DestinationRule quay/booking';
const GATE = 'Gateway pier/public';
const DECLARE = 'AuthorizationPolicy customs/declare';
const NOTICES = 'HTTPRoute quay/notices';

const API = { n: 'networking.istio.io', s: 'security.istio.io', g: 'gateway.networking.k8s.io' } as const;

/** One more object of Istio. */
function more(
  group: 'networking' | 'security',
  kind: string,
  place: string,
  spec: object,
): Change<Installation> {
  const [namespace = '', name = ''] = place.split('/');
  return added(({ names }) => [
    live(
      names[group] ?? '',
      kind,
      { namespace: namespace.replace('{ns}', names.ns ?? ''), name },
      { spec: { ...spec } },
    ),
  ]);
}

type Row = readonly [name: string, change: Change<Installation>, finding: string, since?: number];

const ROUTES: readonly Row[] = [
  [
    'A VirtualService names a Gateway of another Namespace without it',
    set(PORTAL, '/spec/gateways/0', 'public'),
    `error istio-virtual-service-unknown-gateway ${API.n}/${PORTAL} /spec/gateways/0`,
  ],
  [
    'A condition names a Gateway that the VirtualService does not',
    set(BOOKING, '/spec/http/0/match/0/gateways', ['pier/public']),
    `warning istio-virtual-service-match-gateway-not-bound ${API.n}/${BOOKING} /spec/http/0/match/0/gateways/0`,
  ],
  [
    'A destination is told by half its name',
    set(PORTAL, '/spec/http/1/route/0/destination/host', 'declare.customs'),
    `error istio-virtual-service-half-name ${API.n}/${PORTAL} /spec/http/1/route/0/destination/host`,
  ],
  [
    'A VirtualService has a host twice',
    set(BOOKING, '/spec/hosts/-', 'booking'),
    `error istio-virtual-service-host-repeated ${API.n}/${BOOKING} /spec/hosts/1`,
  ],
  [
    'A rule asks for a server name that is not a host',
    set('VirtualService lighthouse/beacon', '/spec/tls/0/match/0/sniHosts/0', 'beacons.harbour.example'),
    `error istio-virtual-service-server-name-not-host ${API.n}/VirtualService lighthouse/beacon /spec/tls/0/match/0/sniHosts/0`,
  ],
  [
    'A delegate is for the own Namespace only',
    set('VirtualService cargo/manifest-routes', '/spec/exportTo', ['.']),
    `error istio-virtual-service-delegate-hidden ${API.n}/${PORTAL} /spec/http/0/delegate/name`,
  ],
  [
    'A delegate has hosts of its own',
    set('VirtualService cargo/manifest-routes', '/spec/hosts', ['manifest.harbour.example']),
    `error istio-virtual-service-delegate-with-hosts ${API.n}/${PORTAL} /spec/http/0/delegate/name`,
  ],
  [
    'Nobody delegates to a VirtualService without hosts',
    set(PORTAL, '/spec/http/0', undefined),
    `warning istio-virtual-service-delegate-unused ${API.n}/VirtualService cargo/manifest-routes *`,
  ],
  [
    'A route leads to a foreign host that nobody added to the mesh',
    set(PORTAL, '/spec/http/2/route/0/destination', { host: 'booking.example.org' }),
    `error istio-virtual-service-foreign-host ${API.n}/${PORTAL} /spec/http/2/route/0/destination/host`,
  ],
];

const RULES: readonly Row[] = [
  [
    'A DestinationRule names a subset twice',
    set(RULE, '/spec/subsets/-', { name: 'v1', labels: { version: 'v1' } }),
    `error istio-destination-rule-subset-repeated ${API.n}/${RULE} /spec/subsets/2/name`,
  ],
  [
    'A DestinationRule counts errors as of old',
    all(
      set(RULE, '/spec/trafficPolicy/outlierDetection/consecutive5xxErrors', undefined),
      set(RULE, '/spec/trafficPolicy/outlierDetection/consecutiveErrors', 5),
    ),
    `warning istio-destination-rule-consecutive-errors-ignored ${API.n}/${RULE} /spec/trafficPolicy/outlierDetection/consecutiveErrors`,
  ],
  [
    'A DestinationRule speaks plain text to what asks for mutual TLS',
    more('networking', 'DestinationRule', 'customs/declare', {
      host: 'declare.customs.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    }),
    `error istio-destination-rule-plaintext-to-strict ${API.n}/DestinationRule customs/declare /spec/trafficPolicy/tls/mode`,
  ],
  [
    'A second DestinationRule of a host is not read',
    more('networking', 'DestinationRule', 'quay/booking-again', {
      host: 'booking.quay.svc.cluster.local',
      trafficPolicy: { loadBalancer: { simple: 'RANDOM' } },
    }),
    `warning istio-destination-rule-policy-ignored ${API.n}/DestinationRule quay/booking* *`,
  ],
  [
    'A Gateway has two ports of one name',
    set(GATE, '/spec/servers/1/port/name', 'http'),
    `error istio-gateway-port-name-repeated ${API.n}/${GATE} /spec/servers/1/port/name`,
  ],
  [
    'A Gateway selects everything',
    set(GATE, '/spec/selector', undefined),
    `warning istio-gateway-selects-all ${API.n}/${GATE} *`,
  ],
  [
    'A Sidecar names the hosts of no Namespace',
    set('Sidecar cargo/default', '/spec/egress/0/hosts/2', 'quays/*'),
    `warning istio-sidecar-unknown-namespace ${API.n}/Sidecar cargo/default /spec/egress/0/hosts/2`,
  ],
];

const CALLERS: readonly Row[] = [
  [
    'An AuthorizationPolicy names a Namespace that is not there',
    set('AuthorizationPolicy customs/gatekeeper', '/spec/rules/0/from/0/source/namespaces/0', 'custom'),
    `warning istio-authorization-policy-unknown-namespace ${API.s}/AuthorizationPolicy customs/gatekeeper /spec/rules/0/from/0/source/namespaces/0`,
  ],
  [
    'An AuthorizationPolicy names a ServiceAccount that is not there',
    set(DECLARE, '/spec/rules/0/from/0/source/principals/0', 'cluster.local/ns/quay/sa/bookings'),
    `warning istio-authorization-policy-unknown-service-account ${API.s}/${DECLARE} /spec/rules/0/from/0/source/principals/0`,
  ],
  [
    'An AuthorizationPolicy names a principal as certificates do',
    set(DECLARE, '/spec/rules/0/from/0/source/principals/0', 'spiffe://cluster.local/ns/quay/sa/booking'),
    `error istio-authorization-policy-principal-never-matches ${API.s}/${DECLARE} /spec/rules/0/from/0/source/principals/0`,
  ],
  [
    'An AuthorizationPolicy names a method that HTTP does not have',
    set(DECLARE, '/spec/rules/0/to/0/operation/methods/0', 'get'),
    `warning istio-authorization-policy-unknown-method ${API.s}/${DECLARE} /spec/rules/0/to/0/operation/methods/0`,
  ],
  [
    'An AuthorizationPolicy names the port of the Service',
    set(DECLARE, '/spec/rules/0/to/0/operation/ports/0', '80'),
    `warning istio-policy-port-of-service ${API.s}/${DECLARE} /spec/rules/0/to/0/operation/ports/0`,
  ],
  [
    'A policy is for pods without proxy',
    more('security', 'AuthorizationPolicy', 'lighthouse/beacon', {
      selector: { matchLabels: { app: 'beacon' } },
      rules: [{ from: [{ source: { namespaces: ['quay'] } }] }],
    }),
    `warning istio-policy-outside-mesh ${API.s}/AuthorizationPolicy lighthouse/beacon *`,
  ],
  [
    'A PeerAuthentication of the root namespace has a selector',
    more('security', 'PeerAuthentication', '{ns}/crane', {
      selector: { matchLabels: { app: 'crane' } },
      mtls: { mode: 'STRICT' },
    }),
    `* istio-peer-authentication-selector-in-root-namespace ${API.s}/PeerAuthentication {ns}/crane *`,
  ],
];

const SHORES: readonly Row[] = [
  [
    'A route names a Gateway that is not there',
    set(NOTICES, '/spec/parentRefs/0/name', 'beach'),
    `error istio-gateway-api-unknown-gateway ${API.g}/${NOTICES} /spec/parentRefs/0/name`,
    17,
  ],
  [
    'A route names a listener that is not there',
    set(NOTICES, '/spec/parentRefs/0/sectionName', 'https-2'),
    `error istio-gateway-api-unknown-listener ${API.g}/${NOTICES} /spec/parentRefs/0/*`,
    17,
  ],
  [
    'A route of the Gateway API leads nowhere',
    set(NOTICES, '/spec/rules/1/backendRefs/0/name', 'bookings'),
    `error istio-gateway-api-unknown-backend ${API.g}/${NOTICES} /spec/rules/1/backendRefs/0/name`,
    17,
  ],
  [
    'A route of the Gateway API leads to a port that is not there',
    set(NOTICES, '/spec/rules/1/backendRefs/0/port', 8081),
    `error istio-gateway-api-unknown-port ${API.g}/${NOTICES} /spec/rules/1/backendRefs/0/port`,
    17,
  ],
  [
    'Nobody lets a route into another Namespace',
    removed('ReferenceGrant cargo/from-quay'),
    `error istio-gateway-api-without-grant ${API.g}/${NOTICES} /spec/rules/0/backendRefs/0*`,
    17,
  ],
];

function faults(rows: readonly Row[], flavors: readonly Flavor[]): readonly Fault[] {
  return rows.map(([name, change, finding, since = 0]) => ({ name, flavors, since, change, finding }));
}

export const MORE_FAULTS: readonly Fault[] = [
  ...faults([...ROUTES, ...RULES, ...CALLERS], PIER),
  ...faults(SHORES, SHORE),
  {
    name: 'A policy is attached to a Service that no waypoint serves',
    flavors: ['ambient'],
    change: set('Namespace tide', '/metadata/labels/istio.io~1use-waypoint', undefined),
    finding: `warning istio-policy-target-without-waypoint ${API.s}/AuthorizationPolicy tide/readers *`,
  },
  {
    name: 'A policy is attached to a Service that is not there',
    flavors: ['ambient'],
    change: set('AuthorizationPolicy tide/readers', '/spec/targetRefs/0/name', 'gauges'),
    finding: `error istio-policy-unknown-target ${API.s}/AuthorizationPolicy tide/readers /spec/targetRefs/0*`,
  },
  {
    name: 'A policy asks ztunnel about requests',
    flavors: ['ambient'],
    change: set('AuthorizationPolicy tide/from-waypoint', '/spec/rules/0/to', [
      { operation: { methods: ['GET'] } },
    ]),
    finding: `error istio-authorization-policy-http-in-ambient ${API.s}/AuthorizationPolicy tide/from-waypoint *`,
  },
  {
    name: 'A tag is called like a revision',
    flavors: ['canary'],
    change: (objects, place) =>
      added(() =>
        objects
          .filter(
            ({ kind, metadata }) =>
              kind === 'MutatingWebhookConfiguration' &&
              JSON.stringify(metadata).includes(place.names.injector ?? ''),
          )
          .map((each) =>
            JSON.parse(
              JSON.stringify(each).replaceAll(place.names.injector ?? '', 'istio-revision-tag-next'),
            ),
          )
          .map((each) => ({
            ...each,
            metadata: {
              ...each.metadata,
              uid: 'tag',
              labels: { ...each.metadata.labels, 'istio.io/tag': place.names.rev },
            },
          })),
      )(objects, place),
    finding:
      'error istio-webhook-tag-named-like-revision admissionregistration.k8s.io/MutatingWebhookConfiguration istio-revision-tag-next *',
  },
];
