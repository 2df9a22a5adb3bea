import { expect, test } from 'vitest';
import { judgeByAll, type Told } from './judge.js';

const RETRY = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Retry
metadata: { name: cart, namespace: shop }
spec:
  source: { kind: ServiceAccount, name: cart, namespace: shop }
  destinations: [{ kind: Service, name: orders, namespace: shop }]
  retryPolicy: { retryOn: 5xx, perTryTimeout: 1s, numRetries: 3, retryBackoffBaseInterval: 100ms }
`;

const SETTING = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: UpstreamTrafficSetting
metadata: { name: orders, namespace: shop }
spec:
  host: orders.shop.svc.cluster.local
  connectionSettings:
    tcp: { maxConnections: 100, connectTimeout: 2s }
    http: { maxRequests: 50, maxRequestsPerConnection: 10, maxPendingRequests: 5, maxRetries: 2 }
`;

const LIMITS = `${SETTING}  rateLimit:
    local:
      tcp: { connections: 10, unit: minute, burst: 5 }
      http: { requests: 20, unit: second, responseStatusCode: 503, responseHeadersToAdd: [{ name: x-limit, value: a }] }
  httpRoutes:
    - { path: ".*", rateLimit: { local: { requests: 5, unit: hour } } }
`;

const EGRESS = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: payments, namespace: shop }
spec:
  sources: [{ kind: ServiceAccount, name: cart, namespace: shop }]
  hosts: [api.example.com]
  ports: [{ number: 443, protocol: https }]
  matches: [{ apiGroup: policy.openservicemesh.io/v1alpha1, kind: UpstreamTrafficSetting, name: payments }]
---
apiVersion: policy.openservicemesh.io/v1alpha1
kind: UpstreamTrafficSetting
metadata: { name: payments, namespace: shop }
spec: { host: api.example.com }
`;

const ROOT = `
apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshRootCertificate
metadata: { name: osm-mesh-root-certificate, namespace: osm-system }
spec:
  trustDomain: cluster.local
  provider: { tresor: { ca: { secretRef: { name: osm-ca-bundle, namespace: osm-system } } } }
`;

const REMOTE = `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MultiClusterService
metadata: { name: orders, namespace: shop }
spec:
  serviceAccount: orders
  ports: [{ port: 80, protocol: TCP }]
  clusters: [{ name: north, address: "10.1.2.3:15443", weight: 10 }]
`;

const TELEMETRY = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Telemetry
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  accessLog: { format: "%START_TIME%", openTelemetry: { extensionService: { name: collector, namespace: shop } } }
`;

const EXTENSION = `
apiVersion: config.openservicemesh.io/v1alpha2
kind: ExtensionService
metadata: { name: collector, namespace: shop }
spec: { host: collector.shop.svc.cluster.local, port: 4317, protocol: grpc, connectTimeout: 1s }
`;

/** A text with one part replaced. */
function replaced(text: string, part: string, other: string): string {
  expect(text).toContain(part);
  return text.replace(part, other);
}

/** A release that the user states. */
function osm(release: string): Told {
  return { mesh: { osm: release } };
}

test.each<[kind: string, input: string, fine: readonly string[], foreign: readonly string[]]>([
  ['Retry', RETRY, ['1.1.0', '1.2.4', '1.3'], ['0.8.4', '0.11.1', '1.0.0']],
  ['UpstreamTrafficSetting', SETTING, ['1.1.0', '1.2.4', '1.3'], ['0.9.2', '1.0.0']],
  ['MeshRootCertificate', ROOT, ['1.2.0', '1.2.4'], ['0.11.1', '1.0.0', '1.1.4']],
  ['MultiClusterService', REMOTE, ['0.10.0', '0.11.1', '1.0.0', '1.1.4'], ['0.8.4', '0.9.2', '1.2.4']],
  ['Telemetry', TELEMETRY, ['1.3'], ['0.11.1', '1.2.4']],
  ['ExtensionService', EXTENSION, ['1.3'], ['0.11.1', '1.2.4']],
])(
  'a whole %s is taken by the releases that have the kind, and by no other',
  async (_, input, fine, foreign) => {
    for (const release of fine) expect(await judgeByAll(input, osm(release))).toEqual([]);
    for (const release of foreign) {
      expect(await judgeByAll(input, osm(release))).toEqual(['3 osm-kind-wrong-release']);
    }
  },
);

test.each<[what: string, input: string, expected: readonly string[], told?: Told]>([
  ['limits, on the newest release', LIMITS, []],
  ['limits, on 1.2', LIMITS, [], osm('1.2.0')],
  ['limits, on 1.1', LIMITS, ['10 osm-field-wrong-release', '14 osm-field-wrong-release'], osm('1.1.4')],
  [
    'a limit that no release has',
    replaced(LIMITS, '    local:\n      tcp', '    global: {}\n    local:\n      tcp'),
    ['11 osm-field-wrong-release'],
  ],
  [
    'what the CRD drops unread it does not refuse',
    replaced(LIMITS, 'unit: minute', 'unit: fortnight'),
    ['10 osm-field-wrong-release', '14 osm-field-wrong-release'],
    osm('1.1.4'),
  ],
  [
    'nor a role that no release has',
    replaced(ROOT, 'provider', 'role: leader\n  provider'),
    ['7 osm-field-wrong-release'],
  ],
  [
    'a role that 1.3 does not know',
    replaced(ROOT, 'provider', 'role: leader\n  provider'),
    ['7 osm-object-refused'],
    osm('1.3'),
  ],
  ['an Egress and its UpstreamTrafficSetting', EGRESS, []],
  ['both, on 1.1', EGRESS, [], osm('1.1.0')],
  ['both, on 1.0', EGRESS, ['9 osm-egress-match-wrong-kind', '12 osm-kind-wrong-release'], osm('1.0.0')],
  [
    'the wrong name in the Egress leaves the setting unused too, which follows',
    replaced(EGRESS, 'UpstreamTrafficSetting, name: payments }]', 'UpstreamTrafficSetting, name: payment }]'),
    ['9 osm-egress-unknown-upstream-traffic-setting'],
  ],
  [
    'a misspelt condition and count',
    replaced(
      RETRY,
      'retryOn: 5xx, perTryTimeout: 1s, numRetries: 3',
      'retryOn: 5XX, perTryTimeout: 1d, numRetries: -1',
    ),
    ['8 osm-policy-bad-duration', '8 osm-retry-no-retries', '8 osm-retry-unknown-condition'],
  ],
  [
    'one mistake in a type is one finding',
    replaced(RETRY, 'retryOn: 5xx', 'retryOn: [5xx]'),
    ['8 osm-object-refused'],
  ],
  [
    'a field that is left out, and its neighbour one level too high',
    replaced(RETRY, ', numRetries: 3', '').replace('  retryPolicy', '  numRetries: 3\n  retryPolicy'),
    ['8 osm-retry-unknown-key', '9 osm-object-refused'],
  ],
  [
    'a code out of range is refused, and not judged twice',
    replaced(LIMITS, '503', '200'),
    ['13 osm-object-refused'],
  ],
  [
    'a code without a name',
    replaced(LIMITS, '503', '499'),
    ['13 osm-upstream-traffic-setting-unknown-status-code'],
  ],
  [
    'two providers',
    replaced(ROOT, 'provider: { ', 'provider: { vault: { host: vault.example.com }, '),
    Array(5).fill('7 osm-object-refused'),
  ],
  ['an old version', replaced(ROOT, 'v1alpha2', 'v1alpha1'), ['2 osm-version-not-served']],
  ['a version of 1.1', replaced(REMOTE, 'v1alpha1', 'v1alpha2'), [], osm('1.1.4')],
  [
    'a version of 1.1, on 1.0',
    replaced(REMOTE, 'v1alpha1', 'v1alpha2'),
    ['2 osm-version-not-served'],
    osm('1.0.0'),
  ],
  [
    'a host name where an address belongs, and a priority before its time',
    replaced(REMOTE, '"10.1.2.3:15443"', '"north:15443", priority: 1'),
    ['8 osm-field-wrong-release', '8 osm-object-refused'],
    osm('0.10.0'),
  ],
  [
    'fields of the kind that only 1.3 has, judged by 1.3',
    `${TELEMETRY.replace('selector:', 'selectors:')}---${EXTENSION.replace('4317', '"4317"')}`,
    ['6 osm-telemetry-unknown-key', '12 osm-object-refused'],
    osm('1.3'),
  ],
  [
    'a host that is filled in later',
    replaced(SETTING, 'orders.shop.svc.cluster.local', '"{{ .Values.host }}"'),
    [],
  ],
])('%s', async (_, input, expected, told) => {
  expect(await judgeByAll(input, told)).toEqual(expected);
});

test('what a Retry names is looked for where the input knows the kind', async () => {
  const complete = ['Service', 'ServiceAccount'];
  const there = `${RETRY}---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: cart, namespace: shop }
`;
  expect(await judgeByAll(RETRY)).toEqual([]);
  expect(await judgeByAll(there, { complete })).toEqual([]);
  expect(await judgeByAll(RETRY, { complete })).toEqual([
    '6 osm-retry-unknown-service-account',
    '7 osm-retry-unknown-service',
  ]);
});
