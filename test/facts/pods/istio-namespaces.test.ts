import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';
import { AUTO, BOTH, DEFAULT, ENABLED, INJECT, istiod, MWC, ON } from './injectors.js';

const deployment = (podLabels: string, namespace = 'shop') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: ${namespace} }
spec: { template: { metadata: { labels: { ${podLabels} } }, spec: {} } }
`;

/** The fact about the namespace shop, or another one. */
function namespace(
  labels: string,
  others: readonly string[],
  complete: readonly string[] = [],
  name = 'shop',
) {
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
`;
  const [fact] = factsOf('IstioNamespace', [yaml, ...others].join('---'), complete);
  if (fact === undefined) throw new Error('no fact');
  return { fact, value: plain(fact) };
}

test.each<[string, string, readonly string[], object]>([
  [
    'a label',
    ENABLED,
    [DEFAULT, ON],
    { labelled: true, injection: 'enabled', injects: true, selected: true, revision: 'default' },
  ],
  ['no label', '', BOTH, { labelled: false, injects: false, selected: false }],
  ['no label, and injection by default', '', [AUTO, ON], { labelled: false, injects: true, selected: true }],
  ['ambient mode', 'istio.io/dataplane-mode: ambient', BOTH, { labelled: true, injects: false }],
  [
    'a policy that is not known',
    ENABLED,
    [DEFAULT],
    { injects: 'unknown ConfigMap istio-system', selected: true },
  ],
])('a namespace with %s', (_, labels, others, expected) => {
  expect(namespace(labels, others, [MWC]).value).toMatchObject(expected);
});

test.each([
  ['says nothing', '', { workloads: 1, inMesh: 0 }],
  ['asks for itself', `${INJECT}: "true"`, { workloads: 1, inMesh: 1 }],
  ['asks for a revision', 'istio.io/rev: canary', { workloads: 1, inMesh: 1 }],
  ['is a gateway', 'gateway.networking.k8s.io/gateway-name: door', { workloads: 0, inMesh: 1 }],
])('a workload that %s', (_, podLabels, expected) => {
  expect(namespace('', [...BOTH, deployment(podLabels)], [MWC]).value).toMatchObject(expected);
});

test.each([
  ['shop', false],
  ['kube-system', true],
  ['istio-system', true],
])('namespace %s', (name, apart) => {
  expect(namespace('', [istiod('1.20.0'), DEFAULT], [], name).value.apart).toBe(apart);
});

test('its label stands where it was written', () => {
  expect(origin(namespace(ENABLED, BOTH).fact, '/injection')).toBe(
    'Namespace shop /metadata/labels/istio-injection',
  );
});
