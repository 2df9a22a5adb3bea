import { describe, expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function policy(rule: string, spec = ''): string {
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: own, namespace: shop }
spec: { ${spec} rules: [${rule}] }
---
`;
}

const CART = `apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: istio-proxy }] } } }
---
`;

function service(ports: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [${ports}] }
---
`;
}

function first(yaml: string) {
  const [found] = factsOf('IstioAuthorizationPolicy', yaml);
  return found && plain(found);
}

const from = (source: string) => `{ from: [{ source: { ${source} } }] }`;
const when = (condition: string) => `{ when: [{ ${condition} }] }`;

test.each([
  [from('principals: [cluster.local/ns/web/sa/cart]'), [{ namespace: 'web', account: 'cart' }]],
  [from('notPrincipals: ["*/ns/web/sa/cart"]'), [{ namespace: 'web', account: 'cart' }]],
  [from('principals: [partner.org/ns/web/sa/cart, "cluster.local/ns/web/*", "*"]'), []],
  [from('namespaces: [web, "web*"], notNamespaces: [depot]'), [{ namespace: 'web' }, { namespace: 'depot' }]],
  [
    from('serviceAccounts: [web/cart, cart, "web/*"]'),
    [
      { namespace: 'web', account: 'cart' },
      { namespace: 'shop', account: 'cart' },
    ],
  ],
  [when('key: source.namespace, notValues: [web]'), [{ namespace: 'web' }]],
  [when('key: source.ip, values: [10.0.0.1]'), []],
])('the callers of %s', (rule, sources) => {
  expect(first(policy(rule))?.sources).toEqual(sources);
});

describe('mutual TLS', () => {
  const peer = (spec: string) => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: plain, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, ${spec} }
---
`;

  test.each([
    ['switched off', peer('mtls: { mode: DISABLE }') + CART, { name: 'plain', namespace: 'shop' }],
    [
      'left on at a port',
      peer('mtls: { mode: DISABLE }, portLevelMtls: { 80: { mode: STRICT } }') + CART,
      undefined,
    ],
    ['on', peer('mtls: { mode: PERMISSIVE }') + CART, undefined],
    ['of no workload', peer('mtls: { mode: DISABLE }'), undefined],
  ])('%s', (_, yaml, plaintext) => {
    expect(first(policy(from('namespaces: [web]')) + yaml)?.plaintext).toEqual(plaintext);
  });
});

describe('requests', () => {
  const to = (operation: string) => policy(`{ to: [{ operation: { ${operation} } }] }`);
  const TCP = '{ name: tcp-db, port: 5432 }';
  const HTTP = '{ name: http, port: 80, targetPort: 8080 }';

  test.each([
    ['at HTTP', to('paths: [/a]') + service(HTTP), { field: 'paths', onlyOpaque: false, opaque: undefined }],
    ['at TCP', to('methods: [GET]') + service(TCP), { field: 'methods', onlyOpaque: true }],
    [
      'at both',
      to('hosts: [a]') + service(`${TCP}, ${HTTP}`),
      { onlyOpaque: false, opaque: { port: 5432, service: 'cart' } },
    ],
    [
      'at the named port',
      to('hosts: [a], ports: ["8080"]') + service(`${TCP}, ${HTTP}`),
      { opaque: undefined },
    ],
    [
      'at a port with appProtocol',
      to('hosts: [a]') + service('{ name: tcp, appProtocol: http, port: 80 }'),
      { opaque: undefined },
    ],
    [
      'of a token',
      policy(from('requestPrincipals: ["*"]')) + service(TCP),
      { field: 'requestPrincipals', onlyOpaque: true },
    ],
    [
      'of a header',
      policy(when('key: "request.headers[a]", values: [b]')) + service(TCP),
      { field: 'key', onlyOpaque: true },
    ],
  ])('%s', (_, yaml, expected) => {
    const [rule] = (first(yaml + CART)?.rules ?? []) as object[];
    expect(rule).toEqual(
      expect.objectContaining(
        Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
      ),
    );
    if ('opaque' in expected && expected.opaque === undefined) expect(rule).not.toHaveProperty('opaque');
  });

  test('that no rule asks about', () => {
    expect(first(to('ports: ["80"]') + CART)?.rules).toEqual([]);
  });
});
