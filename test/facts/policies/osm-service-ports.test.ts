import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { openservicemesh.io/monitored-by: osm }
  annotations: { openservicemesh.io/sidecar-injection: enabled }
`;

function service(ports: string, selector = '{ app: orders }'): string {
  return `---\napiVersion: v1\nkind: Service\nmetadata: { name: orders, namespace: shop }\nspec: { selector: ${selector}, ports: [${ports}] }\n`;
}

function deployment(template: string): string {
  return `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders, namespace: shop }\nspec: { template: ${template} }\n`;
}

/** What 0.8, 0.11, 1.0 and 1.2 take a port for. */
test.each<[port: string, readings: readonly string[]]>([
  ['{ port: 80 }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: web }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: tcp }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: mysql }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: tcpserver }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: tcp-db }', ['tcp', 'http', 'http', 'tcp']],
  ['{ port: 80, name: TCP-db }', ['tcp', 'http', 'http', 'http']],
  ['{ port: 80, name: grpc-api }', ['grpc', 'http', 'http', 'grpc']],
  ['{ port: 80, name: http-api }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, name: tcp-server-first-db }', ['tcp', 'http', 'http', 'tcp-server-first']],
  ['{ port: 80, name: redis-tcp }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, appProtocol: http }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, appProtocol: HTTP }', ['http', 'http', 'http', 'http']],
  ['{ port: 80, appProtocol: gRPC }', ['grpc', 'grpc', 'grpc', 'grpc']],
  ['{ port: 80, appProtocol: TCP }', ['tcp', 'tcp', 'tcp', 'tcp']],
  ['{ port: 80, appProtocol: tcp, name: http-web }', ['tcp', 'tcp', 'tcp', 'tcp']],
  ['{ port: 80, appProtocol: "", name: tcp-db }', ['tcp', 'http', 'http', 'tcp']],
  [
    '{ port: 80, appProtocol: TCP-Server-First }',
    ['unsupported', 'unsupported', 'tcp-server-first', 'tcp-server-first'],
  ],
  ['{ port: 443, appProtocol: https }', ['unsupported', 'unsupported', 'unsupported', 'unsupported']],
  [
    '{ port: 80, appProtocol: kubernetes.io/h2c, name: http-web }',
    ['unsupported', 'unsupported', 'unsupported', 'unsupported'],
  ],
  ['{ port: 53, protocol: TCP, name: tcp-dns }', ['tcp', 'http', 'http', 'tcp']],
])('the protocol of %s in each line', (port, readings) => {
  const [found] = factsOf('OsmServicePort', NAMESPACE + service(port));
  expect(found && plain(found).protocol).toEqual({
    '0.8': readings[0],
    '0.11': readings[1],
    '1.0': readings[2],
    '1.2': readings[3],
  });
});

test.each([
  '{ port: 53, protocol: UDP }',
  '{ port: 53, protocol: SCTP, appProtocol: tcp }',
  '{ port: 80, appProtocol: "$(PROTOCOL)" }',
])('no line takes %s for anything that one could tell', (port) => {
  const [found] = factsOf('OsmServicePort', NAMESPACE + service(port));
  expect(found && plain(found).protocol).toBeUndefined();
});

const LISTENING =
  '{ metadata: { labels: { app: orders } }, spec: { containers: [{ name: orders, ports: [{ name: web, containerPort: 8080 }] }] } }';
const ENDPOINTS = `---\napiVersion: v1\nkind: Endpoints\nmetadata: { name: orders, namespace: shop }\nsubsets: [{ ports: [{ name: http, port: 9090 }, { name: admin, port: 9091 }] }]\n`;

test.each<[what: string, input: string, expected: unknown]>([
  ['a number', service('{ port: 80, targetPort: 8080 }'), [8080]],
  ['none, which is the port itself', service('{ port: 80 }'), [80]],
  ['a name, and nothing that tells it', service('{ port: 80, targetPort: web }'), 'unknown Endpoints shop'],
  ['a name that a template tells', service('{ port: 80, targetPort: web }') + deployment(LISTENING), [8080]],
  ['a name that Endpoints tell', service('{ port: 80, name: http, targetPort: web }') + ENDPOINTS, [9090]],
])('the target port is %s', (_, input, expected) => {
  const [found] = factsOf('OsmServicePort', NAMESPACE + input);
  expect(found && plain(found).targetPorts).toEqual(expected);
});

test.each<[what: string, input: string, expected: unknown]>([
  ['as the namespace has it', NAMESPACE + service('{ port: 80 }'), true],
  [
    'not in a namespace that does not enable injection',
    NAMESPACE.replace('enabled', 'disabled') + service('{ port: 80 }'),
    false,
  ],
  ['not behind a Service without selector', NAMESPACE + service('{ port: 80 }', '{}'), false],
  [
    'not for pods that opt out',
    NAMESPACE +
      service('{ port: 80 }') +
      deployment(
        LISTENING.replace(
          'labels',
          'annotations: { openservicemesh.io/sidecar-injection: disabled }, labels',
        ),
      ),
    false,
  ],
  [
    'for pods that opt in',
    NAMESPACE.replace('enabled', 'disabled') +
      service('{ port: 80 }') +
      deployment(
        LISTENING.replace('labels', 'annotations: { openservicemesh.io/sidecar-injection: enabled }, labels'),
      ),
    true,
  ],
  [
    'unknown where the Namespace was not captured',
    service('{ port: 80 }').replace('namespace: shop', 'namespace: shop, uid: 5f0c') +
      NAMESPACE.replace('name: shop', 'name: depot').replace(/^/, '---'),
    'unknown Namespace',
  ],
])('the sidecar behind a port: %s', (_, input, expected) => {
  const [found] = factsOf('OsmServicePort', input);
  expect(found && plain(found).meshed).toEqual(expected);
});

test.each([
  [
    'of a namespace outside the mesh',
    NAMESPACE.replace('openservicemesh.io/monitored-by: osm', 'team: a') + service('{ port: 80 }'),
  ],
  ['of a manifest without its Namespace', service('{ port: 80 }')],
])('nothing is told of a port %s', (_, input) => {
  expect(factsOf('OsmServicePort', input)).toEqual([]);
});

test('a port passes by the sidecar where the MeshConfig or a pod says so', () => {
  const config =
    '---\napiVersion: config.openservicemesh.io/v1alpha2\nkind: MeshConfig\nmetadata: { name: osm-mesh-config, namespace: osm-system }\nspec: { traffic: { outboundPortExclusionList: [3306] } }\n';
  const excluded = (input: string) =>
    factsOf('OsmServicePort', NAMESPACE + service('{ port: 3306 }, { port: 80 }') + input).map(
      (port) => plain(port).excluded,
    );
  expect(excluded('')).toEqual([false, false]);
  expect(excluded(config)).toEqual([true, false]);
  expect(
    excluded(
      deployment(
        LISTENING.replace(
          'labels',
          'annotations: { openservicemesh.io/outbound-port-exclusion-list: "25,3306" }, labels',
        ),
      ),
    ),
  ).toEqual([true, false]);
});

test('a port stands in its Service', () => {
  const [found] = factsOf('OsmServicePort', NAMESPACE + service('{ port: 80, appProtocol: tcp }'));
  expect(found && origin(found, '/appProtocol')).toBe('Service orders /spec/ports/0/appProtocol');
  expect(found && origin(found, '/protocol')).toBe('Service orders /spec/ports/0');
});
