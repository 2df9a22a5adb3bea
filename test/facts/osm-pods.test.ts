import { expect, test } from 'vitest';
import { factsOf, origin, plain } from './facts.js';

interface Parts {
  readonly line?: string;
  readonly labels?: string;
  readonly annotations?: string;
  readonly pod?: string;
  readonly spec?: string;
  readonly namespace?: string;
  readonly others?: readonly string[];
}

const MONITORED = 'openservicemesh.io/monitored-by: osm';
const ENABLED = 'openservicemesh.io/sidecar-injection: enabled';
const DISABLED = 'openservicemesh.io/sidecar-injection: disabled';

const controller = (line: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: osm-system
  labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: v${line}.0 }
`;

/** The fact about one pod, in a namespace with these labels and annotations. */
function pod({
  line,
  labels = MONITORED,
  annotations = '',
  pod = '',
  spec = '',
  namespace = 'shop',
  others = [],
}: Parts) {
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { ${labels} }, annotations: { ${annotations} } }
---
apiVersion: v1
kind: Pod
metadata:
  name: cart-1
  namespace: ${namespace}
  uid: "1"
  annotations: { ${pod} }
spec: { ${spec} }
`;
  const all = [yaml, ...(line === undefined ? [] : [controller(line)]), ...others];
  const [fact] = factsOf('OsmPod', all.join('---'));
  if (fact === undefined) throw new Error('no fact');
  return { fact, value: plain(fact) };
}

test.each<[string, Parts, boolean | string, string]>([
  ['the namespace enables', { annotations: ENABLED }, true, 'namespace shop enables injection'],
  ['nobody enables', {}, false, 'neither it nor namespace shop enables injection'],
  ['the namespace disables', { annotations: DISABLED }, false, 'namespace shop disables injection'],
  [
    'the pod enables where the namespace says nothing',
    { pod: ENABLED },
    true,
    'its annotation enables injection',
  ],
  [
    'the pod enables where the namespace disables',
    { pod: ENABLED, annotations: DISABLED },
    true,
    'its annotation enables injection',
  ],
  ['the pod disables', { pod: DISABLED, annotations: ENABLED }, false, 'its annotation disables injection'],
  [
    'another spelling',
    { pod: 'openservicemesh.io/sidecar-injection: "YES"' },
    true,
    'its annotation enables injection',
  ],
  [
    'a wrong annotation',
    { pod: 'openservicemesh.io/sidecar-injection: "on"', annotations: ENABLED },
    false,
    'its annotation is none that OSM knows: it is refused',
  ],
  [
    'a wrong annotation of the namespace',
    { pod: ENABLED, annotations: 'openservicemesh.io/sidecar-injection: "1"' },
    false,
    'the annotation of its namespace is none that OSM knows: it is refused',
  ],
  [
    'an empty annotation, to 0.9',
    { line: '0.9', pod: 'openservicemesh.io/sidecar-injection: ""', annotations: ENABLED },
    true,
    'namespace shop enables injection',
  ],
  [
    'an empty annotation, from 0.10',
    { line: '0.10', pod: 'openservicemesh.io/sidecar-injection: ""', annotations: ENABLED },
    false,
    'its annotation is none that OSM knows: it is refused',
  ],
  [
    'no label',
    { labels: '', annotations: ENABLED },
    false,
    'namespace shop has no label openservicemesh.io/monitored-by',
  ],
  [
    'any mesh name, where none is known',
    { labels: 'openservicemesh.io/monitored-by: other', annotations: ENABLED },
    true,
    'namespace shop enables injection',
  ],
  [
    'another mesh name',
    { line: '1.0', labels: 'openservicemesh.io/monitored-by: other', annotations: ENABLED },
    false,
    "namespace shop is monitored by 'other', and the mesh is 'osm'",
  ],
  [
    'the ignore label, with any value',
    { labels: `${MONITORED}, openservicemesh.io/ignore: "false"`, annotations: ENABLED },
    false,
    'namespace shop has the label openservicemesh.io/ignore',
  ],
  [
    'the label control-plane from 0.11',
    { line: '0.11', labels: `${MONITORED}, control-plane: "1"`, annotations: ENABLED },
    false,
    'namespace shop has the label control-plane',
  ],
  [
    'the label control-plane to 0.10',
    { line: '0.10', labels: `${MONITORED}, control-plane: "1"`, annotations: ENABLED },
    true,
    'namespace shop enables injection',
  ],
  [
    'the label control-plane, line unknown',
    { labels: `${MONITORED}, control-plane: "1"`, annotations: ENABLED },
    'unknown apps/Deployment',
    'it depends on the release of OSM, which is not known',
  ],
  [
    'hostNetwork from 1.0',
    { line: '1.0', annotations: ENABLED, spec: 'hostNetwork: true' },
    false,
    'hostNetwork is true, which OSM 1.0 never injects',
  ],
  [
    'hostNetwork to 0.11',
    { line: '0.11', annotations: ENABLED, spec: 'hostNetwork: true' },
    true,
    'namespace shop enables injection',
  ],
  [
    'hostNetwork, line unknown',
    { annotations: ENABLED, spec: 'hostNetwork: true' },
    'unknown apps/Deployment',
    'it depends on the release of OSM, which is not known',
  ],
  [
    'hostNetwork, line unknown, not enabled',
    { spec: 'hostNetwork: true' },
    false,
    'neither it nor namespace shop enables injection',
  ],
  [
    'kube-system',
    { namespace: 'kube-system', annotations: ENABLED },
    false,
    'namespace kube-system is never injected',
  ],
  [
    'the namespace of OSM',
    { line: '1.0', namespace: 'osm-system', annotations: ENABLED },
    false,
    'namespace osm-system is that of OSM itself',
  ],
])('%s', (_, parts, shouldInject, reason) => {
  expect(pod(parts).value).toMatchObject({ shouldInject, reason, hasSidecar: false });
});

test('a decision stands where it was made', () => {
  expect(origin(pod({ annotations: ENABLED }).fact, '/shouldInject')).toBe(
    'Namespace shop /metadata/annotations/openservicemesh.io~1sidecar-injection',
  );
  expect(origin(pod({ pod: DISABLED }).fact, '/reason')).toBe(
    'Pod cart-1 /metadata/annotations/openservicemesh.io~1sidecar-injection',
  );
  expect(origin(pod({}).fact, '/hasSidecar')).toBe('Pod cart-1 /metadata/name');
});

const VOLUME = 'volumes: [{ name: envoy-bootstrap-config-volume }]';
test.each([
  ['volume and osm-init', `${VOLUME}, initContainers: [{ name: osm-init }]`, true],
  ['the volume alone', VOLUME, false],
  ['a container envoy', 'containers: [{ name: envoy }], initContainers: [{ name: osm-init }]', false],
])('a sidecar: %s', (_, spec, hasSidecar) => {
  expect(pod({ spec }).value.hasSidecar).toBe(hasSidecar);
});

const captured = (metadata: string, status = '{}') => `
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop, uid: "2", ${metadata} }
spec: { ${VOLUME} }
status: ${status}
`;
const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${MONITORED} } }
`;
const REPLICA_SET = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: odd, namespace: shop, ownerReferences: [{ kind: Deployment, name: cart, controller: true }] }
`;

test.each([
  [
    'the label osm-proxy-uuid',
    [captured('labels: { osm-proxy-uuid: u }')],
    { hasSidecar: true, finished: false },
  ],
  [
    'a finished pod',
    [captured('labels: {}', '{ phase: Succeeded }')],
    { phase: 'Succeeded', finished: true },
  ],
  ['a failed pod', [captured('labels: {}', '{ phase: Failed }')], { finished: true }],
  [
    'a pod being deleted',
    [captured('deletionTimestamp: "2021-01-01T00:00:00Z"', '{ phase: Running }')],
    { finished: true },
  ],
  [
    'the hash of a ReplicaSet',
    [
      captured(
        'labels: { pod-template-hash: 5d8f }, ownerReferences: [{ kind: ReplicaSet, name: cart-5d8f, controller: true }]',
      ),
    ],
    { ownerKind: 'Deployment', owner: 'cart' },
  ],
  [
    'a captured ReplicaSet',
    [
      captured('ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: odd, controller: true }]'),
      REPLICA_SET,
    ],
    { ownerKind: 'Deployment', owner: 'cart' },
  ],
  [
    'a ReplicaSet of its own',
    [captured('ownerReferences: [{ kind: ReplicaSet, name: cart-5d8f }]')],
    { ownerKind: 'ReplicaSet', owner: 'cart-5d8f' },
  ],
  [
    'a StatefulSet',
    [
      captured(
        'ownerReferences: [{ kind: Other, name: x }, { kind: StatefulSet, name: db, controller: true }]',
      ),
    ],
    { ownerKind: 'StatefulSet', owner: 'db' },
  ],
])('%s', (_, resources, expected) => {
  const [fact] = factsOf('OsmPod', [NAMESPACE, ...resources].join('---'));
  expect(fact && plain(fact)).toMatchObject(expected);
});

test('no fact without evidence of OSM, without the namespace, or of a manifest', () => {
  const elsewhere = captured('labels: {}').replace('namespace: shop', 'namespace: other');
  const manifest = captured('labels: {}').replace('uid: "2", ', '');
  expect(
    factsOf('OsmPod', [NAMESPACE.replace(MONITORED, 'a: b'), captured('labels: {}')].join('---')),
  ).toEqual([]);
  expect(factsOf('OsmPod', [NAMESPACE, elsewhere].join('---'))).toEqual([]);
  expect(factsOf('OsmPod', [NAMESPACE, manifest].join('---'))).toEqual([]);
});

test.each([
  ['osm', true],
  ['edge', false],
])('of two meshes, %s monitors the namespace and its line counts', (mesh, shouldInject) => {
  const edge = controller('1.0')
    .replace('namespace: osm-system', 'namespace: edge-system')
    .replace('meshName: osm', 'meshName: edge');
  const parts = {
    line: '0.11',
    labels: `openservicemesh.io/monitored-by: ${mesh}`,
    annotations: ENABLED,
    spec: 'hostNetwork: true',
    others: [edge],
  };
  expect(pod(parts).value.shouldInject).toBe(shouldInject);
});

test.each([
  ['Enabled', true],
  ['yes', true],
  ['TRUE', true],
  ['disabled', false],
  ['No', false],
  ['false', false],
])('the annotation %s is valid', (spelling, shouldInject) => {
  const { value } = pod({ pod: `openservicemesh.io/sidecar-injection: "${spelling}"` });
  expect(value).toMatchObject({
    shouldInject,
    reason: `its annotation ${shouldInject ? 'enables' : 'disables'} injection`,
  });
});
