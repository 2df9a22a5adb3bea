import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

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

const webhook = (selectors: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: osm-webhook-osm, uid: "9" }
webhooks:
- name: osm-inject.k8s.io
  clientConfig: { service: { name: osm-injector, namespace: osm-system } }
  ${selectors}
`;
const AS_OF_0_10 = `namespaceSelector:
    matchLabels: { ${MONITORED} }
    matchExpressions: [{ key: openservicemesh.io/ignore, operator: DoesNotExist }, { key: name, operator: NotIn, values: [osm-system] }]`;

test.each<[string, string, Parts, boolean, string]>([
  [
    'selects as its release does not',
    AS_OF_0_10,
    { line: '1.2', labels: `${MONITORED}, control-plane: "1"`, annotations: ENABLED },
    true,
    'namespace shop enables injection',
  ],
  [
    'keeps out what the label says',
    AS_OF_0_10,
    { labels: `${MONITORED}, openservicemesh.io/ignore: "no"`, annotations: ENABLED },
    false,
    'namespace shop has the label openservicemesh.io/ignore',
  ],
  [
    'keeps out by a label of its own',
    AS_OF_0_10,
    { labels: `${MONITORED}, name: osm-system`, annotations: ENABLED },
    false,
    'namespace shop has the label name',
  ],
  [
    'selects another mesh',
    'namespaceSelector: { matchLabels: { openservicemesh.io/monitored-by: edge } }',
    { line: '0.11', annotations: ENABLED },
    false,
    'the namespaceSelector of the webhook of osm-webhook-osm leaves out namespace shop',
  ],
  [
    'asks for a label of the pod',
    'objectSelector: { matchLabels: { mesh: "yes" } }',
    { annotations: ENABLED },
    false,
    'the objectSelector of the webhook of osm-webhook-osm leaves out pod cart-1',
  ],
])('a captured webhook that %s', (_, selectors, parts, shouldInject, reason) => {
  expect(pod({ ...parts, others: [webhook(selectors)] }).value).toMatchObject({ shouldInject, reason });
});

test('the steps of a decision stand each at its place', () => {
  const { fact, value } = pod({
    line: '0.11',
    annotations: ENABLED,
    spec: 'hostNetwork: true',
    others: [webhook(AS_OF_0_10)],
  });
  const steps = value.chain as { says: string }[];
  expect(steps.map(({ says }, index) => [says, origin(fact, `/chain/${index}/says`)])).toEqual([
    ['hostNetwork is true, and OSM 0.11 injects all the same', 'Pod cart-1 /spec/hostNetwork'],
    [
      "namespace shop is monitored by 'osm'",
      'Namespace shop /metadata/labels/openservicemesh.io~1monitored-by',
    ],
    [
      'the webhook of osm-webhook-osm selects it',
      'MutatingWebhookConfiguration osm-webhook-osm /webhooks/0/name',
    ],
    [
      'namespace shop enables injection',
      'Namespace shop /metadata/annotations/openservicemesh.io~1sidecar-injection',
    ],
  ]);
});

test.each([
  [{ pod: 'openservicemesh.io/sidecar-injection: "on"' }, true, 'podAnnotation'],
  [{ annotations: 'openservicemesh.io/sidecar-injection: "on"' }, true, 'namespaceAnnotation'],
  [{ labels: '', annotations: 'openservicemesh.io/sidecar-injection: "on"' }, false, 'monitoredBy'],
  [{ annotations: DISABLED }, false, 'namespaceAnnotation'],
])('%j: refused is %s', (parts, refused, decidedBy) => {
  expect(pod(parts).value).toMatchObject({ refused, decidedBy, shouldInject: false });
});

const rules = (chain: string, join: string) =>
  [
    `-A ${chain}_OUT -p tcp -j REDIRECT`,
    `-A ${chain} -d 127.0.0.1/32 -j RETURN`,
    `-I ${chain} -d 10.0.0.0/8 -j RETURN`,
    `-I ${chain} -p tcp --match multiport --dports 6379,8080 -j RETURN`,
    `-I ${chain.replace(/OUT.*/, 'INBOUND')} -p tcp --match multiport --dports 9000 -j RETURN`,
  ].join(join);

test.each([
  ['0.11', rules('PROXY_OUTPUT', ' && iptables -t nat '), []],
  [
    '1.2',
    `${rules('OSM_PROXY_OUTBOUND', '\\n')}\\n-A OSM_PROXY_OUTBOUND -d 10.1.0.0/16 -j OSM_PROXY_OUT_REDIRECT`,
    ['10.1.0.0/16'],
  ],
])('what a sidecar of %s was given', (_, args, includedIPRanges) => {
  const spec = `volumes: [{ name: envoy-bootstrap-config-volume, secret: { secretName: s } }],
  initContainers: [{ name: osm-init, image: init, args: [-c, "${args}"] }],
  containers: [{ name: cart }, { name: envoy, image: e, args: [--log-level, debug] }, { name: osm-healthcheck }]`;
  expect(pod({ spec }).value).toMatchObject({
    hasSidecar: true,
    scraped: false,
    sidecar: {
      image: 'e',
      initImage: 'init',
      logLevel: 'debug',
      secret: 's',
      healthcheck: true,
      outboundIPRanges: ['10.0.0.0/8'],
      outboundPorts: ['6379', '8080'],
      inboundPorts: ['9000'],
      includedIPRanges,
    },
  });
});
