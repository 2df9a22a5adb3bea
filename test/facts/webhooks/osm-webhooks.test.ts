import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const configuration = (name: string, { rules = '', mesh = 'osm' } = {}) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: ${name}, uid: w-${name} }
webhooks:
- name: osm-inject.k8s.io
  clientConfig: { service: { name: osm-injector, namespace: osm-system } }
  namespaceSelector: { matchLabels: { openservicemesh.io/monitored-by: ${mesh} } }
  ${rules}
`;
const injector = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-injector, namespace: osm-system, uid: d1, labels: { app: osm-injector } }
spec: { template: { spec: { containers: [{ name: osm-injector, args: [--webhook-config-name, ${name}] }] } } }
`;

test.each([
  ['one', [configuration('a')], [undefined]],
  [
    'two, of which nobody says which is kept',
    [configuration('a'), configuration('b')],
    ['unknown apps/Deployment', 'unknown apps/Deployment'],
  ],
  [
    'two, of which the last is kept',
    [configuration('a'), configuration('b'), injector('b')],
    ['b', undefined],
  ],
  ['two meshes', [configuration('a'), configuration('b', { mesh: 'other' })], [undefined, undefined]],
])('an entry that stands twice: %s', (_, parts, twins) => {
  const calls = factsOf('WebhookCall', parts.join('---')).map(plain);
  expect(calls.map(({ twin }) => twin)).toEqual(twins);
});

test.each([
  ['cut off', '', undefined],
  ['one', 'rules: [{ operations: [CREATE], resources: [pods] }]', ['CREATE pods']],
  [
    'every operation',
    'rules: [{ operations: ["*"], resources: [pods] }]',
    ['CREATE pods', 'UPDATE pods', 'DELETE pods', 'CONNECT pods'],
  ],
])('what an entry is called for: %s', (_, rules, calledFor) => {
  const [call] = factsOf('WebhookCall', configuration('a', { rules })).map(plain);
  expect(call?.calledFor).toEqual(calledFor);
});
