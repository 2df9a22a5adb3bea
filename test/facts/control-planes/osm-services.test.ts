import { expect, test } from 'vitest';
import { deriveFacts } from '../../../src/facts/derive.js';
import { buildGraph } from '../../../src/graph/build.js';
import { parseSources } from '../../../src/input/read.js';
import { factsOf, origin, plain } from '../facts.js';

const service = (name: string, ports: readonly number[], app = 'osm-controller') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: osm-system, uid: s-${name}, labels: { app: ${app} } }
spec:
  selector: { app: ${app} }
  ports: [${ports.map((port) => `{ name: p${port}, port: ${port} }`).join(', ')}]
`;
const controller = (version: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: osm-system, uid: d1, labels: { app: osm-controller, app.kubernetes.io/version: ${version} } }
`;

test.each([
  ['osm-controller', 'v0.8.4', [15128], [9092]],
  ['osm-controller', 'v0.10.0', [15128], [9092, 9091]],
  ['osm-injector', 'v1.2.4', [9091], [9090]],
  ['osm-validator', 'v1.2.4', [9093, 443], []],
  ['osm-config-validator', 'v0.8.4', [443], [9093]],
  ['osm-bootstrap', 'v0.10.0', [443, 9095], []],
  ['osm-bootstrap', 'v0.11.1', [443, 9095], [9443]],
  ['osm-bootstrap', 'v1.1.4', [9443, 9095], []],
  ['osm-bootstrap', 'v1.2.4', [9443, 9095], [9091]],
  ['osm-controller', 'latest', [15128], [9092]],
  ['osm-bootstrap', 'latest', [80], []],
])('what Service %s of %s lacks with %s', (name, version, ports, lacking) => {
  const [found] = factsOf('OsmService', [controller(version), service(name, ports)].join('---')).map(plain);
  const missing = found?.lacking as readonly { readonly port: number }[] | undefined;
  expect(missing?.map(({ port }) => port)).toEqual(lacking);
});

test('a lacking port stands where the ports do: at the only one, or at their list', () => {
  const [one] = factsOf('OsmService', service('osm-injector', [80]));
  const [two] = factsOf('OsmService', service('osm-injector', [80, 81]));
  expect([one && origin(one, '/lacking/0'), two && origin(two, '/lacking/0')]).toEqual([
    'Service osm-injector /spec/ports/0/port',
    'Service osm-injector /spec/ports',
  ]);
});

test('a stated release tells the ports where no control plane does', () => {
  const graph = buildGraph(parseSources([{ name: 's.yaml', text: service('osm-bootstrap', [9095, 9443]) }]));
  const [found] = deriveFacts(graph, { osm: '1.2' }).ofKind('meshlint/OsmService').map(plain);
  expect(found).toMatchObject({ line: '1.2', lacking: [{ port: 9091, use: 'health' }] });
});

test('a Service of an application is none of OSM, whatever its name', () => {
  expect(factsOf('OsmService', service('osm-injector', [80], 'maps'))).toEqual([]);
});

const endpoints = (subsets: string) => `
apiVersion: v1
kind: Endpoints
metadata: { name: osm-injector, namespace: osm-system, uid: e1 }
subsets: ${subsets}
`;

test.each([
  ['none captured', '', 'unknown Endpoints osm-system'],
  ['none', endpoints('[]'), 0],
  ['not ready', endpoints('[{ notReadyAddresses: [{ ip: 10.0.0.1 }], ports: [{ port: 9090 }] }]'), 0],
  ['of another port', endpoints('[{ addresses: [{ ip: 10.0.0.1 }], ports: [{ name: other, port: 1 }] }]'), 1],
])('how many ready addresses stand behind a Service: %s', (_, other, ready) => {
  const [found] = factsOf('OsmService', [service('osm-injector', [9090]), other].join('---')).map(plain);
  expect(found?.endpoints).toMatchObject({ ready });
});
