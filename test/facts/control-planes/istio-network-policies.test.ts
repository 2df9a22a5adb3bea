import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const istiod = (args = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, uid: d1, labels: { app: istiod } }
spec:
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [{ name: discovery, args: [${args}], ports: [{ name: https-webhook, containerPort: 15017 }] }] }
`;
const policy = (name: string, spec: string, namespace = 'istio-system') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const ISTIOD = 'podSelector: { matchLabels: { app: istiod } }';

function isolations(...parts: readonly string[]) {
  return factsOf('IstioIsolation', parts.join('---'));
}

test.each([
  ['no ingress at all', `{ ${ISTIOD} }`, [15017, 15012]],
  ['from anywhere', `{ ${ISTIOD}, ingress: [{}] }`, []],
  ['from somewhere, to any port', `{ ${ISTIOD}, ingress: [{ from: [{ podSelector: {} }] }] }`, []],
  ['one port', `{ ${ISTIOD}, ingress: [{ ports: [{ port: 15012 }] }] }`, [15017]],
  ['a name', `{ ${ISTIOD}, ingress: [{ ports: [{ port: https-webhook }] }] }`, [15012]],
  ['a name that nobody has', `{ ${ISTIOD}, ingress: [{ ports: [{ port: other }] }] }`, []],
  ['a range', `{ ${ISTIOD}, ingress: [{ ports: [{ port: 15010, endPort: 15020 }] }] }`, []],
  ['any port of UDP', `{ ${ISTIOD}, ingress: [{ ports: [{ protocol: UDP }] }] }`, [15017, 15012]],
  ['any port of TCP', `{ ${ISTIOD}, ingress: [{ ports: [{ protocol: TCP }] }] }`, []],
])('a policy that admits %s', (_, spec, blocked) => {
  const [found] = isolations(policy('a', spec), istiod());
  expect(found && plain(found)).toMatchObject({
    istiod: 'istiod',
    revision: 'default',
    policies: ['a'],
    blocked,
  });
});

test('several policies add up, and the first of them is pointed at', () => {
  const [found, ...others] = isolations(
    policy('deny', '{ podSelector: {} }'),
    policy('webhooks', `{ ${ISTIOD}, ingress: [{ ports: [{ port: 15017 }] }] }`),
    istiod(),
  );
  expect(others).toEqual([]);
  expect(found && plain(found)).toMatchObject({ policies: ['deny', 'webhooks'], blocked: [15012] });
  expect(found && origin(found, '/blocked')).toBe('NetworkPolicy deny /spec');
});

test.each([
  ['of what istiod sends', policy('a', `{ ${ISTIOD}, policyTypes: [Egress] }`)],
  ['of other pods', policy('a', '{ podSelector: { matchLabels: { app: kiali } } }')],
  ['of another namespace', policy('a', '{ podSelector: {} }', 'harbour')],
])('a policy %s restricts nothing', (_, yaml) => {
  expect(isolations(yaml, istiod())).toEqual([]);
});

test.each([
  ['"--httpsAddr", ":9443"', [9443, 15012]],
  ['"--httpsAddr="', [15012]],
])('webhooks are answered where %s says', (args, blocked) => {
  expect(isolations(policy('a', `{ ${ISTIOD} }`), istiod(args)).map(plain)[0]?.blocked).toEqual(blocked);
});
