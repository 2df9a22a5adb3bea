import { expect, it } from 'vitest';
import { buildGraph } from '../../src/graph/build.js';
import { controllerOf, controllerPath } from '../../src/graph/owners.js';
import { parseSources } from '../../src/input/read.js';

const REPLICA_SET = `
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: cart-5d8f, namespace: shop, uid: r1 }
`;

/** The controller of a pod with these owner references: where it is named, and what it is. */
function check(references: string, others = REPLICA_SET) {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: shop, ownerReferences: ${references} }\n`;
  const graph = buildGraph(parseSources([{ name: 'a.yaml', text: pod + others }]));
  const [resource] = graph.ofKind('Pod');
  const owner = resource && controllerOf(graph, resource);
  return [resource && controllerPath(resource)?.join('/'), owner?.id.name];
}

it.each([
  ['none', '[]', [undefined, undefined]],
  ['no list', '5', [undefined, undefined]],
  [
    'the first where none controls',
    '[{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f }]',
    ['metadata/ownerReferences/0', 'cart-5d8f'],
  ],
  [
    'the one that controls',
    '[{ apiVersion: v1, kind: Node, name: n }, { apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f, uid: r1, controller: true }]',
    ['metadata/ownerReferences/1', 'cart-5d8f'],
  ],
  [
    'a namesake with another uid',
    '[{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f, uid: r2 }]',
    ['metadata/ownerReferences/0', undefined],
  ],
  [
    'a namesake of another group',
    '[{ apiVersion: example.com/v1, kind: ReplicaSet, name: cart-5d8f }]',
    ['metadata/ownerReferences/0', undefined],
  ],
  [
    'what was not captured',
    '[{ apiVersion: apps/v1, kind: ReplicaSet, name: gone }]',
    ['metadata/ownerReferences/0', undefined],
  ],
])('%s', (_, references, expected) => {
  expect(check(references)).toEqual(expected);
});

it('of another namespace is none', () => {
  const elsewhere = REPLICA_SET.replace('namespace: shop', 'namespace: depot');
  expect(check('[{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d8f }]', elsewhere)[1]).toBeUndefined();
});
