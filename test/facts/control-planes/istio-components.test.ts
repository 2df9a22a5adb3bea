import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const deployment = (revision: string, spec: string, status = '', env = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod-${revision}, namespace: istio-system, uid: d-${revision}, generation: 2, labels: { app: istiod, istio.io/rev: ${revision} } }
spec:
  ${spec}
  selector: { matchLabels: { app: istiod, istio.io/rev: ${revision} } }
  template: { spec: { containers: [{ name: discovery, env: [${env}] }] } }
${status === '' ? '' : `status: ${status}`}
`;
const pod = (name: string, status: string, revision = 'canary') => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: istio-system, uid: p-${name}, labels: { app: istiod, istio.io/rev: ${revision} } }
status: ${status}
`;
const READY = '{ phase: Running, conditions: [{ type: Ready, status: "True" }] }';
const STARTS = '{ phase: Running, conditions: [{ type: Ready, status: "False" }] }';
const CRASHES =
  '{ phase: Running, containerStatuses: [{ name: discovery, restartCount: 3, state: { waiting: { reason: CrashLoopBackOff } } }] }';
const EVICTED = '{ phase: Failed, reason: Evicted }';

function istiods(...parts: readonly string[]) {
  return factsOf('IstioComponent', parts.join('---'), ['Namespace']).map(plain);
}

test('a Deployment tells how many of its pods are ready, and the first that is not says why', () => {
  const [found] = istiods(
    deployment('canary', 'replicas: 2', '{ observedGeneration: 2, replicas: 2, readyReplicas: 1 }'),
    pod('a', EVICTED),
    pod('b', READY),
    pod('c', CRASHES),
    pod('d', STARTS, 'stable'),
  );
  expect(found).toMatchObject({
    revision: 'canary',
    deployment: true,
    wanted: 2,
    ready: 1,
    lacking: 1,
    pod: 'c',
    trouble: "pod 'c' is in CrashLoopBackOff after 3 restarts",
    meshConfig: 'istio-canary',
    injectorConfig: 'istio-sidecar-injector-canary',
  });
});

test.each([
  ['is older than the specification', '{ observedGeneration: 1, readyReplicas: 1 }'],
  ['was cut off', ''],
])('nothing is said of a status that %s', (_, status) => {
  expect(istiods(deployment('canary', 'replicas: 1', status))[0]).not.toHaveProperty('ready');
});

test.each([
  ['none of them is ready', [pod('a', EVICTED), pod('b', CRASHES)], 0],
  ['one of them is', [pod('a', CRASHES), pod('b', READY)], undefined],
  ['their status was cut off', [pod('a', '{}')], undefined],
])('pods without a Deployment, where %s', (_, pods, ready) => {
  const [found, ...others] = istiods(...pods);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ deployment: false, revision: 'canary' });
  expect(found?.ready).toBe(ready);
});

const namespace = (labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: harbour, uid: n1, labels: ${labels} }
`;
const TAG = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-revision-tag-prod, uid: m1, labels: { istio.io/rev: canary, istio.io/tag: prod } }
webhooks:
  - name: rev.namespace.sidecar-injector.istio.io
    namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: In, values: [prod] }] }
    clientConfig: { service: { name: istiod-canary, namespace: istio-system, path: /inject } }
`;

test.each([
  ['by its name', [namespace('{ istio.io/rev: canary }')], true],
  ['by a tag', [namespace('{ istio.io/rev: prod }'), TAG], true],
  ['by nobody', [namespace('{ istio.io/rev: stable }')], false],
])('an istiod beside another one is used %s', (_, parts, needed) => {
  const found = istiods(deployment('canary', 'replicas: 0'), deployment('stable', 'replicas: 1'), ...parts);
  expect(found.find(({ revision }) => revision === 'canary')?.needed).toBe(needed);
});

test.each([
  ['EXTERNAL_ISTIOD', '{ name: EXTERNAL_ISTIOD, value: "true" }', undefined, undefined],
  ['INJECT_ENABLED', '{ name: INJECT_ENABLED, value: "false" }', 'istio-canary', undefined],
])('which ConfigMaps an istiod reads with %s', (_, env, meshConfig, injectorConfig) => {
  const [found] = istiods(deployment('canary', 'replicas: 1', '', env));
  expect(found?.meshConfig).toBe(meshConfig);
  expect(found?.injectorConfig).toBe(injectorConfig);
});
