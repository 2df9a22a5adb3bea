import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { parseSources } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { evaluate } from '../../src/rules/evaluate.js';

const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
const RULES = rules.filter(({ rule }) => rule.id === 'osm-mesh-config-unknown-key');

it.each([
  [
    'certificate',
    'serviceCert有效期时长',
    "spec.certificate.serviceCert有效期时长 is not a known key: did you mean 'serviceCertValidityDuration'?",
  ],
  ['traffic', '出站端口排除列表', 'spec.traffic.出站端口排除列表 is not a known key.'],
])('names what is left of a translated key of spec.%s: %s', (section, key, message) => {
  const text = `{ apiVersion: config.openservicemesh.io/v1alpha2, kind: MeshConfig, metadata: { name: osm-mesh-config }, spec: { ${section}: { ${key}: 1 } } }`;
  const { findings } = evaluate(RULES, deriveFacts(buildGraph(parseSources([{ name: 'osm.yaml', text }]))));
  expect(findings.map((finding) => finding.message)).toEqual([message]);
});
