import { expect, test } from 'vitest';
import { compareNaturally } from '../../bench/generate/natural-order.js';

// As go-yaml 2.4 has it, which sigs.k8s.io/yaml uses.
test.each([
  [['1', '2', '10', 'a', 'b']],
  [['a1', 'a2', 'a10', 'a10b', 'a010']],
  [['B', 'a', 'é']],
  [['d1', 'd7', 'd7abc', 'd12', 'd12a']],
  [['e21', 'e2b']],
  [['.', 'f:a', 'k:b']],
  [['app', 'app.kubernetes.io/name', 'apps']],
  [['f:env', 'f:envFrom']],
  [['helm.sh/chart', 'version']],
  [['http2', 'http10']],
  [['v10', 'v100', 'v1000']],
])('%j', (keys) => {
  expect(keys.toReversed().sort(compareNaturally)).toEqual(keys);
});
