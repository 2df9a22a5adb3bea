import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const node = (name: string, version: string) => `
apiVersion: v1
kind: Node
metadata: { name: ${name}, uid: n-${name} }
status: { nodeInfo: { kubeletVersion: "${version}" } }
---`;
const istiod = (version: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, uid: d, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, image: "istio/pilot:${version}" }] } } }
`;

test.each([
  ['1.24.1', ['v1.22.3'], [{ line: '1.24', kubernetes: '1.22', lowest: '1.23', tested: false }]],
  [
    '1.24.1',
    ['v1.22.3', 'v1.23.0-gke.1'],
    [{ line: '1.24', kubernetes: '1.23', lowest: '1.23', tested: true }],
  ],
  ['1.17.2', ['v1.9.0', 'v1.10.1'], [{ line: '1.17', kubernetes: '1.10', lowest: '1.16', tested: false }]],
  ['1.9.9', ['v1.9.0'], []],
  ['1.24.1', ['', 'unknown'], []],
  ['1.24.1', [], []],
])('Istio %s on nodes with %j', (version, kubelets, expected) => {
  const yaml = kubelets.map((kubelet, index) => node(`n${index}`, kubelet)).join('') + istiod(version);
  expect(factsOf('IstioKubernetes', yaml, ['Node']).map(plain)).toEqual(
    expected.map((each) => expect.objectContaining(each)),
  );
});

test('it stands at the newest node', () => {
  const [found] = factsOf('IstioKubernetes', node('a', 'v1.21.0') + node('b', 'v1.22.0') + istiod('1.24.1'), [
    'Node',
  ]);
  expect(found && origin(found, '/tested')).toBe('Node b /status/nodeInfo/kubeletVersion');
});

test('some nodes say nothing of the others', () => {
  expect(factsOf('IstioKubernetes', node('a', 'v1.21.0') + istiod('1.24.1'))).toEqual([]);
});
