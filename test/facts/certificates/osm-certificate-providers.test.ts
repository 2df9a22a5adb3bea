import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, origin, plain } from '../facts.js';
import { base64, OLD, ONE } from '../pem.js';

const NAME = 'Deployment osm-controller /metadata/name';

function controller(args: readonly string[], version = 'v1.2.4'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: osm-system
  uid: 5f0c
  creationTimestamp: "2020-10-03T00:00:00Z"
  labels: { app: osm-controller, app.kubernetes.io/version: ${version} }
spec: { template: { spec: { containers: [{ name: osm-controller, args: ${JSON.stringify(args)} }] } } }
`;
}

function secret(data: string): string {
  return `---\napiVersion: v1\nkind: Secret\nmetadata: { name: osm-ca-bundle, namespace: osm-system, uid: 1f2a }\n${data}\n`;
}

function provider(yaml: string): JsonObject {
  const [fact] = factsOf('OsmCertificateProvider', yaml);
  return fact === undefined ? {} : plain(fact);
}

test('without options, tresor signs with the root in osm-ca-bundle', () => {
  expect(provider(controller([]))).toEqual({
    provider: 'tresor',
    line: '1.2',
    root: { name: 'osm-ca-bundle' },
  });
});

test('MeshRootCertificates say it instead where they are read', () => {
  expect(factsOf('OsmCertificateProvider', controller(['--enable-mesh-root-certificate=true']))).toEqual([]);
});

test.each([
  ['v1.1.3', { name: 'osm-ca-bundle' }],
  ['v1.2.4', undefined],
  ['latest', undefined],
])('cert-manager: release %s reads the Secret %j', (version, root) => {
  const value = provider(controller(['--certificate-manager', 'cert-manager'], version));
  expect([value.issuer, value.root]).toEqual([
    { name: 'osm-ca', kind: 'Issuer', group: 'cert-manager.io' },
    root,
  ]);
});

test.each([
  ['an argument', ['--vault-token', 's.4711'], 'readable'],
  ['an argument that was hidden', ['--vault-token=***HIDDEN***'], 'readable'],
  ['a variable', ['--vault-token=$(TOKEN)'], 'kept'],
  ['a Secret', ['--vault-token-secret-name=vault', '--vault-token-secret-key=token'], 'kept'],
  ['a Secret without its key', ['--vault-token-secret-name=vault'], 'none'],
  ['an empty argument', ['--vault-token', ''], 'none'],
  ['nothing', [], 'none'],
])('the token for Vault: %s', (_, args, token) => {
  const value = provider(controller(['--certificate-manager=vault', ...args]));
  expect((value.vault as JsonObject).token).toBe(token);
});

test('nothing points near a token that can be read, and none is told', () => {
  const args = ['--certificate-manager=vault', '--vault-protocol', 'http', '--vault-token', 's.4711'];
  const [fact] = factsOf('OsmCertificateProvider', controller(args));
  expect(
    fact && ['/vault/host', '/vault/protocol', '/vault/token'].map((each) => origin(fact, each)),
  ).toEqual([NAME, NAME, NAME]);
  expect(JSON.stringify(fact?.value)).not.toContain('4711');
});

test.each([
  ['a certificate and its key', `{ ca.crt: ${base64(ONE)}, private.key: eA== }`, 'certificates', true],
  ['a certificate alone', `{ ca.crt: ${base64(ONE)} }`, 'certificates', false],
  ['a key alone', '{ private.key: eA== }', 'absent', true],
  ['an empty value', '{ ca.crt: "", private.key: "" }', 'masked', true],
  ['a hidden value', "{ ca.crt: '***HIDDEN***' }", 'masked', false],
  ['something else', '{ ca.crt: aGVsbG8= }', 'not-pem', false],
])('a Secret with %s', (_, data, state, privateKey) => {
  expect(provider(`${controller([])}${secret(`data: ${data}`)}`).root).toMatchObject({ state, privateKey });
});

test.each(['', 'data: {}', 'type: Opaque'])('of a Secret without data nothing is said: %s', (data) => {
  expect(provider(`${controller([])}${secret(data)}`).root).toEqual({ name: 'osm-ca-bundle' });
});

test('a certificate has the days that are left of it after the latest time in the capture', () => {
  const { root } = provider(
    `${controller([])}${secret(`data: { ca.crt: ${base64(OLD)}, private.key: eA== }`)}`,
  );
  expect(root).toMatchObject({ notAfter: '2021-01-01', daysLeft: 90 });
});
