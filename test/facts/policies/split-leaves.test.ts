import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

function split(backends: string, ...services: readonly string[]): string {
  const own = `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: split, namespace: shop }
spec:
  service: shop.shop.svc.cluster.local
  backends: ${backends}
`;
  return [own, ...services].join('---\n');
}

function service(name: string, ports: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { ports: ${ports} }\n`;
}

const ONE = '[{ service: one, weight: 1 }]';
const TWO = '[{ service: one, weight: 1 }, { service: two, weight: 1 }]';
const ROOT = service('shop', '[{ name: http, port: 80, targetPort: 9999 }]');

test('a backend tells its ports, those that the root has too, and where they end', () => {
  const [leaf] = factsOf('SplitLeaf', split(ONE, ROOT, service('one', '[{ port: 80, targetPort: 8080 }]')));
  expect(leaf && plain(leaf)).toEqual({
    split: 'split',
    service: 'one',
    root: 'shop',
    rootPorts: [80],
    ports: [80],
    sharedPorts: [80],
    unnamedPort: true,
    targetPort: 8080,
    firstLeaf: { service: 'one', targetPort: 8080, agrees: true },
  });
  expect(leaf && origin(leaf, '/service')).toBe('TrafficSplit split /spec/backends/0/service');
  expect(leaf && origin(leaf, '/root')).toBe('TrafficSplit split /spec/service');
});

test.each([
  ['the same number', '[{ port: 80, targetPort: 8080 }]', 8080, true],
  ['another number', '[{ port: 80, targetPort: 8081 }]', 8081, false],
  ['none, which is the port itself', '[{ port: 80 }]', 80, false],
  [
    'a name',
    '[{ name: http, port: 80, targetPort: web }]',
    'unknown Endpoints shop',
    'unknown Endpoints shop',
  ],
  ['no shared port', '[{ port: 81 }]', undefined, undefined],
])('the target port of a second backend: %s', (_, ports, targetPort, agrees) => {
  const input = split(TWO, ROOT, service('one', '[{ port: 80, targetPort: 8080 }]'), service('two', ports));
  const value = plain(factsOf('SplitLeaf', input)[1] as never);
  expect([value.targetPort, (value.firstLeaf as { agrees: unknown } | undefined)?.agrees]).toEqual([
    targetPort,
    agrees,
  ]);
});

test('Endpoints tell what a named target port is', () => {
  const endpoints = `
apiVersion: v1
kind: Endpoints
metadata: { name: one, namespace: shop }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ name: http, port: 8080 }, { name: admin, port: 9000 }] }]
`;
  const input = split(ONE, ROOT, service('one', '[{ name: http, port: 80, targetPort: web }]'), endpoints);
  expect(factsOf('SplitLeaf', input).map((leaf) => plain(leaf).targetPort)).toEqual([8080]);
});

test.each([
  ['whose Service is not in the input', split(ONE, ROOT)],
  ['whose root is not in the input', split(ONE, service('one', '[{ port: 80 }]'))],
  ['without traffic', split('[{ service: one, weight: 0 }]', ROOT, service('one', '[{ port: 80 }]'))],
  ['with UDP alone', split(ONE, ROOT, service('one', '[{ port: 53, protocol: UDP }]'))],
  ['with a port that is filled in later', split(ONE, ROOT, service('one', '[{ port: "$(PORT)" }]'))],
  [
    'of which two overlays differ',
    split(ONE, ROOT, service('one', '[{ port: 80 }]'), service('one', '[{ port: 81 }]')),
  ],
])('nothing is told of a backend %s', (_, input) => {
  expect(factsOf('SplitLeaf', input)).toEqual([]);
});
