import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const NAMESPACE =
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, uid: u1, labels: { openservicemesh.io/monitored-by: osm } }\n';
const POD = `apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, uid: u2, labels: { osm-proxy-uuid: 6e5a } }
spec: { containers: [{ name: cart }, { name: envoy }], volumes: [{ name: envoy-bootstrap-config-volume }] }
`;
const CRDS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: meshconfigs.config.openservicemesh.io, uid: u3 }
spec: { group: config.openservicemesh.io }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: trafficsplits.split.smi-spec.io, uid: u4 }
spec: { group: split.smi-spec.io }
`;
const MESH_CONFIG =
  'apiVersion: config.openservicemesh.io/v1alpha2\nkind: MeshConfig\nmetadata: { name: osm-mesh-config, namespace: osm-system, uid: u5 }\n';
const CONTROLLER =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: osm-controller, namespace: osm-system, uid: u6, labels: { app: osm-controller } }\n';

test('everything that is left is one fact, the worst first', () => {
  const yaml = [NAMESPACE, POD, CRDS, MESH_CONFIG].join('---\n');
  expect(factsOf('OsmResidue', yaml, ['apps/Deployment']).map(plain)).toEqual([
    {
      remains: ['pods with its sidecar: 1', 'monitored namespaces: 1', 'definitions of its kinds: 1'],
      examples: [
        'Pod cart',
        'Namespace shop',
        'CustomResourceDefinition meshconfigs.config.openservicemesh.io',
      ],
    },
  ]);
});

test.each([
  ['an OSM that runs', [NAMESPACE, POD, CONTROLLER], ['apps/Deployment']],
  ['Deployments that were not captured', [NAMESPACE, POD], []],
  [
    'nothing of OSM',
    ['apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, uid: u1 }\n'],
    ['apps/Deployment'],
  ],
  ['a manifest', [NAMESPACE.replace(' uid: u1,', '')], ['apps/Deployment']],
])('none of %s', (_, documents, complete) => {
  expect(factsOf('OsmResidue', documents.join('---\n'), complete)).toEqual([]);
});
