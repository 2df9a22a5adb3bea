import { expect, test } from 'vitest';
import { factsOf } from '../facts.js';

interface Parts {
  readonly line?: string;
  readonly spec?: string;
  readonly label?: string;
  readonly others?: readonly string[];
}

const MONITORED = 'openservicemesh.io/monitored-by: osm';

/** A mesh whose MeshConfig says this, with one policy of each kind in the namespace shop. */
function mesh({ line = '1.2', spec = ON, label = MONITORED, others = [] }: Parts): readonly string[] {
  const texts = [
    `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: osm-system
  uid: a1
  labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: v${line}.0 }
`,
    `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: a2 }
spec: { ${spec} }
`,
    `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: a3, labels: { ${label} } }
`,
    ...POLICIES.map(policy),
    ...others,
  ];
  return factsOf('Dormant', texts.join('---')).map(({ value, id }) => `${id.name}: ${value.because}`);
}

const POLICIES: readonly (readonly [string, string])[] = [
  ['access.smi-spec.io/v1alpha3', 'TrafficTarget'],
  ['specs.smi-spec.io/v1alpha4', 'HTTPRouteGroup'],
  ['specs.smi-spec.io/v1alpha4', 'TCPRoute'],
  ['split.smi-spec.io/v1alpha2', 'TrafficSplit'],
  ['policy.openservicemesh.io/v1alpha1', 'Egress'],
  ['policy.openservicemesh.io/v1alpha1', 'IngressBackend'],
  ['policy.openservicemesh.io/v1alpha1', 'Retry'],
  ['policy.openservicemesh.io/v1alpha1', 'UpstreamTrafficSetting'],
];

function policy([apiVersion, kind]: readonly [string, string]): string {
  return `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: one, namespace: shop, uid: ${kind} }
`;
}

const FLAGS =
  'featureFlags: { enableEgressPolicy: true, enableRetryPolicy: true, enableIngressBackendPolicy: true }';
const ON = `traffic: { enablePermissiveTrafficPolicyMode: false }, ${FLAGS}`;
const PERMISSIVE = `traffic: { enablePermissiveTrafficPolicyMode: true }, ${FLAGS}`;
const BECAUSE = "permissive mode is on, because MeshConfig 'osm-mesh-config' says so";
const UNMONITORED = "namespace 'shop' is not monitored by a mesh";

test('where everything is on, everything has its effect', () => {
  expect(mesh({})).toEqual([]);
});

test('permissive mode makes nothing of who may call whom', () => {
  expect(mesh({ spec: PERMISSIVE })).toEqual([
    `TrafficTarget/one: ${BECAUSE}`,
    `HTTPRouteGroup/one: ${BECAUSE}`,
    `TCPRoute/one: ${BECAUSE}`,
  ]);
});

test('the routes that an Egress names are enforced in permissive mode, too', () => {
  const egress = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: two, namespace: shop, uid: two }
spec: { matches: [{ apiGroup: specs.smi-spec.io/v1alpha4, kind: HTTPRouteGroup, name: one }] }
`;
  expect(mesh({ spec: PERMISSIVE, others: [egress] })).toEqual([
    `TrafficTarget/one: ${BECAUSE}`,
    `TCPRoute/one: ${BECAUSE}`,
  ]);
});

test.each<[string, string, readonly string[]]>([
  [
    '0.11',
    'traffic: {}',
    [
      "Egress/one: enableEgressPolicy is off, because MeshConfig 'osm-mesh-config' does not have featureFlags.enableEgressPolicy",
      "IngressBackend/one: enableIngressBackendPolicy is off, because MeshConfig 'osm-mesh-config' does not have featureFlags.enableIngressBackendPolicy",
      "Retry/one: enableRetryPolicy is off, because MeshConfig 'osm-mesh-config' does not have featureFlags.enableRetryPolicy",
    ],
  ],
  [
    '1.0',
    'featureFlags: { enableEgressPolicy: true, enableIngressBackendPolicy: false, enableRetryPolicy: true }',
    [],
  ],
])('in %s flags make objects unread', (line, spec, expected) => {
  expect(mesh({ line, spec })).toEqual(expected);
});

test.each<[string, readonly string[]]>([
  ['1.1', POLICIES.map(([, kind]) => `${kind}/one: ${UNMONITORED}`)],
  ['1.2', POLICIES.filter(([, kind]) => kind !== 'Retry').map(([, kind]) => `${kind}/one: ${UNMONITORED}`)],
])('in %s nothing is read in a namespace without the label', (line, expected) => {
  expect(mesh({ line, label: '' })).toEqual(expected);
});
