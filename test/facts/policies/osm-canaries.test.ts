import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function meshConfig(name: string, stats: boolean): string {
  return `apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: ${name}, uid: ${name} }
spec: { featureFlags: { enableWASMStats: ${stats} } }
---
`;
}

function canary(provider: string, metrics: string): string {
  return `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: podinfo, namespace: test }
spec: { provider: ${provider}, analysis: { metrics: ${metrics} } }
`;
}

const BUILT_IN = '[{ name: request-duration }]';

test.each([
  ['one mesh with them', meshConfig('one', true), true],
  ['one mesh without them', meshConfig('one', false), false],
  [
    'two meshes that differ',
    meshConfig('one', true) + meshConfig('two', false),
    'unknown config.openservicemesh.io/MeshConfig',
  ],
  ['no mesh in the input', '', 'unknown config.openservicemesh.io/MeshConfig'],
])('metrics of OSM, and %s', (_, meshes, measured) => {
  expect(factsOf('OsmCanary', meshes + canary('osm', BUILT_IN)).map((fact) => plain(fact).measured)).toEqual([
    measured,
  ]);
});

test.each([
  ['another provider', canary('istio', BUILT_IN)],
  ['metrics of its own', canary('osm', '[{ name: errors }]')],
  [
    'a template of a built-in name',
    canary('osm', '[{ name: request-duration, templateRef: { name: own } }]'),
  ],
])('none for %s', (_, yaml) => {
  expect(factsOf('OsmCanary', meshConfig('one', false) + yaml)).toEqual([]);
});
