import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const workload = (namespace: string) => `apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { istio-injection: ${namespace === 'harbour' ? 'enabled' : 'disabled'} } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: pier, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: pier } }, spec: { containers: [{ name: pier, image: "pier:1" }] } } }
---
`;

const service = (
  name: string,
  ports: string,
  spec = 'selector: { app: pier }',
  namespace = 'harbour',
) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [${ports}], ${spec} }
---
`;

const portsOf = (...services: readonly string[]) =>
  factsOf('IstioServicePort', [workload('harbour'), workload('depot'), ...services].join('')).map(plain);

test.each([
  ['name: http', 'http'],
  ['name: HTTP-web', 'http'],
  ['name: grpc-web', 'grpc-web'],
  ['name: grpc-api', 'grpc'],
  ['name: web', undefined],
  ['name: httpweb', undefined],
  ['', undefined],
  ['name: web, appProtocol: https', 'https'],
  ['name: http, appProtocol: kubernetes.io/ws', 'http'],
  ['name: http, appProtocol: example.com/x', undefined],
])('%s is %s', (port, protocol) => {
  expect(portsOf(service('pier', `{ port: 80, ${port} }`))[0]?.protocol).toBe(protocol);
});

test.each([
  [25, 'tcp'],
  [3306, 'tcp'],
  [5432, undefined],
])('port %d without a word is %s', (port, protocol) => {
  expect(portsOf(service('pier', `{ port: ${port} }`))[0]?.protocol).toBe(protocol);
});

test.each([
  ['of a namespace outside of the mesh', service('pier', '{ port: 80 }', undefined, 'depot')],
  ['that no workload stands behind', service('pier', '{ port: 80 }', 'selector: { app: gone }')],
  ['without selector', service('pier', '{ port: 80 }', 'type: ClusterIP')],
  ['of UDP', service('pier', '{ port: 80, protocol: UDP }')],
  ['that is filled in later', service('pier', '{ port: "$(PORT)" }')],
])('nothing is said of a port %s', (_, text) => {
  expect(portsOf(text)).toEqual([]);
});

test('an ExternalName Service counts without workloads', () => {
  expect(portsOf(service('mail', '{ port: 25 }', 'type: ExternalName'))).toMatchObject([
    { isExternalName: true, protocol: 'tcp' },
  ]);
});

test('the name tells another sort of protocol than appProtocol', () => {
  const ports = '{ port: 80, name: http, appProtocol: tcp }, { port: 81, name: http-a, appProtocol: grpc }';
  expect(portsOf(service('pier', ports)).map(({ nameSays }) => nameSays)).toEqual(['http', undefined]);
});

test.each([
  ['connections beside requests', 'name: tcp, targetPort: 8080', 'http'],
  ['TLS beside requests', 'name: tls, targetPort: 8080', undefined],
  ['requests beside requests', 'name: grpc, targetPort: 8080', undefined],
  ['untold beside requests', 'name: web, targetPort: 8080', undefined],
  ['another port of the workload', 'name: tcp, targetPort: 9090', undefined],
])('%s', (_, port, protocol) => {
  const facts = portsOf(
    service('a-first', '{ port: 80, name: http, targetPort: 8080 }'),
    service('b-second', `{ port: 80, ${port} }`),
  );
  const other = facts[1]?.otherProtocol;
  expect(other).toEqual(
    protocol && { service: 'a-first', port: 80, protocol, target: '8080', workload: 'pier' },
  );
  expect(facts[0]?.otherProtocol).toBeUndefined();
});

test.each([
  ['another port of another Service', '{ port: 81, targetPort: 8080 }', '', 'a-first'],
  ['the same port', '{ port: 80, targetPort: 8080 }', '', undefined],
  ['its own port of a headless Service', '{ port: 81, targetPort: 8080 }', ', clusterIP: None', undefined],
])('%s leads to the same port of a workload', (_, port, more, first) => {
  const [, second] = portsOf(
    service('a-first', '{ port: 80, targetPort: 8080 }, { port: 82, targetPort: 8080 }'),
    service('b-second', port, `selector: { app: pier }${more}`),
  ).filter(({ number }) => number !== 82);
  expect((second?.otherPort as { service?: string } | undefined)?.service).toBe(first);
});
