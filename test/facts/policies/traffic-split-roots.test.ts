import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

function split(host: string, namespace = ', namespace: shop'): string {
  return `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: split${namespace} }
spec: { service: "${host}" }
`;
}

test.each([
  ['web', ['web', undefined, true]],
  ['web:8080', ['web', undefined, true]],
  ['web.shop', ['web', 'shop', true]],
  ['web.shop.svc', ['web', 'shop', true]],
  ['web.depot.svc.cluster.local:80', ['web', 'depot', false]],
  ['web-0.web.shop.svc.cluster.local', ['web', 'shop', true]],
  ['svc.svc.svc', ['svc', undefined, true]],
])('%s is the host name of a Service', (host, expected) => {
  const facts = factsOf('TrafficSplitRoot', split(host)).map(plain);
  expect(facts.map(({ service, namespace, inOwnNamespace }) => [service, namespace, inOwnNamespace])).toEqual(
    [expected],
  );
});

test.each(['', '$(ROOT)', '{{ .Values.root }}', 'web-0.web.shop', 'a.b.c.d.svc'])(
  '%s is none that can be told',
  (host) => {
    expect(factsOf('TrafficSplitRoot', split(host))).toEqual([]);
  },
);

test('a TrafficSplit without a namespace may land in any', () => {
  const [root] = factsOf('TrafficSplitRoot', split('web.depot', ''));
  expect(root && plain(root).inOwnNamespace).toBeUndefined();
});

test('the root stands where the TrafficSplit names it', () => {
  const [root] = factsOf('TrafficSplitRoot', split('web.shop'));
  expect(root && origin(root, '/service')).toBe('TrafficSplit split /spec/service');
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\n';

test.each([
  ['with a selector', `${SERVICE}spec: { selector: { app: web } }`, true],
  ['without', `${SERVICE}spec: { ports: [] }`, false],
  ['that is not in the input', '', 'unknown Service shop'],
])('a root %s', (_, service, expected) => {
  const [root] = factsOf('TrafficSplitRoot', `${split('web')}---\n${service}\n`);
  expect(root && plain(root).selectsPods).toBe(expected);
});

test('the permissive mode is that of the MeshConfig, where only one is told', () => {
  const config = (mode: boolean, namespace: string) =>
    `---\napiVersion: config.openservicemesh.io/v1alpha2\nkind: MeshConfig\nmetadata: { name: osm-mesh-config, namespace: ${namespace} }\nspec: { traffic: { enablePermissiveTrafficPolicyMode: ${mode} } }\n`;
  const permissive = (...configs: readonly string[]) =>
    factsOf('TrafficSplitRoot', split('web') + configs.join('')).map((root) => plain(root).permissive);
  expect(permissive()).toEqual([undefined]);
  expect(permissive(config(false, 'osm-system'))).toEqual([false]);
  expect(permissive(config(false, 'staging'), config(true, 'production'))).toEqual([undefined]);
});
