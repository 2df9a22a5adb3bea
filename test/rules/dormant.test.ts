import { expect, test } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { parseSources } from '../../src/input/read.js';
import { compileRules } from '../../src/rules/compile.js';
import { evaluate } from '../../src/rules/evaluate.js';
import { readRule } from '../../src/rules/read-rule.js';

const mesh = (permissive: boolean) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: osm-system
  uid: a1
  labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: v1.1.0 }
---
apiVersion: config.openservicemesh.io/v1alpha2
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: a2 }
spec: { traffic: { enablePermissiveTrafficPolicyMode: ${permissive} } }
---
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: one, namespace: shop, uid: a3 }
`;

function findings(permissive: boolean, parts: Record<string, string>) {
  const rule = readRule(
    {
      id: 'a',
      severity: 'error',
      subject: { kind: 'access.smi-spec.io/TrafficTarget' },
      expect: false,
      ...parts,
    },
    'smi',
  );
  const graph = deriveFacts(buildGraph(parseSources([{ name: 'a.yaml', text: mesh(permissive) }])));
  return evaluate(compileRules([rule], new Map()), graph).findings.map(({ severity, notes }) => [
    severity,
    notes,
  ]);
}

const WHY =
  "It has no effect at present: permissive mode is on, because MeshConfig 'osm-mesh-config' says so.";

test.each<[string, boolean, Record<string, string>, unknown]>([
  ['has an effect: the severity of the rule', false, { dormant: 'warning' }, ['error', []]],
  ['is dormant: the milder severity, and why', true, { dormant: 'warning' }, ['warning', [WHY]]],
  ['is dormant, to a rule that does not care', true, {}, ['error', []]],
  [
    'is dormant, to a rule that is milder anyway',
    true,
    { severity: 'note', dormant: 'warning' },
    ['note', [WHY]],
  ],
])('an object that %s', (_, permissive, parts, expected) => {
  expect(findings(permissive, parts)).toEqual([expected]);
});
