import { describe, expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';
import { base64, OLD, ONE } from '../pem.js';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-1, namespace: edge, uid: p1, labels: { istio: ingress } }
`;
const gateway = (tls: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop, namespace: shop, uid: g1, creationTimestamp: "2024-01-01T00:00:00Z" }
spec:
  selector: { istio: ingress }
  servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [a.com], tls: { ${tls} } }]
`;
const secret = (name: string, data: string) => `
apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: edge, uid: s-${name} }
${data}
`;

function credentials(complete: readonly string[], ...parts: readonly string[]) {
  return factsOf('IstioGatewayCredential', [POD, ...parts].join('---'), complete);
}

describe('a name of a credential', () => {
  test.each([
    ['credentialName: shop', ['shop']],
    ['credentialName: "kubernetes://shop"', ['shop']],
    ['credentialName: "builtin://"', []],
    ['credentialName: "kubernetes-gateway://other/shop"', []],
    ['credentialNames: [rsa, ecdsa]', ['rsa', 'ecdsa']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a tool
    ['credentialName: "${CERT}"', []],
  ])('%s', (tls, names) => {
    const found = credentials([], gateway(`mode: SIMPLE, ${tls}`)).map(plain);
    expect(found.map(({ name }) => name)).toEqual(names);
    for (const each of found) expect(each).toMatchObject({ secretNamespace: 'edge', gateway: 'shop' });
  });

  test('of a mode that ends no TLS is not looked at', () => {
    expect(credentials([], gateway('mode: PASSTHROUGH, credentialName: shop'))).toEqual([]);
  });
});

describe('a Secret', () => {
  test.each([
    ['of kubectl', 'data: { tls.crt: eA==, tls.key: eA== }', true],
    ['of the old form', 'data: { cert: eA==, key: eA== }', true],
    ['that is written as text', 'stringData: { tls.crt: x, tls.key: x }', true],
    ['without the key', 'data: { tls.crt: eA== }', false],
    ['of both forms, by half', 'data: { tls.crt: eA==, key: eA== }', false],
    ['of which nothing was captured', 'type: kubernetes.io/tls', undefined],
  ])('%s', (_, data, hasKeyPair) => {
    const [found] = credentials([], gateway('mode: SIMPLE, credentialName: shop'), secret('shop', data));
    expect(found && plain(found).hasKeyPair).toBe(hasKeyPair);
  });

  test.each([
    ['that is good', ONE, false],
    ['that has expired', OLD, true],
  ])('its certificate, %s, stands in it', (_, certificate, expired) => {
    const [found] = credentials(
      [],
      gateway('mode: SIMPLE, credentialName: shop'),
      secret('shop', `data: { tls.crt: ${base64(certificate)}, tls.key: eA== }`),
    );
    expect(found && plain(found)).toMatchObject({ state: 'certificates', expired });
    expect(found && origin(found, '/expired')).toBe('Secret shop /data/tls.crt');
  });
});

describe('the authority of clients', () => {
  const PAIR = 'tls.crt: eA==, tls.key: eA==';
  test.each([
    ['in the Secret', [secret('shop', `data: { ${PAIR}, ca.crt: eA== }`)], [], true],
    [
      'in one beside it',
      [secret('shop', `data: { ${PAIR} }`), secret('shop-cacert', 'data: { cacert: eA== }')],
      [],
      true,
    ],
    ['nowhere', [secret('shop', `data: { ${PAIR} }`)], ['Secret'], false],
    [
      'perhaps in one that was not captured',
      [secret('shop', `data: { ${PAIR} }`)],
      [],
      'unknown Secret edge',
    ],
  ] as const)('%s', (_, secrets, complete, hasAuthority) => {
    const [found] = credentials(complete, gateway('mode: MUTUAL, credentialName: shop'), ...secrets);
    expect(found && plain(found)).toMatchObject({ mutual: true, hasAuthority });
  });

  test('is not asked for an authority that another Secret holds', () => {
    const tls = 'mode: MUTUAL, credentialName: shop, caCertCredentialName: callers';
    const [found] = credentials(
      ['Secret'],
      gateway(tls),
      secret('shop', 'data: { tls.crt: eA==, tls.key: eA== }'),
    );
    expect(found && plain(found)).toMatchObject({ mutual: false, hasKeyPair: true });
  });
});
