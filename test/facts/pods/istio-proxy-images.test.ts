import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const MINE = "sidecar.istio.io/proxyImage: 'mine:1'";

function pod(image: string, { revision = 'default', annotations = '' } = {}) {
  return `
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, uid: p1, annotations: { sidecar.istio.io/status: '{"revision":"${revision}"}', ${annotations} } }
spec: { containers: [{ name: cart }, { name: istio-proxy, image: "${image}" }] }
status: { phase: Running }
---`;
}

function config(global = '"hub":"docker.io/istio","tag":"1.20.1"', image = '{{ .ProxyImage }}') {
  return `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system, uid: c1 }
data:
  config: "templates: { sidecar: 'image: ${image}' }"
  values: '{"global":{${global}}}'
---`;
}

test('both images, each at its place', () => {
  const [found] = factsOf('IstioProxyImage', pod('docker.io/istio/proxyv2:1.19.3') + config());
  expect(found && plain(found)).toMatchObject({
    image: 'docker.io/istio/proxyv2:1.19.3',
    wanted: 'docker.io/istio/proxyv2:1.20.1',
    current: false,
    revision: 'default',
    finished: false,
  });
  expect(found && origin(found, '/image')).toBe('Pod cart /spec/containers/1/image');
  expect(found && origin(found, '/wanted')).toContain('ConfigMap istio-sidecar-injector /data/values');
});

test.each<[string, string, boolean]>([
  ['the same', pod('docker.io/istio/proxyv2:1.20.1') + config(), true],
  ['a variant of it, from a mirror', pod('mirror.example/istio/proxyv2:1.20.1-distroless') + config(), true],
  [
    'a variant is asked for',
    pod('docker.io/istio/proxyv2:1.20.1') + config('"hub":"h","tag":"1.20.1-debug"'),
    true,
  ],
  [
    'the whole name is asked for',
    pod('r.example/own:2') + config('"proxy":{"image":"r.example/own:3"}'),
    false,
  ],
  [
    'the templates say nothing of an image',
    pod('docker.io/istio/proxyv2:1.19.3') + config().replace('image: {{ .ProxyImage }}', '{}'),
    false,
  ],
])('%s', (_, yaml, current) => {
  expect(factsOf('IstioProxyImage', yaml).map(({ value }) => value.current)).toEqual([current]);
});

test.each<[string, string]>([
  ['the pod has an image of its own', pod('mine:1', { annotations: MINE }) + config()],
  [
    'its template has a proxy of its own',
    pod('mine:1', {
      annotations: `proxy.istio.io/overrides: '{"containers":[{"name":"istio-proxy","image":"mine:1"}]}'`,
    }) + config(),
  ],
  ['another revision injected it', pod('docker.io/istio/proxyv2:1.19.3', { revision: 'old' }) + config()],
  ['it is given by digest', pod('docker.io/istio/proxyv2@sha256:12') + config()],
  ['no tag is said', pod('docker.io/istio/proxyv2:1.19.3') + config('"hub":"h"')],
  [
    'the templates have an image of their own',
    pod('docker.io/istio/proxyv2:1.19.3') + config(undefined, 'own:1'),
  ],
  ['the configuration is not there', pod('docker.io/istio/proxyv2:1.19.3')],
])('nothing is said where %s', (_, yaml) => {
  expect(factsOf('IstioProxyImage', yaml)).toEqual([]);
});
