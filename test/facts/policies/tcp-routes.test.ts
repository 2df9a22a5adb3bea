import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function manifest(apiVersion: string, kind: string, metadata: string, spec: string): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\nspec: ${spec}\n`;
}

const NAMESPACE =
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { openservicemesh.io/monitored-by: osm }, annotations: { openservicemesh.io/sidecar-injection: enabled } }\n';
const WORKLOAD = manifest(
  'apps/v1',
  'Deployment',
  'name: db, namespace: shop',
  '{ template: { metadata: { labels: { app: db } }, spec: { serviceAccountName: db } } }',
);

function target(rules: string, name = 'db'): string {
  return manifest(
    'access.smi-spec.io/v1alpha3',
    'TrafficTarget',
    `name: ${name}, namespace: shop`,
    `{ destination: { kind: ServiceAccount, name: db, namespace: shop }, rules: [${rules}] }`,
  );
}

function route(ports: string): string {
  return manifest(
    'specs.smi-spec.io/v1alpha4',
    'TCPRoute',
    'name: db, namespace: shop',
    `{ matches: { ports: [${ports}] } }`,
  );
}

function service(ports: string): string {
  return manifest(
    'v1',
    'Service',
    'name: db, namespace: shop',
    `{ selector: { app: db }, ports: [${ports}] }`,
  );
}

const BY_TCP = target('{ kind: TCPRoute, name: db }');
const BASE = NAMESPACE + WORKLOAD;
const ALL = ['Service', 'Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'];

test.each<[what: string, ports: string, services: string, expected: unknown, complete?: readonly string[]]>([
  ['the target port', '8080', service('{ port: 80, targetPort: 8080 }'), [true, [8080]]],
  ['the port of the Service', '80', service('{ port: 80, targetPort: 8080 }'), [false, [8080]]],
  [
    'another port, where there may be other Services',
    '90',
    service('{ port: 80, targetPort: 8080 }'),
    [undefined, [8080]],
  ],
  [
    'another port, where all Services are known',
    '90',
    service('{ port: 80, targetPort: 8080 }'),
    [false, [8080]],
    ALL,
  ],
  [
    'another port, beside a name that nothing tells',
    '90',
    service('{ port: 80, targetPort: web }'),
    [undefined, []],
    ALL,
  ],
])('a TCPRoute lists %s', (_, ports, services, expected, complete) => {
  const [found] = factsOf('TcpRoutePort', BASE + BY_TCP + route(ports) + services, complete);
  expect(found && [plain(found).isTargetPort, plain(found).targetPorts]).toEqual(expected);
});

test('a TCPRoute that leads to no Service in the input tells nothing', () => {
  expect(factsOf('TcpRoutePort', BASE + BY_TCP + route('80'))).toEqual([]);
  expect(factsOf('TcpRoutePort', BASE + route('80') + service('{ port: 80 }'))).toEqual([]);
});

const EACH = (http: readonly boolean[]) => ({
  '0.8': http[0],
  '0.11': http[1],
  '1.0': http[2],
  '1.2': http[3],
});

test.each<[what: string, ports: string, listed: string, expected: readonly boolean[]]>([
  ['of HTTP', '{ port: 80 }', '', [true, true, true, true]],
  ['of TCP', '{ port: 80, appProtocol: tcp }', '', [false, false, false, false]],
  ['named for TCP', '{ port: 80, name: tcp-db }', '', [false, true, true, false]],
  [
    'of both',
    '{ port: 80, name: a, appProtocol: tcp }, { port: 81, name: b }',
    '',
    [false, false, false, false],
  ],
  [
    'of which one is admitted',
    '{ port: 80, name: a, appProtocol: tcp }, { port: 81, name: b }',
    '81',
    [true, true, true, true],
  ],
])('a destination with ports %s', (_, ports, listed, expected) => {
  const [found] = factsOf('TcpTarget', BASE + BY_TCP + route(listed) + service(ports));
  expect(found && plain(found).onlyHttp).toEqual(EACH(expected));
});

test('a destination that another TrafficTarget brings routes needs no more', () => {
  const other = target('{ kind: HTTPRouteGroup, name: db, matches: [all] }', 'other');
  expect(factsOf('TcpTarget', BASE + BY_TCP + other + route('') + service('{ port: 80 }'))).toEqual([]);
});
