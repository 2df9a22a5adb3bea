import { describe, expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const rule = (name: string, spec: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: shop${more} }
spec: { ${spec} }
`;
const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ port: 80 }] }
`;
const pod = (labels: string, containers = '{ name: app, image: app }') => `
apiVersion: v1
kind: Pod
metadata: { name: orders-1, namespace: shop, uid: p1, labels: { app: orders${labels} } }
spec: { containers: [${containers}] }
status: { phase: Running }
`;
const PODS = ['Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet'];
const SUBSET = 'host: orders, subsets: [{ name: v1, labels: { version: v1 } }]';

function facts(kind: string, complete: readonly string[], ...parts: readonly string[]) {
  return factsOf(kind, parts.join('---'), complete);
}

describe('the policy of a DestinationRule', () => {
  const RANDOM = 'trafficPolicy: { loadBalancer: { simple: RANDOM } }';
  const DISABLE = 'trafficPolicy: { tls: { mode: DISABLE } }';
  test.each([
    [
      'stands behind another',
      [`host: orders, ${RANDOM}`, `host: orders.shop.svc.cluster.local, ${DISABLE}`],
      'a',
    ],
    ['is the same', [`host: orders, ${RANDOM}`, `host: orders, ${RANDOM}`], undefined],
    ['is the only one', ['host: orders', `host: orders, ${DISABLE}`], undefined],
    ['is for another host', [`host: carts, ${RANDOM}`, `host: orders, ${DISABLE}`], undefined],
    [
      'is for some clients',
      [`host: orders, ${RANDOM}`, `host: orders, ${DISABLE}, workloadSelector: { matchLabels: { a: b } }`],
      undefined,
    ],
    [
      'is for other namespaces',
      [`host: orders, ${RANDOM}, exportTo: [web]`, `host: orders, ${DISABLE}`],
      undefined,
    ],
  ] as const)('%s', (_, [one, other], kept) => {
    const found = facts('IstioDestinationRule', [], rule('a', one), rule('b', other));
    expect(found.map((each) => plain(each).ignoredPolicy ?? null)).toEqual([
      null,
      kept === undefined ? null : { rule: 'b', policy: 'b', kept },
    ]);
  });
});

describe('a subset', () => {
  test.each([
    ['has a pod', PODS, pod(', version: v1'), { selects: true }],
    ['has none', PODS, pod(', version: v2'), { selects: false }],
    ['has none at hand', [], pod(', version: v2'), { selects: 'unknown Pod shop' }],
    ['may have some', [], SERVICE.replaceAll('orders', 'carts'), { selects: 'unknown Pod shop' }],
  ] as const)('%s', (_, complete, other, expected) => {
    const [found] = facts('IstioSubset', complete, rule('a', SUBSET), SERVICE, other);
    expect(found && plain(found)).toMatchObject(expected);
    expect(found && origin(found, '/selects')).toContain('/spec/subsets/0/labels');
  });

  test.each(['topology.kubernetes.io/zone', 'topology.istio.io/network', 'pod-template-hash'])(
    'by %s is not told by pods',
    (label) => {
      const subset = SUBSET.replace('version: v1', `${label}: a`);
      const [found] = facts('IstioSubset', PODS, rule('a', subset), SERVICE, pod(''));
      expect(found && plain(found)).not.toHaveProperty('selects');
    },
  );

  test('of a ServiceEntry has its endpoints', () => {
    const entry = (role: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: db, namespace: shop }
spec: { hosts: [db.com], resolution: STATIC, ports: [{ number: 1, name: tcp }], endpoints: [{ address: 10.0.0.1, labels: { version: ${role} } }] }
`;
    const subset = SUBSET.replace('orders', 'db.com');
    const answers = ['v1', 'v2'].map((role) => {
      const [found] = facts('IstioSubset', [], rule('a', subset), entry(role));
      return found && plain(found).selects;
    });
    expect(answers).toEqual([true, false]);
  });

  test('of other clusters is not told', () => {
    const remote = `
apiVersion: v1
kind: Secret
metadata: { name: west, namespace: istio-system, labels: { istio/multiCluster: "true" } }
`;
    const [found] = facts('IstioSubset', PODS, rule('a', SUBSET), SERVICE, pod(''), remote);
    expect(found && plain(found)).not.toHaveProperty('selects');
  });

  test('that an older DestinationRule has in another way', () => {
    const other = SUBSET.replace('version: v1', 'version: v2');
    const found = facts('IstioSubset', [], rule('a', SUBSET), rule('b', other), rule('c', SUBSET));
    expect(found.map((each) => plain(each).definedBefore ?? null)).toEqual([null, { rule: 'a' }, null]);
  });
});

describe('what the pods of a host take', () => {
  const SIDECAR = '{ name: app, image: app }, { name: istio-proxy, image: proxyv2 }';
  const policy = (namespace: string, spec: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: ${namespace} }
spec: { ${spec} }
`;
  const STRICT = 'mtls: { mode: STRICT }';
  const ALL = ['security.istio.io/PeerAuthentication'];
  test.each([
    ['no sidecar', [pod('')], 'plain'],
    ['no policy', [pod('', SIDECAR)], 'any'],
    ['strict in the namespace', [pod('', SIDECAR), policy('shop', STRICT)], 'mutual'],
    ['strict in the mesh', [pod('', SIDECAR), policy('istio-system', STRICT)], 'mutual'],
    ['strict elsewhere', [pod('', SIDECAR), policy('web', STRICT)], 'any'],
    [
      'lax in the namespace, in a strict mesh',
      [pod('', SIDECAR), policy('istio-system', STRICT), policy('shop', 'mtls: { mode: PERMISSIVE }')],
      'any',
    ],
    [
      'a port that is lax',
      [
        pod('', SIDECAR),
        policy(
          'shop',
          `selector: { matchLabels: { app: orders } }, ${STRICT}, portLevelMtls: { 80: { mode: DISABLE } }`,
        ),
      ],
      'any',
    ],
  ] as const)('%s', (_, others, takes) => {
    const tls = rule('a', 'host: orders, trafficPolicy: { tls: { mode: DISABLE } }');
    const [found] = facts('IstioClientTls', ALL, tls, SERVICE, ...others);
    expect(found && plain(found)).toMatchObject({ mode: 'DISABLE', takes });
  });

  test('is not asked for a pattern', () => {
    const tls = rule('a', 'host: "*.shop.svc.cluster.local", trafficPolicy: { tls: { mode: DISABLE } }');
    expect(facts('IstioClientTls', ALL, tls, SERVICE, pod(''))).toEqual([]);
  });
});
