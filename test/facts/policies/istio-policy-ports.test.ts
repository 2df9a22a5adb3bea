import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

const SIDECAR = `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { ingress: [{ port: { number: 80, name: http, protocol: HTTP }, defaultEndpoint: ":8080" }] }
`;

function input(port: string, service: string, container = '{ name: web, containerPort: 8080 }'): string {
  return `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: own, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, portLevelMtls: { ${port}: { mode: DISABLE } } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ${service} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: cart, ports: [${container}] }] } } }
`;
}

const NUMBERED = 'ports: [{ port: 80, targetPort: 8080 }]';
const NAMED = 'ports: [{ port: 80, targetPort: web }]';
const MISTAKE = { port: 80, service: 'cart', target: 8080 };

test.each([
  ['of the Service', input('80', NUMBERED), [MISTAKE]],
  ['of the Service, whose target has a name', input('80', NAMED), [MISTAKE]],
  ['of the workload', input('8080', NUMBERED), []],
  ['of both', input('80', 'ports: [{ port: 80 }, { port: 81, targetPort: 8080 }]'), []],
  ['of a container beside it', input('80', NUMBERED, '{ containerPort: 80 }'), []],
  ['of nobody', input('9090', NUMBERED), []],
  ['of a target that no container names', input('80', NAMED, '{ containerPort: 8080 }'), []],
  ['of a headless Service', input('80', `clusterIP: None, ${NUMBERED}`), []],
  ['of a listener that a Sidecar opens', input('80', NUMBERED) + SIDECAR, []],
])('a port %s', (_, yaml, expected) => {
  const found = factsOf('IstioPolicyPort', yaml);
  expect(found.map((each) => plain(each))).toEqual(
    expected.map((each) => ({ policyKind: 'PeerAuthentication', policy: 'own', ...each })),
  );
  expect(found.map((each) => textAtPlace(each, '/service'))).toEqual(expected.map(() => 'cart'));
});
