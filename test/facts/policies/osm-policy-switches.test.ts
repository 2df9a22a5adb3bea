import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const EGRESS = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: payments, namespace: shop }
---
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: payments, namespace: shop }
---
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: refunds, namespace: shop }
---
`;

function meshConfig(spec: string): string {
  return `
apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system }
spec: ${spec}
`;
}

test('a setting that is written is told with those that depend on it, each once', () => {
  const facts = factsOf(
    'PolicySwitch',
    EGRESS + meshConfig('{ featureFlags: { enableEgressPolicy: false } }'),
  );
  expect(facts.map((each) => [plain(each).field, plain(each).value, plain(each).objects])).toEqual([
    ['enableEgressPolicy', false, ['payments', 'refunds']],
    ['enableEgress', false, ['payments', 'refunds']],
  ]);
  expect(facts.map((each) => origin(each, '/value'))).toEqual([
    'MeshConfig osm-mesh-config /spec/featureFlags/enableEgressPolicy',
    'MeshConfig osm-mesh-config /spec',
  ]);
});

test.each<[what: string, input: string]>([
  ['nobody depends on it', meshConfig('{ featureFlags: { enableEgressPolicy: false } }')],
  [
    'only the release tells it',
    `${EGRESS}
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: osm-system, uid: d, labels: { app.kubernetes.io/version: v1.2.4 } }
spec: { template: { spec: { containers: [{ name: osm-controller }] } } }
`,
  ],
])('it is not told where %s', (_, input) => {
  expect(factsOf('PolicySwitch', input)).toEqual([]);
});
