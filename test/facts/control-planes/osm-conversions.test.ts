import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const BOTH =
  '{ name: v1alpha2, served: true, storage: true }, { name: v1alpha1, served: true, storage: false }';
const ONE =
  '{ name: v1alpha2, served: true, storage: true }, { name: v1alpha1, served: false, storage: false }';

const definition = (versions: string, service = 'port: 9443', group = 'config.openservicemesh.io') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: meshconfigs.${group}, uid: c1 }
spec:
  group: ${group}
  versions: [${versions}]
  conversion:
    strategy: Webhook
    webhook: { clientConfig: { service: { name: osm-bootstrap, namespace: osm-system, ${service} } } }
`;
const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: osm-bootstrap, namespace: osm-system, uid: s1 }
spec: { ports: [{ name: crdconversion, port: 9443 }] }
`;

test.each([
  ['two served versions', definition(BOTH), 1],
  ['one served version', definition(ONE), 0],
  ['of somebody else', definition(BOTH, 'port: 9443', 'example.com'), 0],
  ['no webhook', definition(BOTH).replace('strategy: Webhook', 'strategy: None'), 0],
])('objects are converted where several versions are served: %s', (_, text, count) => {
  expect(factsOf('OsmConversion', text)).toHaveLength(count);
});

test.each([
  ['the port of the Service', definition(BOTH), SERVICE, { port: 9443, listed: true }],
  ['none', definition(BOTH, 'path: /convert'), SERVICE, { port: 443, listed: false }],
  ['no Service captured', definition(BOTH), '', { port: 9443, listed: 'unknown Service osm-system' }],
])('at which port: %s', (_, text, other, { port, listed }) => {
  const [found] = factsOf('OsmConversion', [text, other].join('---')).map(plain);
  expect(found).toMatchObject({ service: { port }, portListed: listed });
});
