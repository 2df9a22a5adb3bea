import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const own = (uri: string) => `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: own, namespace: shop }
spec: { jwtRules: [{ issuer: a, jwksUri: "${uri}" }] }
---
`;

const asking = (rule: string, namespace: string, action = 'ALLOW') => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: own, namespace: ${namespace} }
spec: { action: ${action}, rules: [${rule}] }
---
`;

test.each([
  ['http://keys.login.svc.cluster.local:8080/certs', { service: 'keys', namespace: 'login' }],
  ['https://keys.login.svc', { service: 'keys', namespace: 'login' }],
  ['https://keys.login.svc.example.com/certs', undefined],
  ['https://login.example.com/certs', undefined],
  ['http://keys.login/certs', undefined],
])('the keys of %s', (uri, keys) => {
  const [found] = factsOf('IstioJwtRule', own(uri));
  expect(found && plain(found).keys).toEqual(keys);
});

const TOKEN = '{ from: [{ source: { notRequestPrincipals: ["*"] } }] }';
const CLAIM = '{ when: [{ key: "request.auth.claims[a]", values: [b] }] }';

test.each([
  ['in its namespace', asking(TOKEN, 'shop', 'DENY'), true],
  ['in the root namespace', asking(CLAIM, 'istio-system'), true],
  ['by somebody else', asking('{}', 'shop', 'CUSTOM'), true],
  ['in another namespace', asking(TOKEN, 'depot'), false],
  ['by nobody', asking('{}', 'shop'), false],
])('a token is required %s', (_, policy, required) => {
  const [found] = factsOf('IstioJwtRule', own('https://a') + policy, [
    'security.istio.io/AuthorizationPolicy',
  ]);
  expect(found && plain(found).required).toBe(required);
});

test('whether a token is required is not known without the policies', () => {
  const [found] = factsOf('IstioJwtRule', own('https://a'));
  expect(found && plain(found).required).toBe('unknown security.istio.io/AuthorizationPolicy shop');
});
