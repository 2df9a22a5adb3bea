import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

function osmController(labels: string, image: string, args = '[]', namespace = 'osm-system'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: ${namespace}
  labels: { app: osm-controller, meshName: osm${labels} }
spec:
  template:
    spec:
      containers:
      - { name: fluentbit-logger, image: "fluent-bit:1.6.4" }
      - { name: osm-controller, image: "${image}", args: ${args} }
`;
}

test.each([
  [
    'the label',
    osmController(', app.kubernetes.io/version: v0.11.1', 'osm-controller:v0.9.0'),
    '0.11.1',
    '0.11',
    'metadata/labels/app.kubernetes.io~1version',
  ],
  [
    'the label of 0.9.2, without v',
    osmController(', app.kubernetes.io/version: 0.9.2', 'a'),
    '0.9.2',
    '0.9',
    'metadata/labels/app.kubernetes.io~1version',
  ],
  [
    'an argument of two items',
    osmController('', 'a@sha256:1f', '[--osm-version, v1.2.3]'),
    '1.2.3',
    '1.2',
    'spec/template/spec/containers/1/args/1',
  ],
  [
    'an argument of one item',
    osmController('', 'a@sha256:1f', '[--osm-version=v1.2.3]'),
    '1.2.3',
    '1.2',
    'spec/template/spec/containers/1/args/0',
  ],
  [
    'the image tag',
    osmController('', 'mcr.microsoft.com:443/oss/openservicemesh/osm-controller:v1.0.0'),
    '1.0.0',
    '1.0',
    'spec/template/spec/containers/1/image',
  ],
])('the release of OSM comes from %s', (_, yaml, release, line, path) => {
  const [plane, ...others] = factsOf('ControlPlane', yaml);
  expect(others).toEqual([]);
  expect(plane && plain(plane)).toMatchObject({
    mesh: 'osm',
    name: 'osm',
    namespace: 'osm-system',
    installed: true,
    release,
    line,
    flavor: 'upstream',
    reconciler: false,
    enforceSingleMesh: false,
  });
  expect(plane && [origin(plane, '/release'), origin(plane, '/evidence/0')]).toEqual(
    Array(2).fill(`Deployment osm-controller /${path}`),
  );
});

test('a digest tells no release', () => {
  const [plane] = factsOf('ControlPlane', osmController('', 'osm-controller@sha256:1f2e'));
  expect(plane && Object.keys(plain(plane))).not.toEqual(expect.arrayContaining(['release']));
});

const CONFIG_MAP = `
apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: kube-system }
data: { permissive_traffic_policy_mode: "true" }
`;
const DEFINITION = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: meshconfigs.config.openservicemesh.io }
spec: { group: config.openservicemesh.io, names: { kind: MeshConfig } }
`;

test.each([
  ['all definitions are known', CONFIG_MAP, ['apiextensions.k8s.io/CustomResourceDefinition'], '0.8'],
  ['the definitions are not known', CONFIG_MAP, [], undefined],
  [
    'MeshConfig is defined',
    `${CONFIG_MAP}---${DEFINITION}`,
    ['apiextensions.k8s.io/CustomResourceDefinition'],
    undefined,
  ],
])('ConfigMap osm-config where %s', (_, yaml, complete, line) => {
  const [plane] = factsOf('ControlPlane', yaml, complete);
  expect(plane && plain(plane)).toMatchObject({
    name: 'unknown apps/Deployment kube-system',
    installed: 'unknown apps/Deployment kube-system',
    flavor: 'aks',
  });
  expect(plane && plain(plane).line).toBe(line);
});

test('the settings of OSM come from its arguments', () => {
  const args =
    '[--mesh-name, shop, --enable-reconciler=true, --validate-traffic-target=false, --certificate-manager, vault, --validator-webhook-config, osm-validator-mesh-shop, --osm-config-name=other]';
  const [plane] = factsOf(
    'ControlPlane',
    osmController(', enforceSingleMesh: "true"', 'osm:v1.2.3', args).replace('meshName: osm, ', ''),
  );
  expect(plane && plain(plane)).toMatchObject({
    name: 'shop',
    osmConfigName: 'other',
    validatorWebhookConfig: 'osm-validator-mesh-shop',
    enforceSingleMesh: true,
    reconciler: true,
    validateTrafficTarget: false,
    certificateManager: 'vault',
  });
  expect(plane && origin(plane, '/reconciler')).toBe(
    'Deployment osm-controller /spec/template/spec/containers/1/args/2',
  );
});

test.each([
  ['', 'osm:v1.2.3', 'osm-mesh-config'],
  ['', 'osm:v0.8.4', 'osm-config'],
])('the configuration of OSM%s %s is %s', (labels, image, name) => {
  const [plane] = factsOf('ControlPlane', osmController(labels, image));
  expect(plane && plain(plane).osmConfigName).toBe(name);
});

function osmWebhook(name: string, namespace: string): string {
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: ${name} }
webhooks:
- name: osm-inject.k8s.io
  namespaceSelector: { matchLabels: { openservicemesh.io/monitored-by: osm } }
  clientConfig: { service: { name: osm-injector, namespace: ${namespace} } }
`;
}

test.each([
  ['osm-webhook-osm', 'osm-system', 'upstream'],
  ['aks-osm-webhook-osm', 'kube-system', 'aks'],
  ['arc-osm-webhook-osm', 'arc-osm-system', 'arc'],
  ['renamed', 'kube-system', 'aks'],
  ['renamed', 'arc-osm-system', 'arc'],
])('%s in %s is %s', (name, namespace, flavor) => {
  const [plane] = factsOf('ControlPlane', osmWebhook(name, namespace));
  expect(plane && plain(plane)).toMatchObject({
    name: 'osm',
    namespace,
    flavor,
    installed: `unknown apps/Deployment ${namespace}`,
  });
});

test('a webhook configuration is left over where all Deployments are known', () => {
  const [plane] = factsOf('ControlPlane', osmWebhook('osm-webhook-osm', 'osm-system'), ['apps/Deployment']);
  expect(plane && plain(plane).installed).toBe(false);
});

test('what belongs to one namespace is one control plane', () => {
  const planes = factsOf(
    'ControlPlane',
    [
      osmController('', 'osm:v1.2.3'),
      osmWebhook('osm-webhook-osm', 'osm-system'),
      osmController('', 'osm:v1.2.3', '[]', 'second'),
    ].join('---'),
  );
  expect(planes.map((plane) => [plain(plane).namespace, plain(plane).evidence])).toEqual([
    [
      'osm-system',
      ['image tag is v1.2.3', 'Deployment osm-controller', 'webhook osm-inject.k8s.io of osm-webhook-osm'],
    ],
    ['second', ['image tag is v1.2.3', 'Deployment osm-controller']],
  ]);
});

function istiod(name: string, labels: string, image: string, env = '[]', namespace = 'istio-system'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: istiod${labels} } }
spec: { template: { spec: { containers: [{ name: discovery, image: "${image}", env: ${env} }] } } }
`;
}

test.each([
  [
    'the unnamed revision',
    istiod('istiod', ', istio.io/rev: default', 'docker.io/istio/pilot:1.20.1'),
    { name: 'default', release: '1.20.1', line: '1.20', flavor: 'upstream' },
  ],
  [
    'no label',
    istiod('istiod', '', 'docker.io/istio/pilot:1.20.1-distroless'),
    { name: 'default', release: '1.20.1', flavor: 'upstream' },
  ],
  [
    'the environment',
    istiod('istiod-canary', '', 'istio/pilot:1.9', '[{ name: REVISION, value: canary }]'),
    { name: 'canary', line: '1.9', flavor: 'upstream' },
  ],
  [
    'a label of the release',
    istiod('istiod', ', operator.istio.io/version: 1.10.4', 'istio/pilot:custom'),
    { release: '1.10.4' },
  ],
  [
    'Google',
    istiod('istiod-asm-1104-6', ', istio.io/rev: asm-1104-6', 'gcr.io/gke-release/asm/pilot:1.10.4-asm.6'),
    { name: 'asm-1104-6', release: '1.10.4', flavor: 'asm' },
  ],
  [
    'Azure, which names revisions like Google',
    istiod(
      'istiod-asm-1-17',
      ', istio.io/rev: asm-1-17',
      'mcr.microsoft.com/oss/istio/pilot:1.17.8',
      '[]',
      'aks-istio-system',
    ),
    { name: 'asm-1-17', release: '1.17.8', flavor: 'aks' },
  ],
])('istiod with %s', (_, yaml, expected) => {
  const [plane, ...others] = factsOf('ControlPlane', yaml);
  expect(others).toEqual([]);
  expect(plane && plain(plane)).toMatchObject({ mesh: 'istio', installed: true, ...expected });
});

test('a pod stands in for a Deployment, and adds nothing to one', () => {
  const pod = `
apiVersion: v1
kind: Pod
metadata: { name: istiod-1, namespace: istio-system, labels: { app: istiod, istio.io/rev: default } }
spec: { containers: [{ name: discovery, image: "istio/pilot:1.20.1" }] }
`;
  expect(factsOf('ControlPlane', pod).map((plane) => plain(plane).release)).toEqual(['1.20.1']);
  const both = factsOf('ControlPlane', `${pod}---${istiod('istiod', '', 'istio/pilot:1.20.1')}`);
  expect(both.map((plane) => origin(plane, '/release'))).toEqual([
    'Deployment istiod /spec/template/spec/containers/0/image',
  ]);
});

const MANAGED = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istiod-asm-managed-rapid }
webhooks:
- { name: rev.namespace.sidecar-injector.istio.io, clientConfig: { url: "https://meshconfig.googleapis.com/v1/x" } }
- { name: rev.object.sidecar-injector.istio.io, clientConfig: { url: "https://meshconfig.googleapis.com/v1/x" } }
---
apiVersion: mesh.cloud.google.com/v1beta1
kind: ControlPlaneRevision
metadata: { name: asm-managed-rapid, namespace: istio-system }
`;

test('a managed control plane is one, however many entries call it', () => {
  const planes = factsOf('ControlPlane', MANAGED);
  expect(planes.map((plane) => [plain(plane).name, plain(plane).flavor, plain(plane).namespace])).toEqual([
    ['asm-managed-rapid', 'asm-managed', 'istio-system'],
  ]);
  const withoutRevision = factsOf('ControlPlane', MANAGED.split('---')[0] ?? '');
  expect(withoutRevision.map((plane) => plain(plane).name)).toEqual(['asm-managed-rapid']);
});

test.each([
  ['a name outside', '{ type: ExternalName, externalName: istiod.example.org }', ['external']],
  ['no selector', '{ ports: [{ port: 15012 }] }', ['external']],
  ['a selector', '{ selector: { app: istiod } }', []],
])('a Service istiod with %s', (_, spec, flavors) => {
  const planes = factsOf(
    'ControlPlane',
    `apiVersion: v1\nkind: Service\nmetadata: { name: istiod, namespace: istio-system }\nspec: ${spec}\n`,
  );
  expect(planes.map((plane) => plain(plane).flavor)).toEqual(flavors);
});

test('a Service without a selector is no istiod by that alone, but by its label', () => {
  const service = (name: string, labels: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: a, labels: { ${labels} } }\nspec: { ports: [] }\n`;
  const planes = factsOf(
    'ControlPlane',
    [service('cart', ''), service('istiod-canary', 'app: istiod, istio.io/rev: canary')].join('---\n'),
  );
  expect(planes.map((plane) => [plane.id.name, plain(plane).name, plain(plane).installed])).toEqual([
    ['canary', 'canary', true],
  ]);
});

test('an injector at some url is an external control plane, a validator there is none', () => {
  const elsewhere = (MANAGED.split('---')[0] ?? '')
    .replace('istiod-asm-managed-rapid', 'istio-sidecar-injector')
    .replaceAll('meshconfig.googleapis.com', 'istiod.example.org');
  expect(
    factsOf('ControlPlane', elsewhere).map((plane) => [
      plain(plane).name,
      plain(plane).flavor,
      plain(plane).installed,
    ]),
  ).toEqual([['default', 'external', true]]);
  expect(
    factsOf('ControlPlane', elsewhere.replaceAll('sidecar-injector.istio.io', 'validation.istio.io')),
  ).toEqual([]);
});

test.each([
  ['the name of the configuration alone', 'meshconfig.googleapis.com', 'istiod.example.org'],
  ['the url alone', 'name: istiod-asm-managed-rapid', 'name: asm-managed-rapid'],
])('a managed control plane, by %s', (_, from, to) => {
  const [plane] = factsOf('ControlPlane', (MANAGED.split('---')[0] ?? '').replaceAll(from, to));
  expect(plane && plain(plane)).toMatchObject({
    name: 'asm-managed-rapid',
    flavor: 'asm-managed',
    installed: true,
  });
});

test('one revision in two namespaces is two control planes', () => {
  const planes = factsOf(
    'ControlPlane',
    [
      istiod('istiod', '', 'istio/pilot:1.20.1'),
      istiod('istiod', '', 'istio/pilot@sha256:1f', '[]', 'second'),
    ].join('---'),
  );
  expect(planes.map((plane) => [plain(plane).namespace, plain(plane).release, plane.value.metadata])).toEqual(
    [
      ['istio-system', '1.20.1', { name: 'default', namespace: 'istio-system' }],
      ['second', undefined, { name: 'default', namespace: 'second' }],
    ],
  );
});

test('a revision of Google, by its name alone', () => {
  const [plane] = factsOf(
    'ControlPlane',
    istiod('istiod', ', istio.io/rev: asm-1104-6', 'registry.example.org/pilot:1.10.4'),
  );
  expect(plane && plain(plane).flavor).toBe('asm');
});
