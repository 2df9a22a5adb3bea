import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const deployment = (name: string, rest: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: osm-system, uid: d-${name}, generation: 2, labels: { app: ${name} } }
${rest}
`;
const pod = (name: string, status: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: osm-system, uid: p-${name}, labels: { app: osm-controller } }
status: ${status}
`;
const READY = '{ phase: Running, conditions: [{ type: Ready, status: "True" }] }';
const KILLED = `
  phase: Running
  containerStatuses:
  - name: osm-controller
    restartCount: 2
    state: { waiting: { reason: CrashLoopBackOff } }
    lastState: { terminated: { reason: OOMKilled } }`;

function components(...parts: readonly string[]) {
  return factsOf('OsmComponent', parts.join('---'));
}

test('every part of a control plane is told, whether it is there or not', () => {
  const found = components(deployment('osm-controller', 'spec: { replicas: 2 }'));
  expect(found.map(plain)).toMatchObject([
    { component: 'osm-controller', namespace: 'osm-system', deployment: true, wanted: 2, running: 'here' },
    { component: 'osm-injector', namespace: 'osm-system', deployment: false, installed: true },
    { component: 'osm-bootstrap', namespace: 'osm-system', deployment: false, installed: true },
  ]);
  expect(found.map((each) => origin(each, '/component'))).toEqual([
    'Deployment osm-controller /metadata/name',
    'Deployment osm-controller /metadata/name',
    'Deployment osm-controller /metadata/name',
  ]);
});

test.each([
  ['no status', 'spec: { replicas: 1 }', undefined],
  ['a status of another generation', 'status: { observedGeneration: 1, readyReplicas: 1 }', undefined],
  ['a status', 'status: { observedGeneration: 2, readyReplicas: 1 }', 1],
  ['a status without ready pods', 'status: { observedGeneration: 2, replicas: 1 }', 0],
])('how many pods are ready: %s', (_, rest, ready) => {
  expect(components(deployment('osm-controller', rest)).map(plain)[0]?.ready).toBe(ready);
});

test.each([
  [
    'a pod that lacks memory',
    [pod('a', KILLED)],
    "pod 'a' is in CrashLoopBackOff after 2 restarts, OOMKilled",
  ],
  ['a pending pod', [pod('a', '{ phase: Pending }')], "pod 'a' is pending"],
  ['a ready one beside it', [pod('a', '{ phase: Pending }'), pod('b', READY)], undefined],
  [
    'a record beside it',
    [pod('a', '{ phase: Failed }'), pod('b', '{ phase: Pending }')],
    "pod 'b' is pending",
  ],
])('what keeps pods without a Deployment from being ready: %s', (_, pods, trouble) => {
  expect(components(...pods).map(plain)[0]?.trouble).toBe(trouble);
});

const label = (version: string) => (name: string) =>
  deployment(name, '').replace('labels: {', `labels: { app.kubernetes.io/version: ${version},`);
const image = (tag: string) => (name: string) =>
  deployment(
    name,
    `spec: { template: { spec: { containers: [{ name: ${name}, image: "r/${name}:${tag}" }] } } }`,
  );

test.each([
  ['by label', label('v1.1.0'), label('1.1.0'), ['1.1.0', '1.1.0']],
  ['by image', image('v1.1.0'), image('v1.0.0'), ['1.0.0', '1.1.0']],
  ['each in another way', label('v1.1.0'), image('v1.0.0'), [undefined, undefined]],
  ['the line alone', label('v1.1'), label('v1.0'), [undefined, undefined]],
])('releases are compared where both are told: %s', (_, controller, injector, releases) => {
  const [, found] = components(controller('osm-controller'), injector('osm-injector')).map(plain);
  expect([found?.release, found?.controllerRelease]).toEqual(releases);
});

test.each([
  ['v0.8.3', undefined],
  ['v0.9.2', 4],
  ['v1.2.4', 4],
])('%s probes the SMI kinds: %s', (version, count) => {
  const [controller, injector] = components(label(version)('osm-controller')).map(plain);
  expect((controller?.definitions as readonly string[] | undefined)?.length).toBe(count);
  expect(injector?.definitions).toBeUndefined();
});
