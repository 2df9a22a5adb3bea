import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

test.each([
  [
    'a label of a namespace',
    'labels: { openservicemesh.io/monitored-by: osm }',
    [['osm', 'label openservicemesh.io/monitored-by']],
  ],
  [
    'an annotation',
    'annotations: { linkerd.io/inject: enabled }',
    [['linkerd', 'annotation linkerd.io/inject']],
  ],
  [
    'a subdomain',
    'annotations: { proxy.istio.io/config: "{}" }',
    [['istio', 'annotation proxy.istio.io/config']],
  ],
  ['a key without a domain', 'labels: { istio-injection: enabled }', [['istio', 'label istio-injection']]],
  ['osm-edge', 'labels: { flomesh.io/monitored-by: osm }', [['osm-edge', 'label flomesh.io/monitored-by']]],
  [
    'an opt-in',
    'annotations: { sidecar.istio.io/inject: "true" }',
    [['istio', 'annotation sidecar.istio.io/inject']],
  ],
  ['another opt-out', 'annotations: { linkerd.io/inject: disabled }', []],
  ['another domain that ends alike', 'labels: { notistio.io/rev: x }', []],
  ['an opt-out of charts that know no mesh', 'annotations: { sidecar.istio.io/inject: "false" }', []],
])('%s', (_, metadata, expected) => {
  const facts = factsOf(
    'Mesh',
    `apiVersion: v1
kind: Namespace
metadata: { name: shop, ${metadata} }
`,
  );
  expect(facts.map((fact) => [plain(fact).name, (plain(fact).evidence as string[])[0]])).toEqual(expected);
});

test('a group, a custom resource definition and a pod template are evidence, SMI alone is not', () => {
  const facts = factsOf(
    'Mesh',
    `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: split, namespace: shop }
---
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: servicedefaults.consul.hashicorp.com }
spec: { group: consul.hashicorp.com }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { annotations: { mesh.traefik.io/traffic-type: http } } } }
`,
  );
  expect(
    facts.map((fact) => [fact.id.name, fact.id.namespace, origin(fact, '/evidence/0'), plain(fact).evidence]),
  ).toEqual([
    ['osm', undefined, 'MeshConfig osm-mesh-config /apiVersion', ['MeshConfig of config.openservicemesh.io']],
    [
      'consul',
      undefined,
      'CustomResourceDefinition servicedefaults.consul.hashicorp.com /spec/group',
      ['CRD servicedefaults.consul.hashicorp.com'],
    ],
    [
      'traefik-mesh',
      undefined,
      'Deployment cart /spec/template/metadata/annotations/mesh.traefik.io~1traffic-type',
      ['annotation mesh.traefik.io/traffic-type'],
    ],
  ]);
});
