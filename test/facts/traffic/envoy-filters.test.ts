import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

function filter(spec: string, name = 'limits', namespace = 'shop') {
  return `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: ${name}, namespace: ${namespace}, uid: f1 }
spec: ${spec}
---`;
}

function pod(name: string, image: string) {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name} }
spec: { containers: [{ name: istio-proxy, image: "${image}" }] }
---`;
}

function saidOf(yaml: string, complete: readonly string[] = []) {
  return factsOf('IstioEnvoyFilter', yaml, complete).map(plain)[0];
}

test.each([
  ['{}', 'shop', 'namespace'],
  ['{}', 'istio-system', 'mesh'],
  ['{ workloadSelector: { labels: {} } }', 'istio-system', 'mesh'],
  ['{ workloadSelector: { labels: { app: a } } }', 'istio-system', 'workloads'],
  ['{ targetRefs: [{ kind: Gateway, name: edge }] }', 'istio-system', 'targets'],
])('%s in %s is for the %s', (spec, namespace, scope) => {
  expect(saidOf(filter(spec, 'limits', namespace))).toMatchObject({ scope });
});

test.each([
  ['stats-filter-1.16', true],
  ['tcp-stats-filter-1.10-canary', true],
  ['stats-filter', false],
])('Istio installs %s: %s', (name, installed) => {
  expect(saidOf(filter('{}', name))).toMatchObject({ installed });
});

test.each([
  ['envoy.config.filter.http.lua.v2.Lua', true],
  ['envoy.config.filter.network.http_connection_manager.v2.HttpConnectionManager', true],
  ['envoy.api.v2.auth.UpstreamTlsContext', true],
  ['envoy.config.trace.v2.ZipkinConfig', true],
  ['envoy.extensions.filters.http.lua.v3.Lua', false],
  ['envoy.config.trace.v3.ZipkinConfig', false],
  ['istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig', false],
  ['envoy.config.retry.previous_hosts.v2.PreviousHostsPredicate', false],
])('Envoy has given up %s: %s', (type, isGivenUp) => {
  const url = `type.googleapis.com/${type}`;
  const value = `{ filters: [{ typed_config: { "@type": ${url} } }] }`;
  const [found] = factsOf('IstioEnvoyFilter', filter(`{ configPatches: [{ patch: { value: ${value} } }] }`));
  expect(found && plain(found).typesGivenUp).toEqual(isGivenUp ? [url] : []);
  if (isGivenUp) expect(found && textAtPlace(found, '/typesGivenUp/0')).toBe(url);
});

const FOR = (expression: string) =>
  filter(`{ configPatches: [{ match: { proxy: { proxyVersion: '${expression}' } } }] }`);

test.each([
  ['^1\\.19.*', ['istio/proxyv2:1.20.3'], ['1.20.3']],
  ['^1\\.20\\.3$', ['istio/proxyv2:1.20.3-distroless'], []],
  ['^1\\.19.*', ['istio/proxyv2:1.20.3', 'istio/proxyv2:1.19.0'], []],
  ['asm', ['gke.gcr.io/asm/proxyv2:1.20.3-asm.2'], []],
  ['^1\\.19.*', ['istio/proxyv2:1.20.3', 'istio/proxyv2@sha256:1f3a'], []],
  ['^1\\.19.*', ['istio/proxyv2:latest'], []],
  ['^1\\.(19', ['istio/proxyv2:1.20.3'], []],
  ['^1\\.19.*', [], []],
])('%s, while %j run', (expression, images, running) => {
  const pods = images.map((image, index) => pod(`pod-${index}`, image)).join('');
  expect(saidOf(pods + FOR(expression), ['Pod'])?.releasesMissed).toEqual(
    running.map((release) => ({ expression, running: release })),
  );
});
