import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const REASON = 'no endpoints available for service "istiod"';
const TEXT = `failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": ${REASON}`;

function replicaSet({ status = 'True', made = 0, owners = '' } = {}) {
  return `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: cart-7d9f, namespace: shop, uid: a1, ${owners} }
spec: { replicas: 2 }
status: { replicas: ${made}, conditions: [{ type: ReplicaFailure, status: "${status}", message: '${TEXT}' }] }
---`;
}

function event(about = 'involvedObject', text = 'message', name = 'cart-7d9f') {
  return `
apiVersion: ${about === 'regarding' ? 'events.k8s.io/v1' : 'v1'}
kind: Event
metadata: { name: cart.1, namespace: shop, uid: e1 }
${about}: { kind: ReplicaSet, name: ${name}, namespace: shop }
${text}: '${TEXT}'
---`;
}

function line(from: string, text = TEXT) {
  return `
apiVersion: meshlint/v1
kind: ObservedLine
metadata: { name: events, namespace: shop }
from: ${from}
text: '${text}'
---`;
}

test('what a condition tells, and whom it concerns', () => {
  const owners = 'ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: cart, controller: true }]';
  const [found] = factsOf('IstioWebhookFailure', replicaSet({ owners }));
  expect(found && plain(found)).toEqual({
    from: 'condition',
    text: TEXT,
    entry: 'namespace.sidecar-injector.istio.io',
    role: 'injector',
    cause: 'no-endpoints',
    reason: REASON,
    service: { name: 'istiod', namespace: 'istio-system' },
    revision: 'default',
    holderKind: 'ReplicaSet',
    holder: 'cart-7d9f',
    workloadKind: 'Deployment',
    workload: 'cart',
  });
  expect(found && origin(found, '/text')).toBe('ReplicaSet cart-7d9f /status/conditions/0/message');
});

test('a text without an address is about the Service that the entry calls', () => {
  const configuration = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector }
webhooks:
- name: namespace.sidecar-injector.istio.io
  clientConfig: { service: { name: istiod, namespace: istio-system, path: /inject } }
---`;
  const text =
    'failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: the server could not find the requested resource';
  const [found] = factsOf('IstioWebhookFailure', configuration + line('errors', text));
  expect(found && plain(found)).toMatchObject({
    cause: 'not-served',
    service: { name: 'istiod', namespace: 'istio-system' },
  });
});

test('conditions go before events, and these before lines', () => {
  const found = factsOf('IstioWebhookFailure', [line('log'), event(), replicaSet()].join(''));
  expect(found.map(({ value }) => value.from)).toEqual(['condition', 'event', 'log']);
});

test.each<[string, string, readonly string[]]>([
  ['a condition that is over', replicaSet({ status: 'False' }), []],
  ['an event, while pods are missing', event() + replicaSet({ status: 'False' }), ['event']],
  ['an event, when all pods are there', event() + replicaSet({ status: 'False', made: 2 }), []],
  ['an event of the other API', event('regarding', 'note'), ['event']],
  ['a table of events', line('events', `1m FailedCreate replicaset/cart-7d9f Error: ${TEXT}`), ['events']],
  [
    'a table of events, when all pods are there',
    line('events', `1m FailedCreate replicaset.apps/cart-7d9f Error: ${TEXT}`) +
      replicaSet({ status: 'False', made: 2 }),
    [],
  ],
])('%s', (_, yaml, from) => {
  expect(factsOf('IstioWebhookFailure', yaml).map(({ value }) => value.from)).toEqual(from);
});

test.each([
  ['active: 1', []],
  ['failed: 0', ['event']],
])('an event of a Job with %s', (status, from) => {
  const job = `
apiVersion: batch/v1
kind: Job
metadata: { name: cart-7d9f, namespace: shop, uid: j1 }
status: { ${status} }
---`;
  const found = factsOf('IstioWebhookFailure', event().replace('kind: ReplicaSet', 'kind: Job') + job);
  expect(found.map(({ value }) => value.from)).toEqual(from);
});

test('an event of what is gone is over', () => {
  expect(factsOf('IstioWebhookFailure', event(), ['apps/ReplicaSet'])).toEqual([]);
});

test('the entry in the input tells the namespace and the revision', () => {
  const yaml = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: istio-validator-prod, uid: w1, labels: { istio.io/rev: prod } }
webhooks: [{ name: rev.validation.istio.io, clientConfig: { service: { name: istiod-prod, namespace: mesh } } }]
---
${line('errors', 'failed calling webhook "rev.validation.istio.io": service "istiod-prod" not found')}`;
  expect(factsOf('IstioWebhookFailure', yaml).map(plain)).toMatchObject([
    { role: 'validator', service: { name: 'istiod-prod', namespace: 'mesh' }, revision: 'prod' },
  ]);
});
