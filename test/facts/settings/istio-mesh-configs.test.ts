import { expect, test } from 'vitest';
import { deriveFacts } from '../../../src/facts/derive.js';
import { rootNamespaces } from '../../../src/facts/settings/istio-mesh-configs.js';
import { buildGraph } from '../../../src/graph/build.js';
import { parseSources } from '../../../src/input/read.js';
import { factsOf, origin, plain, textAtPlace } from '../facts.js';

const mesh = (name: string, text: string, namespace = 'istio-system') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace}, uid: c-${name} }
data:
  mesh: |-
${text.replace(/^/gm, '    ')}
`;
const istiod = (revision: string, shared: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod-${revision}, namespace: istio-system, uid: d-${revision}, labels: { app: istiod, istio.io/rev: ${revision} } }
spec:
  template:
    spec:
      containers: [{ name: discovery, env: [{ name: SHARED_MESH_CONFIG, value: ${shared} }] }]
`;

function configs(...parts: readonly string[]) {
  return factsOf('IstioMeshConfig', parts.join('---'));
}

test('what is not set has its built-in value', () => {
  const [found] = configs(mesh('istio-1-20', 'enableTracing: true')).map(plain);
  expect(found).toMatchObject({
    revision: '1-20',
    readable: true,
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    outboundTrafficPolicy: 'ALLOW_ANY',
    enableAutoMtls: true,
    ingressControllerMode: 'STRICT',
    exports: { services: ['*'], virtualServices: ['*'], destinationRules: ['*'] },
  });
  expect(found).not.toHaveProperty('discoverySelectors');
});

test('a setting stands at its line inside the text', () => {
  const [found] = configs(
    mesh('istio', 'enableTracing: true\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY'),
  );
  expect(found && plain(found)).toMatchObject({
    revision: 'default',
    outboundTrafficPolicy: 'REGISTRY_ONLY',
  });
  expect(found && textAtPlace(found, '/outboundTrafficPolicy')).toBe('REGISTRY_ONLY');
});

test('a provider stands at its own line', () => {
  const [found] = configs(
    mesh(
      'istio',
      'extensionProviders:\n- name: traces\n  zipkin:\n    service: zipkin.tracing.svc\n    port: 9411',
    ),
  );
  expect(found && plain(found).extensionProviders).toEqual([
    { name: 'traces', type: 'zipkin', service: 'zipkin.tracing.svc', port: 9411 },
    { name: 'prometheus', type: 'prometheus' },
    { name: 'stackdriver', type: 'stackdriver' },
    { name: 'envoy', type: 'envoyFileAccessLog' },
  ]);
  expect(found && textAtPlace(found, '/extensionProviders/0/service')).toBe('zipkin.tracing.svc');
});

test('the ConfigMap of SHARED_MESH_CONFIG is the weaker layer, and no mesh of its own', () => {
  const [found, ...others] = configs(
    mesh('istio-1-20', 'trustDomain: own.example'),
    mesh(
      'istio-shared',
      'trustDomain: shared.example\nrootNamespace: mesh-root\nextensionProviders: [{ name: a, zipkin: {} }]',
    ),
    istiod('1-20', 'istio-shared'),
  );
  expect(others).toEqual([]);
  expect(found && plain(found)).toMatchObject({ trustDomain: 'own.example', rootNamespace: 'mesh-root' });
  expect(found && origin(found, '/rootNamespace')).toBe(
    'ConfigMap istio-shared /data/mesh/<yaml>/rootNamespace',
  );
});

test('what a shared ConfigMap that was not captured may set is unknown', () => {
  const [found] = configs(mesh('istio-1-20', 'trustDomain: own.example'), istiod('1-20', 'shared'));
  expect(found && plain(found)).toMatchObject({
    trustDomain: 'own.example',
    rootNamespace: 'unknown ConfigMap istio-system',
    moreProviders: 'unknown ConfigMap istio-system',
  });
});

test.each([
  ['no text', '', true],
  ['a list', '- a', false],
  ['no YAML', 'a: [', false],
  ['a template', 'a: {{ .Values.mesh }}', 'unknown ConfigMap istio-system'],
])('whether it can be read: %s', (_, text, readable) => {
  expect(configs(mesh('istio', text)).map(plain)[0]?.readable).toBe(readable);
});

test('other ConfigMaps of Istio are none', () => {
  expect(
    configs(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio-ca-root-cert, namespace: a }\ndata: { root-cert.pem: x }\n',
    ),
  ).toEqual([]);
});

test.each([
  [
    'no ConfigMap and no istiod',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
    ['istio-system'],
  ],
  [
    'two meshes',
    [mesh('istio', 'rootNamespace: a', 'a'), mesh('istio', 'rootNamespace: b', 'b')].join('---'),
    ['a', 'b'],
  ],
  ['an istiod alone', istiod('1-20', '""').replaceAll('istio-system', 'mesh'), ['mesh']],
])('the root namespaces: %s', (_, yaml, expected) => {
  const graph = deriveFacts(buildGraph(parseSources([{ name: 'cluster.yaml', text: yaml }])));
  expect(rootNamespaces(graph)).toEqual(expected);
});
