import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function virtualService(name: string, spec: string, metadata = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop${metadata} }
spec: ${spec}
`;
}

const facts = (kind: string, ...parts: readonly string[]) => factsOf(kind, parts.join('---')).map(plain);
const ROUTE = 'route: [{ destination: { host: orders } }]';

test.each([
  ['{ prefix: /a }', '{ prefix: /a/b }', true],
  ['{ prefix: /a }', '{ exact: /ab }', true],
  ['{ prefix: /a/b }', '{ prefix: /a }', false],
  ['{ exact: /a }', '{ prefix: /a }', false],
  ['{ regex: "/a.*" }', '{ prefix: /a }', false],
  ['{ regex: "/a.*" }', '{ regex: "/a.*" }', true],
  ['{ prefix: / }', '{ regex: "/a.*" }', true],
] as const)('%s before %s takes all of it: %s', (one, other, isTaken) => {
  const http = [one, other].map((uri) => `{ match: [{ uri: ${uri} }], ${ROUTE} }`);
  const [, second] = facts(
    'VirtualServiceRoute',
    virtualService('a', `{ hosts: [orders], http: [${http}] }`),
  );
  expect(second?.shadowedBy).toBe(isTaken ? 'http[0]' : undefined);
});

test.each([
  ['', 'headers: { a: { exact: b } }', true],
  ['headers: { a: {} }', 'headers: { a: { exact: b } }', true],
  ['headers: { a: { exact: b } }', '', false],
  ['withoutHeaders: { a: {} }', '', false],
  ['', 'withoutHeaders: { a: {} }', true],
  ['port: 80', 'port: 81', false],
  ['port: 80', 'port: 80', true],
  ['sourceLabels: { a: b }', 'sourceLabels: { a: b, c: d }', true],
  ['sourceLabels: { a: b }', 'sourceNamespace: web', false],
  ['ignoreUriCase: true', '', true],
  ['', 'ignoreUriCase: true', false],
  ['method: { exact: GET }', 'method: { exact: POST }', false],
  ['newField: 1', '', false],
] as const)('beside the same prefix, "%s" takes all of "%s": %s', (one, other, isTaken) => {
  const http = [one, other].map(
    (more) => `{ match: [{ uri: { prefix: /a }${more && `, ${more}`} }], ${ROUTE} }`,
  );
  const [, second] = facts(
    'VirtualServiceRoute',
    virtualService('a', `{ hosts: [orders], http: [${http}] }`),
  );
  expect(second?.shadowedBy).toBe(isTaken ? 'http[0]' : undefined);
});

test('a rule for some Gateways leaves the rest to later ones', () => {
  const spec = `{ hosts: [orders], gateways: [mesh, edge], http: [
    { match: [{ gateways: [edge] }], ${ROUTE} },
    { match: [{ gateways: [shop/edge] }], ${ROUTE} },
    { ${ROUTE} }] }`;
  const found = facts('VirtualServiceRoute', virtualService('a', spec));
  expect(found.map(({ shadowedBy }) => shadowedBy)).toEqual([undefined, 'http[0]', undefined]);
});

test.each([
  ['a', '', 'a', '', 'orders'],
  ['a', ', exportTo: ["."]', 'b', '', undefined],
  ['a', ', exportTo: ["."]', 'b', ', exportTo: [shop]', 'orders'],
  ['a', ', gateways: [edge]', 'b', '', undefined],
] as const)('the host of %s%s is taken from %s%s', (_, one, __, other, host) => {
  const found = facts(
    'VirtualServiceHost',
    virtualService('one', `{ hosts: [orders]${one}, http: [{ ${ROUTE} }] }`),
    virtualService('other', `{ hosts: [orders.shop.svc.cluster.local]${other}, http: [{ ${ROUTE} }] }`),
  );
  expect(found.map(({ takenBy }) => takenBy && 'orders')).toEqual([undefined, host]);
});

test('the oldest VirtualService has the host', () => {
  const at = (time: string) => `, uid: u${time}, creationTimestamp: "20${time}-01-01T00:00:00Z"`;
  const found = facts(
    'VirtualServiceHost',
    virtualService('young', `{ hosts: [orders], http: [{ ${ROUTE} }] }`, at('24')),
    virtualService('old', `{ hosts: [orders], http: [{ ${ROUTE} }] }`, at('20')),
  );
  expect(found.map(({ takenBy }) => takenBy)).toEqual([
    { virtualService: 'old', namespace: 'shop', beside: true },
    undefined,
  ]);
});

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  selector: { istio: edge }
  servers:
    - { port: { number: 443, name: tls, protocol: TLS }, hosts: ["./*.example.com"], tls: { mode: PASSTHROUGH } }
`;

test.each([
  ['a.example.com', 'tls: [{ match: [{ sniHosts: [a.example.com] }], route: [] }]', true, true],
  ['a.example.com', `http: [{ ${ROUTE} }]`, true, false],
  ['a.example.org', `http: [{ ${ROUTE} }]`, false, undefined],
  ['"*"', `http: [{ ${ROUTE} }]`, true, false],
] as const)('a Gateway brings %s for %s', (host, rules, served, fits) => {
  const spec = `{ hosts: [${host}], gateways: [edge], ${rules} }`;
  const [found] = facts('VirtualServiceGateway', virtualService('a', spec), GATEWAY);
  expect(found).toMatchObject({ name: 'edge', namespace: 'shop', served });
  expect(found?.fits).toBe(fits);
});

test.each([
  ['edge', { name: 'edge', namespace: 'shop' }],
  ['web/edge', { name: 'edge', namespace: 'web' }],
  ['./edge', { name: 'edge', namespace: 'shop' }],
  ['edge.web.svc.cluster.local', { name: 'edge', namespace: 'web', fullName: 'web/edge' }],
] as const)('the Gateway %s', (text, named) => {
  const spec = `{ hosts: [a], gateways: [${text}], http: [{ ${ROUTE} }] }`;
  expect(facts('VirtualServiceGateway', virtualService('a', spec))[0]).toMatchObject(named);
});

test.each([
  ['prefix: /a', 'prefix: /a/b', []],
  ['prefix: /a', 'exact: /ab', []],
  ['prefix: /a', 'prefix: /b', ['http[0]']],
  ['exact: /a', 'prefix: /a', ['http[0]']],
  ['prefix: /a', 'regex: /a.*', ['http[0]']],
] as const)('a rule for %s delegates to one for %s, of which is left out: %j', (outer, inner, leftOut) => {
  const root = `{ hosts: [a], http: [{ match: [{ uri: { ${outer} } }], delegate: { name: b } }] }`;
  const delegate = `{ http: [{ match: [{ uri: { ${inner} } }], ${ROUTE} }] }`;
  const [found] = facts('VirtualServiceDelegate', virtualService('a', root), virtualService('b', delegate));
  expect(found?.leftOut).toEqual(leftOut);
});

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }, { port: 9090 }] }
`;

test.each([
  ['host: orders, port: { number: 80 }', { portOffered: true }],
  ['host: orders, port: { number: 8080 }', { portOffered: false, behindPort: 80 }],
  ['host: orders.shop', { meant: 'orders.shop.svc.cluster.local' }],
  ['host: absent', { service: 'absent', namespace: 'shop' }],
  ['host: example.com', { foreign: 'example.com' }],
  ['host: orders, subset: v1', { subsetDefined: false, destinationRules: [] }],
] as const)('a destination of %s', (destination, expected) => {
  const spec = `{ hosts: [a], http: [{ route: [{ destination: { ${destination} } }] }] }`;
  expect(facts('VirtualServiceDestination', virtualService('a', spec), SERVICE)[0]).toMatchObject(expected);
});
