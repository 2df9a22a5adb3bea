import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const deployment = (name: string, namespace: string, labels = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}, uid: d-${namespace}, labels: { app: ${name}${labels} } }
`;
const osm = (namespace: string, isAlone = false) =>
  deployment('osm-controller', namespace, isAlone ? ', enforceSingleMesh: "true"' : '');
const ISTIO = deployment('istiod-asm-1-21', 'aks-istio-system');

test.each([
  ['one OSM', [osm('osm-system', true)], []],
  ['two that take others', [osm('a'), osm('b')], []],
  ['one that takes none, first', [osm('a', true), osm('b')], ['b beside a']],
  ['one that takes none, last', [osm('a'), osm('b', true)], ['a beside b']],
  ['two that take none', [osm('a', true), osm('b', true)], ['b beside a']],
  [
    'the add-on and another one that takes none',
    [osm('a', true), osm('kube-system')],
    ['a beside kube-system'],
  ],
  ['the two add-ons', [osm('kube-system'), ISTIO], ['kube-system beside aks-istio-system']],
  ['an OSM that is no add-on', [osm('osm-system'), ISTIO], []],
])('what may not run beside each other: %s', (_, parts, expected) => {
  const found = factsOf('OsmConflict', parts.join('---')).map(plain);
  expect(found.map(({ own, namespace }) => `${own} beside ${namespace}`)).toEqual(expected);
});
