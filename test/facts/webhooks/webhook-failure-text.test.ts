import { expect, test } from 'vitest';
import { webhookFailureIn } from '../../../src/facts/webhooks/webhook-failure-text.js';

const CALLED =
  'Internal error occurred: failed calling webhook "rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod-1-20.mesh.svc:443/inject?timeout=10s": ';

test.each([
  [
    'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'timeout',
  ],
  ['context deadline exceeded', 'timeout'],
  ['dial tcp 10.8.1.7:15017: i/o timeout', 'timeout'],
  ['no endpoints available for service "istiod-1-20"', 'no-endpoints'],
  ['service "istiod-1-20" not found', 'service-not-found'],
  ['services "istiod-1-20" not found', 'service-not-found'],
  ['Service "istiod-1-20" not found', 'service-not-found'],
  ["no endpoints available for service 'istiod-1-20'", 'no-endpoints'],
  ['no service port 443 found for service "istiod-1-20"', 'port-not-offered'],
  ['x509: certificate signed by unknown authority', 'certificate-refused'],
  ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'certificate-refused'],
  ['x509: certificate has expired or is not yet valid: current time is after', 'certificate-expired'],
  ['x509: certificate is valid for istiod.mesh.svc, not istiod-1-20.mesh.svc', 'certificate-name'],
  ['dial tcp 10.8.1.7:15017: connect: connection refused', 'connection-refused'],
  ['the server could not find the requested resource', 'not-served'],
  ['Service Unavailable', 'proxy'],
  ['EOF', 'other'],
])('%s', (reason, cause) => {
  expect(webhookFailureIn(CALLED + reason)).toEqual({
    entry: 'rev.namespace.sidecar-injector.istio.io',
    role: 'injector',
    cause,
    service: { name: 'istiod-1-20', namespace: 'mesh' },
    reason,
  });
});

test.each([
  [
    'the words of older API servers',
    'failed calling admission webhook "validation.istio.io": Post https://istiod.istio-system.svc:443/validate?timeout=30s: EOF',
    { role: 'validator', service: { name: 'istiod', namespace: 'istio-system' }, reason: 'EOF' },
  ],
  [
    'a log in JSON, which escapes the quotes',
    String.raw`{"error":"failed calling webhook \"sidecar-injector.istio.io\": failed to call webhook: Post \"https://istiod.a.svc:443/inject\": service \"istiod\" not found","level":"error"}`,
    {
      entry: 'sidecar-injector.istio.io',
      cause: 'service-not-found',
      service: { name: 'istiod', namespace: 'a' },
    },
  ],
  [
    'no address',
    'failed calling webhook "validation.istio.io": service "istiod" not found',
    { cause: 'service-not-found', service: { name: 'istiod' } },
  ],
  [
    'an answer',
    'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid',
    { role: 'validator', cause: 'denied', service: undefined, reason: 'configuration is invalid' },
  ],
])('%s', (_, text, expected) => {
  expect(webhookFailureIn(text)).toMatchObject(expected);
});

test.each([
  'failed calling webhook "osm-inject.k8s.io": context deadline exceeded',
  'failed calling webhook "notvalidation.istio.io": EOF',
  'pods "cart" is forbidden: exceeded quota',
])('not of Istio: %s', (text) => {
  expect(webhookFailureIn(text)).toBeUndefined();
});
