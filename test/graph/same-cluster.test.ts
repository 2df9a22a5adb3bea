import { expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/build.js';
import { mayMeet } from '../../src/graph/same-cluster.js';
import { parseSources } from '../../src/input/read.js';

const TEXT = 'apiVersion: v1\nkind: Service\nmetadata: { name: orders, namespace: shop }\n';

test.each([
  ['a.yaml', 'b.yaml', true],
  ['clusters/eu/a.yaml', 'clusters/us/a.yaml', false],
  ['clusters/eu/shop/a.yaml', 'clusters/eu/depot/a.yaml', true],
  ['shop/overlays/blue/a.yaml', 'shop/overlays/green/a.yaml', false],
  ['shop/overlays/blue/a.yaml', 'shop/base/a.yaml', true],
  ['apps/staging/a.yaml', 'apps/production/a.yaml', false],
  ['apps/prod-eu/a.yaml', 'apps/prod-us/a.yaml', false],
  ['apps/base/a.yaml', 'apps/production/a.yaml', true],
  ['apps/products/a.yaml', 'apps/tests/a.yaml', true],
])('%s and %s', (one, other, expected) => {
  const graph = buildGraph(
    parseSources([
      { name: one, text: TEXT },
      { name: other, text: TEXT.replace('orders', 'parts') },
    ]),
    [],
  );
  const [first, second] = graph.ofKind('Service');
  expect(first && second && mayMeet(first, second)).toBe(expected);
  expect(first && second && mayMeet(second, first)).toBe(expected);
});
