import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, plain, textAtPlace } from '../facts.js';

function controller(namespace: string, version: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: ${namespace}, uid: 1a2b, labels: { app.kubernetes.io/version: ${version} } }
spec: { template: { spec: { containers: [{ name: osm-controller }] } } }
---`;
}

function meshConfig(spec: string, namespace: string, uid = ', uid: 3c4d'): string {
  return `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: ${namespace}${uid} }
spec: ${spec}
`;
}

const FLAGS = 'featureFlags: { enableEgressPolicy: true, enableWASMStats: true }';
const AKS = `${FLAGS}, observability: { enableDebugServer: true }`;

function changed(namespace: string, version: string, spec: string): readonly string[] {
  const facts = factsOf(
    'OsmMeshConfig',
    controller(namespace, version) + meshConfig(`{ ${spec} }`, namespace),
  );
  return facts.flatMap((fact) =>
    ((plain(fact).changed ?? []) as JsonObject[]).map((each) => String(each.summary)),
  );
}

const BOTH_TRUE = 'traffic: { enableEgress: true, enablePermissiveTrafficPolicyMode: true }';
const BOTH_FALSE = 'traffic: { enableEgress: false, enablePermissiveTrafficPolicyMode: false }';

test.each([
  ['upstream up to 1.1', 'osm-system', 'v1.1.4', `${FLAGS}, ${BOTH_FALSE}`],
  ['upstream 1.2', 'osm-system', 'v1.2.4', `${FLAGS}, ${BOTH_TRUE}`],
  ['AKS 0.9', 'kube-system', 'v0.9.1', `${AKS}, ${BOTH_TRUE}`],
  ['AKS 0.11', 'kube-system', 'v0.11.1', `${AKS}, ${BOTH_TRUE}`],
  ['AKS 1.0, whose defaults are not documented', 'kube-system', 'v1.0.0', `${FLAGS}, ${BOTH_FALSE}`],
  ['AKS 1.2', 'kube-system', 'v1.2.5', `${AKS}, ${BOTH_TRUE}`],
  ['Arc 1.2, where either egress is usual', 'arc-osm-system', 'v1.2.5', `${FLAGS}, ${BOTH_TRUE}`],
])('the MeshConfig of %s is not changed', (_, namespace, version, spec) => {
  expect(changed(namespace, version, spec)).toEqual([]);
});

test.each([
  ['sidecar: { configResyncInterval: "" }', []],
  ['sidecar: { configResyncInterval: 2m }', ['spec.sidecar.configResyncInterval is 2m instead of 0s']],
  ['certificate: { serviceCertValidityDuration: 1440m }', []],
  ['certificate: { serviceCertValidityDuration: 1d }', []],
  ['sidecar: { maxDataPlaneConnections: "error" }', []],
])('with %s the changes are %j', (spec, expected) => {
  expect(changed('kube-system', 'v0.11.1', `${AKS}, ${BOTH_TRUE}, ${spec}`)).toEqual(expected);
});

test('an absent field that counts as another value than the default is a change', () => {
  expect(changed('osm-system', 'v0.11.1', BOTH_FALSE)).toEqual([
    'spec.featureFlags.enableWASMStats is absent and so false instead of true',
    'spec.featureFlags.enableEgressPolicy is absent and so false instead of true',
    'spec.featureFlags.enableIngressBackendPolicy is absent and so false instead of true',
  ]);
});

test('a change points at its value', () => {
  const [fact] = factsOf(
    'OsmMeshConfig',
    controller('kube-system', 'v0.11.1') + meshConfig(`{ ${AKS}, ${BOTH_FALSE} }`, 'kube-system'),
  );
  expect(fact && textAtPlace(fact, '/changed/0/value')).toBe('false');
});

test('a manifest, and a MeshConfig whose control plane is not seen, have no changes', () => {
  const manifest = controller('kube-system', 'v0.11.1') + meshConfig('{}', 'kube-system', '');
  const alone = meshConfig('{}', 'kube-system');
  for (const text of [manifest, alone])
    expect(factsOf('OsmMeshConfig', text).map(plain)).toEqual([{ inert: [] }]);
});

test('a MeshConfig of another namespace is inert, or perhaps that of another control plane', () => {
  const text = controller('kube-system', 'v0.11.1') + meshConfig('{}', 'osm-system');
  expect(factsOf('OsmMeshConfig', text).map(plain)).toEqual([
    { inert: ['unknown apps/Deployment osm-system'] },
  ]);
  expect(factsOf('OsmMeshConfig', text, ['apps/Deployment']).map(plain)).toEqual([
    { inert: [{ field: 'namespace', actual: 'osm-system', read: 'kube-system' }] },
  ]);
});
