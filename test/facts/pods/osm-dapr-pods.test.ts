import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function meshConfig(traffic: string): string {
  return `apiVersion: config.openservicemesh.io/v1alpha2\nkind: MeshConfig\nmetadata: { name: osm-mesh-config, namespace: osm-system, uid: u1 }\nspec: { traffic: ${traffic} }\n`;
}

function pod(name: string, annotations: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { osm-proxy-uuid: 6e5a }, annotations: ${annotations} }
spec: { containers: [{ name: daprd }, { name: envoy }], volumes: [{ name: envoy-bootstrap-config-volume }] }
`;
}

const DAPR = '{ dapr.io/enabled: "true" }';
const EGRESS = ['policy.openservicemesh.io/Egress'];

test('all pods of Dapr that are shut in are one fact', () => {
  const yaml = `${meshConfig('{ enableEgress: false }')}${pod('one', DAPR)}${pod('two', DAPR)}`;
  expect(factsOf('OsmDaprPods', yaml, EGRESS).map(plain)).toEqual([
    { port: 50005, count: 2, pod: 'one', shutIn: true },
  ]);
});

test('an Egress that was not captured may let them out', () => {
  const yaml = `${meshConfig('{ enableEgress: false }')}${pod('one', DAPR)}`;
  expect(factsOf('OsmDaprPods', yaml).map(plain)).toMatchObject([
    { shutIn: 'unknown policy.openservicemesh.io/Egress' },
  ]);
});

const OUT = '{ dapr.io/enabled: "true", openservicemesh.io/outbound-port-exclusion-list: "80, 50005" }';

test.each([
  ['egress is on', '{ enableEgress: true }', DAPR],
  ['the mesh excludes the port', '{ enableEgress: false, outboundPortExclusionList: [50005] }', DAPR],
  ['the mesh excludes ranges', '{ enableEgress: false, outboundIPRangeExclusionList: [10.0.0.0/8] }', DAPR],
  [
    'the mesh takes some ranges alone',
    '{ enableEgress: false, outboundIPRangeInclusionList: [10.1.0.0/16] }',
    DAPR,
  ],
  ['the pod excludes the port', '{ enableEgress: false }', OUT],
  ['the pod is not of Dapr', '{ enableEgress: false }', '{ dapr.io/enabled: "false" }'],
])('none where %s', (_, traffic, annotations) => {
  expect(factsOf('OsmDaprPods', `${meshConfig(traffic)}${pod('one', annotations)}`, EGRESS)).toEqual([]);
});
