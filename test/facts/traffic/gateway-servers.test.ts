import { describe, expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

/** A Gateway of the ingress, with servers in YAML. */
function gateway(name: string, servers: readonly string[], more = '') {
  return `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: shop${more} }
spec: { selector: { istio: ingress }, servers: [${servers.join(', ')}] }
`;
}
const server = (port: number, protocol: string, hosts: string, more = '') =>
  `{ port: { number: ${port}, name: ${protocol}-${port}, protocol: ${protocol} }, hosts: [${hosts}]${more} }`;
const SIMPLE = ', tls: { mode: SIMPLE, credentialName: shop }';

function servers(...parts: readonly string[]) {
  return factsOf('IstioGatewayServer', parts.join('---'));
}

/** What the servers lose to: the Gateway and the reason, or nothing. */
function conflicts(...parts: readonly string[]) {
  return servers(...parts).map((each) => plain(each).conflict ?? null);
}

describe('two servers at one port', () => {
  test.each([
    ['share a host under TLS', ['HTTPS', 'a.com', SIMPLE], ['HTTPS', 'b.com, a.com', SIMPLE], 'host'],
    [
      'share a host that stands in another way',
      ['HTTPS', '"*/a.com"', SIMPLE],
      ['TLS', 'a.com', SIMPLE],
      'host',
    ],
    ['have different hosts', ['HTTPS', 'a.com', SIMPLE], ['TLS', 'b.com', SIMPLE], undefined],
    [
      'serve one host for different namespaces',
      ['HTTPS', './a.com', SIMPLE],
      ['HTTPS', 'b/a.com', SIMPLE],
      undefined,
    ],
    ['share a host of plain HTTP', ['HTTP', '"*"', ''], ['http2', '"*"', ''], undefined],
    [
      'redirect the same host',
      ['HTTP', '"*"', ', tls: { httpsRedirect: true }'],
      ['HTTP', '"*"', ', tls: { httpsRedirect: true }'],
      undefined,
    ],
    ['take TCP, and HTTP', ['TCP', '"*"', ''], ['HTTP', 'a.com', ''], 'protocol'],
    ['take HTTP, and TLS', ['HTTP', '"*"', ''], ['HTTPS', 'a.com', SIMPLE], 'protocol'],
    ['both take TCP', ['TCP', 'a.com', ''], ['TCP', 'b.com', ''], 'protocol'],
    [
      'listen at different addresses',
      ['TCP', '"*"', ', bind: 10.0.0.1'],
      ['TCP', '"*"', ', bind: 10.0.0.2'],
      undefined,
    ],
  ] as const)('%s', (_, [protocol, hosts, more], [otherProtocol, otherHosts, otherMore], reason) => {
    const [one, other] = conflicts(
      gateway('a', [server(443, protocol, hosts, more)]),
      gateway('b', [server(443, otherProtocol, otherHosts, otherMore)]),
    );
    expect(one).toBeNull();
    if (reason === undefined) expect(other).toBeNull();
    else expect(other).toMatchObject({ gateway: 'a', reason });
  });
});

test('the oldest Gateway is kept', () => {
  const [young, old] = conflicts(
    gateway('a', [server(443, 'HTTPS', 'a.com', SIMPLE)], ', creationTimestamp: "2024-02-01T00:00:00Z"'),
    gateway('b', [server(443, 'HTTPS', 'a.com', SIMPLE)], ', creationTimestamp: "2024-01-01T00:00:00Z"'),
  );
  expect(old).toBeNull();
  expect(young).toMatchObject({ gateway: 'b', host: 'a.com' });
});

test('a server that was left out takes no host from others', () => {
  const found = conflicts(
    gateway('a', [server(443, 'HTTPS', 'a.com', SIMPLE)]),
    gateway('b', [server(443, 'HTTPS', 'a.com, b.com', SIMPLE)]),
    gateway('c', [server(443, 'HTTPS', 'b.com', SIMPLE)]),
  );
  expect(found.map((each) => each !== null)).toEqual([false, true, false]);
});

test('Gateways that different revisions read do not meet', () => {
  const found = conflicts(
    gateway('a', [server(443, 'HTTPS', 'a.com', SIMPLE)], ', labels: { istio.io/rev: one }'),
    gateway('b', [server(443, 'HTTPS', 'a.com', SIMPLE)], ', labels: { istio.io/rev: two }'),
  );
  expect(found).toEqual([null, null]);
});

const PODS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec:
  template:
    metadata: { labels: { istio: ingress, app: ingress } }
    spec: { containers: [{ name: istio-proxy, ports: [{ name: web, containerPort: 8443 }] }] }
`;
const service = (ports: string) => `
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: edge }
spec: { selector: { app: ingress }, ports: [${ports}] }
`;

describe('the Service of a gateway', () => {
  test.each([
    ['offers the port by its number', '{ port: 8443, targetPort: 443 }', true],
    ['offers it by that of the target', '{ port: 443, targetPort: 8443 }', true],
    ['offers it by the name of the target', '{ port: 443, targetPort: web }', true],
    ['offers another', '{ port: 80 }', false],
    ['offers it for UDP', '{ port: 8443, protocol: UDP }', false],
    ['names a target that nothing explains', '{ port: 443, targetPort: other }', 'unknown Pod edge'],
  ])('%s', (_, ports, offered) => {
    const [found] = servers(gateway('a', [server(8443, 'TCP', '"*"')]), PODS, service(ports));
    expect(found && plain(found)).toMatchObject({ offered, services: ['edge/ingress'] });
    expect(found && origin(found, '/offered')).toContain('/spec/servers/0/port/number');
  });

  test('says nothing where the pods listen on their node', () => {
    const onNode = PODS.replace('spec: { containers', 'spec: { hostNetwork: true, containers');
    const [found] = servers(gateway('a', [server(8443, 'TCP', '"*"')]), onNode, service('{ port: 80 }'));
    expect(found && plain(found)).not.toHaveProperty('offered');
  });
});

test('the same certificate in two Gateways', () => {
  const found = servers(
    gateway('a', [server(443, 'HTTPS', 'a.com', SIMPLE)]),
    gateway('b', [server(443, 'HTTPS', 'b.com', SIMPLE), server(444, 'HTTPS', 'c.com', SIMPLE)]),
  ).map((each) => plain(each).sharedCertificate ?? null);
  expect(found).toEqual([null, { gateway: 'a', namespace: 'shop', certificate: 'shop' }, null]);
});
