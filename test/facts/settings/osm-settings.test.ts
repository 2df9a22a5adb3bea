import { expect, test } from 'vitest';
import { deriveFacts } from '../../../src/facts/derive.js';
import { buildGraph } from '../../../src/graph/build.js';
import { parseSources } from '../../../src/input/read.js';
import { factsOf, origin, plain, textAtPlace } from '../facts.js';

const controller = (line: string, namespace = 'osm-system') => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: ${namespace}
  uid: a1
  labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: v${line}.0 }
`;
const meshConfig = (spec: string) => `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: a2 }
spec: { ${spec} }
`;
const CONFIG_MAP = `
apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: osm-system, uid: a3 }
data: { permissive_traffic_policy_mode: "T", egress: "yes" }
`;
const MESH_CONFIGS = ['config.openservicemesh.io/MeshConfig'];

const settings = (texts: readonly string[], complete: readonly string[] = []) => {
  const [fact] = factsOf('OsmSettings', texts.join('---'), complete);
  if (fact === undefined) throw new Error('no fact');
  return fact;
};
const DEFAULT = (line: string) => `it is the default of OSM ${line}`;
const NOT_CAPTURED = 'it was not captured';
const UNKNOWN = 'unknown config.openservicemesh.io/MeshConfig';

test.each<[string, readonly string[], unknown, string]>([
  ['upstream 1.1', [controller('1.1')], false, DEFAULT('1.1')],
  ['upstream 1.2', [controller('1.2')], true, DEFAULT('1.2')],
  ['AKS 0.11', [controller('0.11', 'kube-system')], true, DEFAULT('0.11')],
  ['AKS 1.0, of which nobody knows', [controller('1.0', 'kube-system')], UNKNOWN, NOT_CAPTURED],
  ['Arc 1.0', [controller('1.0', 'arc-osm-system')], true, DEFAULT('1.0')],
])('without its MeshConfig, %s has its default', (_, texts, value, because) => {
  expect(plain(settings(texts)).permissive).toEqual({ value, because, configured: false });
});

test.each<[string, string, unknown, string]>([
  [
    'what is written',
    'traffic: { enablePermissiveTrafficPolicyMode: true }',
    true,
    "MeshConfig 'osm-mesh-config' says so",
  ],
  [
    'off where nothing is written',
    'traffic: {}',
    false,
    "MeshConfig 'osm-mesh-config' does not have traffic.enablePermissiveTrafficPolicyMode",
  ],
  [
    'off where no boolean is written',
    'traffic: { enablePermissiveTrafficPolicyMode: "true" }',
    false,
    "MeshConfig 'osm-mesh-config' holds no true or false in traffic.enablePermissiveTrafficPolicyMode",
  ],
])('a MeshConfig gives %s', (_, spec, value, because) => {
  const { permissive } = plain(settings([controller('1.2'), meshConfig(spec)]));
  expect(permissive).toEqual({ value, because, configured: true });
});

test('a value stands where it is written', () => {
  const fact = settings([controller('1.2'), meshConfig('featureFlags: { enableEgressPolicy: false }')]);
  expect(origin(fact, '/egressPolicy/value')).toBe(
    'MeshConfig osm-mesh-config /spec/featureFlags/enableEgressPolicy',
  );
});

test('a rendered chart tells what it will write', () => {
  const preset = `
apiVersion: v1
kind: ConfigMap
metadata: { name: preset-mesh-config, namespace: osm-system }
data:
  preset-mesh-config.json: |
    {
      "traffic": {"enableEgress": false, "enablePermissiveTrafficPolicyMode": false}
    }
`;
  const fact = settings([controller('1.2'), preset]);
  const because = "ConfigMap 'preset-mesh-config' says so";
  expect(plain(fact).permissive).toEqual({ value: false, because, configured: true });
  expect(plain(fact).wasmStats).toEqual({ value: true, because: DEFAULT('1.2'), configured: false });
  expect(textAtPlace(fact, '/permissive/value')).toBe('false');
});

test('the preset in a cluster tells no more than a default', () => {
  const preset = `
apiVersion: v1
kind: ConfigMap
metadata: { name: preset-mesh-config, namespace: osm-system, uid: a4 }
data: { preset-mesh-config.json: '{"traffic":{"enablePermissiveTrafficPolicyMode":false}}' }
`;
  const because = "ConfigMap 'preset-mesh-config' says so";
  expect(plain(settings([controller('1.2'), preset])).permissive).toEqual({
    value: false,
    because,
    configured: false,
  });
});

test('without the MeshConfig, where all are known, everything is off', () => {
  const because = "MeshConfig 'osm-mesh-config' does not exist, so that everything is off";
  const { permissive } = plain(settings([controller('1.2')], MESH_CONFIGS));
  expect(permissive).toEqual({ value: false, because, configured: false });
});

test('0.8 reads its ConfigMap as Go reads booleans', () => {
  const { permissive, egress } = plain(settings([controller('0.8'), CONFIG_MAP]));
  const because = "ConfigMap 'osm-config' says so";
  expect([permissive, egress]).toEqual([
    { value: true, because, configured: true },
    { value: false, because, configured: true },
  ]);
});

const ROUTES = `
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: routes, namespace: shop }
`;

test.each<[string, string | undefined, unknown]>([
  ['nothing is known without a control plane', undefined, undefined],
  ['a stated release has its default', '1.2', { value: true, because: DEFAULT('1.2'), configured: false }],
  ['an older one, too', 'v1.1.3', { value: false, because: DEFAULT('1.1'), configured: false }],
])('%s', (_, osm, expected) => {
  const graph = buildGraph(parseSources([{ name: 'a.yaml', text: ROUTES }]));
  const [fact] = deriveFacts(graph, osm === undefined ? {} : { osm }).ofKind('meshlint/OsmSettings');
  expect(fact && plain(fact).permissive).toEqual(expected);
});
