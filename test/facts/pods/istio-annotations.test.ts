import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---`;

/** A Deployment of an injected namespace whose pods have these annotations. */
function pods(annotations: string, labels = '{}') {
  return `${NAMESPACE}
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: ${labels}, annotations: { ${annotations} } } } }
`;
}

function saidOf(yaml: string) {
  return factsOf('IstioAnnotations', yaml).map(plain)[0];
}

const LIST = 'a list of port numbers up to 65535';

test.each([
  ['traffic.sidecar.istio.io/excludeInboundPorts', ['', ' ', '0', '8080, 9090', '65535'], LIST],
  ['traffic.sidecar.istio.io/includeInboundPorts', ['*', '', '80'], `${LIST} or a bare '*'`],
  ['status.sidecar.istio.io/port', ['0', ' 15020 '], 'a port number of at most 65535'],
  ['sidecar.istio.io/interceptionMode', ['REDIRECT', 'TPROXY', 'NONE'], 'REDIRECT, TPROXY or NONE'],
  ['prometheus.istio.io/merge-metrics', ['true', 'F', '1'], "'true' or 'false'"],
  ['readiness.status.sidecar.istio.io/periodSeconds', ['0', '30'], 'a whole number that is not negative'],
  ['sidecar.istio.io/proxyCPU', ['1', '100m', '.5', '1e3'], "a quantity such as '100m' or '128Mi'"],
])('what the injector takes of %s', (key, accepted, belongs) => {
  for (const value of accepted)
    expect(saidOf(pods(`${key}: ${JSON.stringify(value)}`))?.refused ?? []).toEqual([]);
  for (const value of ['none', '7s', '8080;9090']) {
    expect(saidOf(pods(`${key}: "${value}"`))?.refused).toEqual([{ key, value, belongs }]);
  }
});

test.each([
  ['exclude', '', true],
  ['exclude', '10.0.0.0/8,192.168.1.7/32,fd00::/8', true],
  ['exclude', '*', false],
  ['include', '*', true],
  ['include', '*,10.0.0.0/8', false],
  ['include', '10.0.0.0/8, 192.168.0.0/16', false],
  ['include', '10.0.0.1', false],
  ['include', '10.0.0/8', false],
  ['include', '10.0.0.0/33', false],
  ['include', 'fe80::1%eth0/64', false],
])('%s outbound ranges %s: %s', (which, value, isTaken) => {
  const refused =
    saidOf(pods(`traffic.sidecar.istio.io/${which}OutboundIPRanges: "${value}"`))?.refused ?? [];
  expect(refused).toHaveLength(isTaken ? 0 : 1);
});

test('nothing is refused where nothing is injected, or what is let in', () => {
  const mode = 'sidecar.istio.io/interceptionMode: redirect';
  expect(saidOf(pods(mode, '{ sidecar.istio.io/inject: "false" }'))?.refused ?? []).toEqual([]);
  const running = `${NAMESPACE}
apiVersion: v1
kind: Pod
metadata: { name: orders, namespace: shop, uid: p1, annotations: { ${mode} } }
`;
  expect(saidOf(running)?.refused ?? []).toEqual([]);
});

test.each([
  ['Deployment', 'proxy.istio.io/config', 'spec.template.metadata.annotations'],
  ['Deployment', 'networking.istio.io/exportTo', 'the metadata of a Service'],
  ['Service', 'sidecar.istio.io/proxyCPU', 'the metadata of a Pod'],
])('on a %s, %s is misplaced', (kind, key, belongs) => {
  const yaml = `
apiVersion: ${kind === 'Service' ? 'v1' : 'apps/v1'}
kind: ${kind}
metadata: { name: orders, namespace: shop, annotations: { ${key}: "1" } }
`;
  const [found] = factsOf('IstioAnnotations', yaml);
  expect(found && plain(found)).toMatchObject({
    holderKind: kind,
    holder: 'orders',
    misplaced: [{ key, belongs }],
  });
  expect(found && textAtPlace(found, '/misplaced/0/key')).toBe(key);
});

test.each([
  ['sidecar.istio.io/proxycpu', 'sidecar.istio.io/proxyCPU'],
  ['sidecar.istio.io/excludeOutboundPorts', 'traffic.sidecar.istio.io/excludeOutboundPorts'],
  ['sidecar.istio.io/logLeevl', 'sidecar.istio.io/logLevel'],
  ['inject.istio.io/template', 'inject.istio.io/templates'],
])('%s is meant to be %s', (key, meant) => {
  expect(saidOf(pods(`${key}: "1"`))?.unknown).toEqual([{ key, meant }]);
});

test('what is like nothing may be new', () => {
  expect(saidOf(pods('sidecar.istio.io/shinyThing: "1", istio.io/port: "1"'))).toBeUndefined();
});

test('deprecated ones, unless the label stands beside them', () => {
  const inject = 'sidecar.istio.io/inject: "true"';
  expect(saidOf(pods(inject))?.deprecated).toEqual([
    { key: 'sidecar.istio.io/inject', instead: 'the label of the same name' },
  ]);
  expect(saidOf(pods(inject, '{ sidecar.istio.io/inject: "true" }'))).toBeUndefined();
});

test.each([
  ['"{ concurrency: 2 }"', true],
  ['"{ concurrency: 2"', false],
  ['"$(CONFIG)"', true],
])('a configuration %s is readable: %s', (text, readable) => {
  expect(saidOf(pods(`proxy.istio.io/config: ${text}`))).toMatchObject({ proxyConfig: { readable } });
});

const INJECTOR = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector, uid: w1, labels: { istio.io/rev: default } }
webhooks:
  - name: namespace.sidecar-injector.istio.io
    clientConfig: { service: { name: istiod, namespace: istio-system, path: /inject } }
    namespaceSelector: { matchLabels: { istio-injection: enabled } }
    rules: [{ operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods] }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system, uid: c1 }
data: { config: "{ policy: enabled, templates: { sidecar: '', own: '' }, aliases: { both: [sidecar, own] } }", values: "{}" }
---`;

test('templates are those of the injector that is asked', () => {
  const asked = pods('inject.istio.io/templates: "sidecar, both,gateway"');
  expect(saidOf(INJECTOR + asked)?.templates).toEqual([
    { name: 'sidecar', known: true },
    { name: 'both', known: true },
    { name: 'gateway', known: false },
  ]);
  expect(saidOf(asked)?.templates).toEqual([
    { name: 'sidecar', known: true },
    { name: 'both', known: 'unknown ConfigMap' },
    { name: 'gateway', known: true },
  ]);
});

test('an empty list names a template without a name', () => {
  expect(saidOf(pods('inject.istio.io/templates: ""'))?.templates).toEqual([{ name: '', known: false }]);
});

test('nothing is said where nobody speaks of Istio', () => {
  expect(factsOf('IstioAnnotations', pods('example.com/a: b').replace('istio-injection', 'team'))).toEqual(
    [],
  );
});

test('what is applied to no stated namespace is looked at as well', () => {
  const annotations =
    'sidecar.istio.io/injekt: "true", sidecar.istio.io/proxyCPU: lots, inject.istio.io/templates: own';
  const of = (labels: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, labels: { sidecar.istio.io/inject: "false" } }
spec: { template: { metadata: { labels: ${labels}, annotations: { ${annotations} } } } }
`;
  expect(saidOf(of('{}'))).toMatchObject({
    holder: 'orders',
    refused: [{ key: 'sidecar.istio.io/proxyCPU', value: 'lots' }],
    templates: [{ name: 'own' }],
  });
  expect(saidOf(of('{ sidecar.istio.io/inject: "false" }'))).toMatchObject({
    unknown: [{ key: 'sidecar.istio.io/injekt' }],
    templates: [],
  });
});

test('the label beside the annotation is that of the pods', () => {
  const of = (labels: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, labels: { sidecar.istio.io/inject: "true" } }
spec: { template: { metadata: { labels: ${labels}, annotations: { sidecar.istio.io/inject: "true" } } } }
`;
  expect(saidOf(of('{ app: orders }'))?.deprecated).toHaveLength(1);
  expect(saidOf(of('{ sidecar.istio.io/inject: "true" }'))).toBeUndefined();
});
