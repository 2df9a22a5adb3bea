import { added, inTemplate, set } from '../../changes.js';
import { live } from '../../objects.js';
import type { Fault } from '../fault.js';
import { FLAVORS, type Flavor, security } from '../installation.js';

const CONFIGURED = FLAVORS.filter((flavor) => flavor !== 'remote');
/** Where users may write EnvoyFilters, and the gateway is `pier/gate`. */
const FILTERED: readonly Flavor[] = CONFIGURED.filter((flavor) => flavor !== 'aks' && flavor !== 'managed');

const SECURITY = 'security.istio.io/';
const FILTER = 'EnvoyFilter pier/no-powered-by';
const PATCH = '/spec/configPatches/0';
const DECLARE = 'AuthorizationPolicy customs/declare';

const POLICIES: readonly Fault[] = [
  {
    name: 'An AuthorizationPolicy selects no workload',
    flavors: CONFIGURED,
    change: set('AuthorizationPolicy cargo/no-strangers', '/spec/selector/matchLabels/app', 'cranes'),
    finding: `warning istio-policy-selects-no-workload ${SECURITY}AuthorizationPolicy cargo/no-strangers /spec/selector*`,
  },
  {
    name: 'An AuthorizationPolicy has an unknown action',
    flavors: CONFIGURED,
    change: set(DECLARE, '/spec/action', 'ALLOWED'),
    finding: `error istio-object-refused ${SECURITY}${DECLARE} /spec/action`,
  },
  {
    name: 'Nobody asks the provider of an AuthorizationPolicy',
    flavors: CONFIGURED,
    change: set('AuthorizationPolicy customs/ask-gatekeeper', '/spec/provider/name', 'gatekeepers'),
    finding: `error istio-authorization-policy-unknown-provider ${SECURITY}AuthorizationPolicy customs/ask-gatekeeper /spec/provider/name`,
  },
  {
    name: 'Two PeerAuthentications are for one Namespace',
    flavors: CONFIGURED,
    change: added((installation) => [
      live(
        security(installation),
        'PeerAuthentication',
        { namespace: 'customs', name: 'second' },
        { spec: { mtls: { mode: 'DISABLE' } } },
      ),
    ]),
    finding: `* istio-peer-authentication-several-without-selector ${SECURITY}PeerAuthentication customs/* *`,
  },
  {
    name: 'Two Telemetries are for one Namespace',
    flavors: CONFIGURED,
    since: 14,
    change: added(({ minor }) => [
      live(
        `telemetry.istio.io/${minor < 22 ? 'v1alpha1' : 'v1'}`,
        'Telemetry',
        { namespace: 'quay', name: 'second' },
        { spec: { accessLogging: [{ disabled: true }] } },
      ),
    ]),
    finding: 'error istio-telemetry-several-without-selector telemetry.istio.io/Telemetry quay/* *',
  },
  {
    name: 'Two Telemetries select one workload',
    flavors: CONFIGURED,
    since: 14,
    change: added(({ minor }) => [
      live(
        `telemetry.istio.io/${minor < 22 ? 'v1alpha1' : 'v1'}`,
        'Telemetry',
        { namespace: 'quay', name: 'second' },
        { spec: { selector: { matchLabels: { app: 'ledger' } }, accessLogging: [{ disabled: true }] } },
      ),
    ]),
    finding: 'error istio-telemetry-same-workload telemetry.istio.io/Telemetry quay/* *',
  },
  {
    name: 'A Telemetry names a provider that the mesh does not have',
    flavors: CONFIGURED,
    since: 14,
    change: set('Telemetry quay/tracing', '/spec/tracing/0/providers/0/name', 'jaeger'),
    finding:
      'error istio-telemetry-unknown-provider telemetry.istio.io/Telemetry quay/tracing /spec/tracing/0/providers/0/name',
  },
];

const FILTERS: readonly Fault[] = [
  {
    name: 'An EnvoyFilter is relative to others without priority',
    flavors: FILTERED,
    since: 14,
    change: set(FILTER, '/spec/priority', undefined),
    finding: `warning istio-envoy-filter-relative-operation networking.istio.io/${FILTER} *`,
  },
  {
    name: 'An EnvoyFilter adds to a route configuration',
    flavors: FILTERED,
    change: set('EnvoyFilter quay/keepalive', PATCH, {
      applyTo: 'ROUTE_CONFIGURATION',
      match: { context: 'SIDECAR_OUTBOUND' },
      patch: { operation: 'ADD', value: { name: 'own' } },
    }),
    finding: `error istio-envoy-filter-operation-ignored networking.istio.io/EnvoyFilter quay/keepalive ${PATCH}*`,
  },
  {
    name: 'An EnvoyFilter replaces a cluster',
    flavors: FILTERED,
    change: set('EnvoyFilter quay/keepalive', `${PATCH}/patch/operation`, 'REPLACE'),
    finding: `error istio-envoy-filter-operation-ignored networking.istio.io/EnvoyFilter quay/keepalive ${PATCH}*`,
  },
  {
    name: 'An EnvoyFilter has no operation',
    flavors: FILTERED,
    change: set(FILTER, `${PATCH}/patch/operation`, undefined),
    finding: `error istio-object-refused networking.istio.io/${FILTER} ${PATCH}/patch*`,
  },
  {
    name: 'An EnvoyFilter is written for the API that Envoy gave up',
    flavors: FILTERED,
    since: 14,
    change: set(
      FILTER,
      `${PATCH}/patch/value/typed_config/@type`,
      'type.googleapis.com/envoy.config.filter.http.lua.v2.Lua',
    ),
    finding: `error istio-envoy-filter-type-given-up networking.istio.io/${FILTER} ${PATCH}/patch/value/typed_config/@type`,
  },
  {
    name: 'An EnvoyFilter names an extension without its type',
    flavors: FILTERED,
    change: set(FILTER, `${PATCH}/patch/value/typed_config`, undefined),
    finding: `warning istio-envoy-filter-no-typed-config networking.istio.io/${FILTER} ${PATCH}/patch/value*`,
  },
  {
    name: 'An EnvoyFilter matches a filter by its old name',
    flavors: FILTERED,
    change: set(FILTER, `${PATCH}/match/listener/filterChain/filter/name`, 'envoy.http_connection_manager'),
    finding: `warning istio-envoy-filter-deprecated-filter-name networking.istio.io/${FILTER} ${PATCH}/match/listener/filterChain/filter/name`,
  },
];

const annotation = (key: string) => `/metadata/annotations/${key.replace('/', '~1')}`;
const TARIFF = 'apps/Deployment quay/tariff /spec/template';

/** What the injector reads on pods, and refuses them for. */
const ANNOTATIONS: readonly Fault[] = [
  [
    'Ports that are kept out are no numbers',
    'traffic.sidecar.istio.io/excludeOutboundPorts',
    '3306;5433',
    'value-refused',
  ],
  [
    'Ranges that are kept out have a space after the comma',
    'traffic.sidecar.istio.io/excludeOutboundIPRanges',
    '10.9.0.0/16, 10.8.0.0/16',
    'value-refused',
  ],
  ['The proxy configuration of a pod is no YAML', 'proxy.istio.io/config', 'concurrency: {', '*'],
  [
    'A pod names a template that the injector does not have',
    'inject.istio.io/templates',
    'sidecar,debug',
    'unknown-template',
  ],
].map(([name = '', key = '', value = '', rule = '']) => ({
  name,
  change: inTemplate('quay/tariff', annotation(key), value),
  finding: `* istio-annotation-${rule} ${TARIFF}${annotation(key)}*`,
}));

export const POLICY_FAULTS: readonly Fault[] = [...POLICIES, ...FILTERS, ...ANNOTATIONS];
