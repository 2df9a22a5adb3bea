import { expect, test } from 'vitest';
import { judgeByAll } from '../rules/judge.js';

test.each([
  ['a name that the API server makes', '{ generateName: e2e-, labels: { istio-injection: "on" } }'],
  ['no name', '{ labels: { istio-injection: "on" } }'],
])('an object with %s stops no rule', async (_, metadata) => {
  const input = `apiVersion: v1\nkind: Namespace\nmetadata: ${metadata}\n`;
  expect(await judgeByAll(input)).toEqual(['3 istio-namespace-injection-unknown-value']);
});

test('nor does a piece of an object, without metadata', async () => {
  const input = `apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
spec:
  sidecar: { logLevel: loud }
`;
  expect(await judgeByAll(input)).toEqual(['4 osm-mesh-config-bad-value']);
});
