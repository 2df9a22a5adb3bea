import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, uid: n-${name}, labels: ${labels} }
`;
const workload = (name: string, labels = '{ app: pier }') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: pier, namespace: ${name}, uid: w-${name} }
spec: { template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: pier }] } } }
`;
const istiod = (env = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, uid: d1, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, image: "istio/pilot:1.20.1", env: [${env}] }] } } }
`;
const mesh = (selectors: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system, uid: c1 }
data: { mesh: "discoverySelectors: ${selectors}" }
`;
const ENABLED = '{ istio-injection: enabled }';

function namespaces(...parts: readonly string[]) {
  return factsOf('IstioInjectedNamespace', parts.join('---')).map(plain);
}

test('each namespace with a sidecar is told of once', () => {
  const found = namespaces(
    namespace('harbour', ENABLED),
    workload('harbour'),
    namespace('docks', ENABLED),
    workload('docks', '{ sidecar.istio.io/inject: "false" }'),
    istiod(),
  );
  expect(found).toEqual([
    {
      namespace: 'harbour',
      revision: 'default',
      workload: "Deployment 'pier'",
      rootCertificate: 'istio-ca-root-cert',
    },
  ]);
});

test.each([
  ['PILOT_CERT_PROVIDER', 'custom'],
  ['PILOT_CA_CERT_CONFIGMAP', 'mesh-root'],
  ['ENABLE_CLUSTER_TRUST_BUNDLE_API', 'true'],
  ['EXTERNAL_ISTIOD', 'true'],
])('no ConfigMap is looked for with %s=%s', (name, value) => {
  const [found] = namespaces(
    namespace('harbour', ENABLED),
    workload('harbour'),
    istiod(`{ name: ${name}, value: "${value}" }`),
  );
  expect(found).not.toHaveProperty('rootCertificate');
});

test('nor without an istiod that would write it', () => {
  const [found] = namespaces(namespace('harbour', ENABLED), workload('harbour'));
  expect(found).not.toHaveProperty('rootCertificate');
});

test.each([
  ["[{ matchLabels: { mesh: 'on' } }]", false],
  ["[{ matchLabels: { mesh: 'on' } }, { matchLabels: { istio-injection: enabled } }]", true],
  ['[{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [harbour] }] }]', true],
  ['[]', undefined],
])('whether %s match the namespace: %s', (selectors, discovered) => {
  const [found] = namespaces(namespace('harbour', ENABLED), workload('harbour'), mesh(selectors));
  expect(found?.discovered).toBe(discovered);
});
