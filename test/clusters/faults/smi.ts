import type { Json } from '../../../src/input/json.js';
import { added, all, authored, changed, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import type { Line } from '../installation.js';
import { live, objectAt } from '../objects.js';

const TARGET = 'TrafficTarget bookwarehouse/bookwarehouse';
const GROUP = 'HTTPRouteGroup bookstore/bookstore-service-routes';
const RESTOCK = 'HTTPRouteGroup bookwarehouse/restock';
const SPLIT = 'TrafficSplit bookstore/bookstore';

interface Row {
  readonly since?: Line;
  readonly before?: Line;
  readonly name: string;
  readonly what: string;
  readonly at: string;
  readonly to: Json | undefined;
  readonly rule: string;
  readonly severity?: 'error' | 'warning';
  readonly shown?: string;
  /** The API server takes no such object, so it is a manifest. */
  readonly refused?: boolean;
}

const GROUPS: Readonly<Record<string, string>> = {
  TrafficTarget: 'access.smi-spec.io',
  HTTPRouteGroup: 'specs.smi-spec.io',
  TCPRoute: 'specs.smi-spec.io',
  TrafficSplit: 'split.smi-spec.io',
};

function faultOf(row: Row): Fault {
  const { name, what, at, to, rule, severity = 'error', shown = at, refused, ...lines } = row;
  const group = GROUPS[what.split(' ')[0] ?? ''];
  return {
    ...lines,
    name,
    change: refused ? authored(what, at, to) : set(what, at, to),
    finding: `${severity} ${rule} ${group}/${what} ${shown}`,
  };
}

const ROWS: readonly Row[] = [
  {
    name: 'The destination of a TrafficTarget names no namespace',
    what: TARGET,
    at: '/spec/destination/namespace',
    to: undefined,
    rule: 'smi-traffic-target-destination-without-namespace',
    shown: '/spec/destination/namespace',
  },
  {
    name: 'A TrafficTarget stands in another namespace than its destination',
    since: '0.11',
    what: TARGET,
    at: '/spec/destination/namespace',
    to: 'bookstore',
    rule: 'smi-traffic-target-other-namespace',
  },
  {
    name: 'The destination of a TrafficTarget does not exist',
    what: TARGET,
    at: '/spec/destination/name',
    to: 'bookwarehose',
    rule: 'smi-traffic-target-missing-service-account',
  },
  {
    name: 'A source of a TrafficTarget does not exist',
    what: TARGET,
    at: '/spec/sources/1/name',
    to: 'bookstore-v3',
    rule: 'smi-traffic-target-missing-service-account',
  },
  {
    name: 'The destination of a TrafficTarget is a Deployment',
    what: TARGET,
    at: '/spec/destination/kind',
    to: 'Deployment',
    rule: 'smi-traffic-target-destination-kind',
    severity: 'warning',
  },
  {
    name: 'A source of a TrafficTarget is a Pod',
    what: TARGET,
    at: '/spec/sources/0/kind',
    to: 'Pod',
    rule: 'smi-traffic-target-source-kind',
    severity: 'warning',
  },
  {
    name: 'A source of a TrafficTarget names no namespace',
    what: TARGET,
    at: '/spec/sources/0/namespace',
    to: undefined,
    rule: 'smi-traffic-target-source-without-namespace',
    shown: '/spec/sources/0/namespace',
  },
  {
    name: 'A TrafficTarget has no sources',
    since: '0.11',
    what: TARGET,
    at: '/spec/sources',
    to: [],
    rule: 'smi-traffic-target-empty-sources',
  },
  {
    name: 'A TrafficTarget has no rules',
    what: TARGET,
    at: '/spec/rules',
    to: [],
    rule: 'smi-traffic-target-no-rules',
  },
  {
    name: 'A rule of a TrafficTarget is a UDPRoute',
    what: TARGET,
    at: '/spec/rules/0/kind',
    to: 'UDPRoute',
    rule: 'smi-traffic-target-rule-kind',
  },
  {
    name: 'A TrafficTarget names a route that does not exist',
    what: TARGET,
    at: '/spec/rules/0/name',
    to: 'restok',
    rule: 'smi-traffic-target-missing-route',
  },
  {
    name: 'A TrafficTarget names a match that does not exist',
    what: TARGET,
    at: '/spec/rules/0/matches/0',
    to: 'restok',
    rule: 'smi-traffic-target-unknown-match',
  },
  {
    name: 'A rule of a TrafficTarget has no matches',
    what: TARGET,
    at: '/spec/rules/0/matches',
    to: undefined,
    rule: 'smi-traffic-target-rule-without-matches',
    severity: 'warning',
    shown: '/spec/rules/0/name',
  },
  {
    name: 'A source of a TrafficTarget is outside the mesh',
    what: TARGET,
    at: '/spec/sources/1',
    to: { kind: 'ServiceAccount', name: 'default', namespace: 'outside' },
    rule: 'smi-traffic-target-namespace-not-monitored',
    severity: 'warning',
    shown: '/spec/sources/1/namespace',
  },
  {
    name: 'A path looks ahead',
    what: GROUP,
    at: '/spec/matches/0/pathRegex',
    to: '/(?!admin).*',
    rule: 'smi-route-group-regex-not-re2',
  },
  {
    name: 'A method is written small',
    what: GROUP,
    refused: true,
    at: '/spec/matches/0/methods/0',
    to: 'get',
    rule: 'smi-route-group-unknown-method',
  },
  {
    name: 'Headers are one mapping',
    what: GROUP,
    at: '/spec/matches/0/headers',
    to: { 'user-agent': '.*' },
    rule: 'smi-route-group-headers-as-mapping',
  },
  {
    name: 'Two headers stand in one item',
    what: GROUP,
    at: '/spec/matches/0/headers',
    to: [{ 'user-agent': '.*', 'client-app': 'bookbuyer' }],
    rule: 'smi-route-group-several-headers-in-one-item',
    shown: '/spec/matches/0/headers/0',
  },
  {
    name: 'Two matches have one name',
    what: GROUP,
    at: '/spec/matches/2/name',
    to: 'buy-a-book',
    rule: 'smi-route-group-duplicate-match',
    severity: 'warning',
    shown: '/spec/matches/*/name',
  },
  {
    name: 'A TCPRoute lists a port that nobody listens on',
    what: 'TCPRoute bookwarehouse/cache',
    at: '/spec/matches/ports/0',
    to: 6380,
    rule: 'smi-tcp-route-not-target-port',
    severity: 'warning',
  },
  {
    name: 'A TrafficSplit splits a Service that does not exist',
    what: SPLIT,
    at: '/spec/service',
    to: 'book-store',
    rule: 'smi-traffic-split-missing-root',
  },
  {
    name: 'A TrafficSplit sends traffic to a Service that does not exist',
    what: SPLIT,
    at: '/spec/backends/0/service',
    to: 'bookstore-v3',
    rule: 'smi-traffic-split-missing-backend',
  },
  {
    name: 'No backend of a TrafficSplit has weight',
    what: SPLIT,
    at: '/spec/backends/0/weight',
    to: 0,
    rule: 'smi-traffic-split-no-weight',
    shown: '/spec/backends',
  },
  {
    name: 'A weight is negative',
    what: SPLIT,
    at: '/spec/backends/1/weight',
    to: -1,
    rule: 'smi-traffic-split-negative-weight',
  },
  {
    name: 'A TrafficSplit has matches',
    what: SPLIT,
    refused: true,
    at: '/spec/matches',
    to: [{ kind: 'HTTPRouteGroup', name: 'bookstore-service-routes' }],
    rule: 'smi-traffic-split-matches',
  },
  {
    name: 'A TrafficSplit is of a version that nobody serves',
    what: SPLIT,
    refused: true,
    at: '/apiVersion',
    to: 'split.smi-spec.io/v1alpha4',
    rule: 'smi-version-not-served',
  },
  {
    name: 'A backend is a host name of another namespace',
    what: SPLIT,
    at: '/spec/backends/0/service',
    to: 'bookwarehouse.bookwarehouse.svc.cluster.local',
    rule: 'smi-traffic-split-backend-not-a-name',
  },
  {
    name: 'An unknown key stands in a TrafficTarget',
    what: TARGET,
    at: '/spec/destinations',
    to: [],
    rule: 'smi-unknown-key',
    severity: 'warning',
  },
];

export const SMI: readonly Fault[] = [
  ...ROWS.map(faultOf),
  {
    name: 'A match is renamed, and a TrafficTarget still names it',
    change: set(RESTOCK, '/spec/matches/0/name', 'refill'),
    finding: `error smi-traffic-target-unknown-match access.smi-spec.io/${TARGET} /spec/rules/0/matches/0`,
  },
  {
    name: 'An HTTPRouteGroup was deleted that TrafficTargets name',
    change: removed(RESTOCK),
    finding: `error smi-traffic-target-missing-route access.smi-spec.io/${TARGET} /spec/rules/0/name`,
  },
  {
    name: 'A UDPRoute is there',
    before: '0.9',
    change: added(() => [
      live(
        'specs.smi-spec.io/v1alpha4',
        'UDPRoute',
        { namespace: 'bookstore', name: 'dns' },
        {
          spec: { matches: { ports: [53] } },
        },
      ),
    ]),
    finding: 'warning smi-udp-route specs.smi-spec.io/UDPRoute bookstore/dns ',
  },
  {
    name: 'Two TrafficSplits split one Service',
    change: added(() => [
      live(
        'split.smi-spec.io/v1alpha2',
        'TrafficSplit',
        { namespace: 'bookstore', name: 'bookstore-too' },
        {
          spec: { service: 'bookstore', backends: [{ service: 'bookstore-v2', weight: 100 }] },
        },
      ),
    ]),
    finding:
      'warning smi-traffic-split-root-split-twice split.smi-spec.io/TrafficSplit bookstore/bookstore* /spec/service',
  },
  {
    name: 'Nobody may call a backend of a TrafficSplit',
    change: all(removed('TrafficTarget bookstore/bookstore-v2'), set(SPLIT, '/spec/backends/1/weight', 75)),
    finding: `warning smi-traffic-split-backend-without-traffic-target split.smi-spec.io/${SPLIT} /spec/backends/1/service`,
  },
  {
    name: 'The root of a TrafficSplit selects nothing',
    since: '1.2',
    change: set('Service bookstore/bookstore', '/spec/selector', undefined),
    finding: `error smi-traffic-split-root-without-selector split.smi-spec.io/${SPLIT} /spec/service`,
  },
  {
    name: 'The root of a TrafficSplit has another port than its backends',
    since: '0.11',
    change: set('Service bookstore/bookstore', '/spec/ports/0/port', 8080),
    finding: `error smi-traffic-split-leaf-port split.smi-spec.io/${SPLIT} /spec/backends/0/service`,
  },
  {
    name: 'A backend of a TrafficSplit was deleted',
    change: removed('Service bookstore/bookstore-v1'),
    before: '1.1',
    finding: `error smi-traffic-split-missing-backend split.smi-spec.io/${SPLIT} /spec/backends/0/service`,
  },
  {
    name: 'The matches of a rule are empty',
    change: changed('TrafficTarget bookstore/bookstore-v1', (target) => {
      const spec = objectAt(target, 'spec');
      const rules = [{ kind: 'HTTPRouteGroup', name: 'bookstore-service-routes', matches: [] }];
      return { ...target, spec: { ...spec, rules } };
    }),
    finding:
      'warning smi-traffic-target-rule-without-matches access.smi-spec.io/TrafficTarget bookstore/bookstore-v1 /spec/rules/0/name',
  },
];
