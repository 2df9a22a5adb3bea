import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const NETWORKS = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: "trustDomain: cluster.local"
  meshNetworks: |-
    networks:
      sea:
        endpoints:
        - fromRegistry: REGISTRY
        - fromCidr: 10.0.0.0/8
---
`;

const ISTIOD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, env: [{ name: CLUSTER_ID, value: quay }] }] } } }
---
`;

const SECRET = `apiVersion: v1
kind: Secret
metadata: { name: remote, namespace: istio-system, labels: { istio/multiCluster: "true" } }
data: { pier: "" }
`;

test.each([
  ['Kubernetes', '', [], true],
  ['quay', ISTIOD, [], true],
  ['pier', SECRET, [], true],
  ['depot', ISTIOD + SECRET, ['Secret'], false],
  ['depot', ISTIOD + SECRET, [], 'unknown Secret'],
  ['depot', SECRET, ['Secret'], 'unknown apps/Deployment'],
] as const)('registry %s', (registry, more, complete, known) => {
  const text = NETWORKS.replace('REGISTRY', registry) + more;
  expect(factsOf('IstioNetworkRegistry', text, complete).map(plain)).toEqual([
    { network: 'sea', registry, known },
  ]);
});

test('the fact stands at the name in the text', () => {
  const [found] = factsOf('IstioNetworkRegistry', NETWORKS);
  expect(found && origin(found, '/known')).toBe(
    'ConfigMap istio /data/meshNetworks/<yaml>/networks/sea/endpoints/0/fromRegistry',
  );
});

test('what is filled in later names none', () => {
  expect(factsOf('IstioNetworkRegistry', NETWORKS.replace('REGISTRY', '$(CLUSTER)'))).toEqual([]);
});
