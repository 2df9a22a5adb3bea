import { describe, expect, it } from 'vitest';
import {
  clusterFact,
  concluded,
  copied,
  type FactMapping,
  fact,
  named,
  shared,
  traced,
} from '../../src/facts/fact.js';
import type { Resource } from '../../src/graph/resource.js';
import { seenAs } from '../../src/graph/resources.js';
import { unknown } from '../../src/graph/unknown.js';
import { graphOf } from '../graph/graph-of.js';
import { origin, plain } from './facts.js';

const [POD] = graphOf(`
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: "cart:1" }] }
`).ofKind('Pod') as readonly [Resource];

const NAME = ['metadata', 'name'];

function made(parts: FactMapping): Resource {
  return fact('Sum', { resource: POD, path: NAME }, 'cart-1', parts);
}

describe('a fact', () => {
  it('looks like a resource of the namespace that it is about', () => {
    const { id, value, version, source, captured, read } = made({ one: 1 });
    expect(id).toEqual({ group: 'meshlint', kind: 'Sum', namespace: 'shop', name: 'cart-1' });
    expect(value).toEqual({
      apiVersion: 'meshlint/v1',
      kind: 'Sum',
      metadata: { name: 'cart-1', namespace: 'shop' },
      one: 1,
    });
    expect({ version, source, captured, read }).toEqual({
      version: 'v1',
      source: 'a.yaml',
      captured: false,
      read: undefined,
    });
    expect(clusterFact('Sum', { resource: POD, path: NAME }, 'all', {}).value.metadata).toEqual({
      name: 'all',
    });
  });

  it('holds plain values, and nothing of what there is none of', () => {
    const value = {
      a: copied(POD, ['metadata', 'labels']),
      b: undefined,
      c: [copied(POD, NAME), null],
      d: unknown('Pod'),
    };
    expect(plain(made(value))).toEqual({ a: { app: 'cart' }, c: ['cart-1', null], d: 'unknown Pod' });
    expect(Object.keys(made(value).value)).not.toContain('b');
  });

  it.each<[string, FactMapping, string, string]>([
    [
      'what was copied',
      { image: copied(POD, ['spec', 'containers', 0, 'image']) },
      '/image',
      '/spec/containers/0/image',
    ],
    [
      'what is inside of it',
      { labels: copied(POD, ['metadata', 'labels']) },
      '/labels/app',
      '/metadata/labels/app',
    ],
    [
      'what somebody has read',
      { labels: traced({ app: 'x' }, POD, ['metadata', 'labels']) },
      '/labels/app',
      '/metadata/labels/app',
    ],
    ['what was concluded', { labels: concluded({ app: 'x' }, POD, NAME) }, '/labels/app', '/metadata/name'],
    [
      'what is said in the place of another',
      { says: copied(POD, ['spec'])?.saying({ containers: [] }) },
      '/says/containers',
      '/spec/containers',
    ],
    ['a key', { key: named('app', POD, ['metadata', 'labels', 'app']) }, '/key', '/metadata/labels/app'],
    ['what a list holds', { all: [{ of: concluded(1, POD, ['spec']) }] }, '/all/0/of', '/spec'],
    ['a list that facts share', { all: shared([concluded(1, POD, ['spec'])]) }, '/all/0', '/spec'],
    ['what is around it', { all: [{ of: concluded(1, POD, ['spec']) }] }, '/all/0', '/metadata/name'],
    ['what is not traced', { plain: { of: 1 } }, '/plain/of', '/metadata/name'],
    ['what is not there', { plain: [1] }, '/plain/length', '/metadata/name'],
  ])('knows the place of %s', (_, parts, pointer, expected) => {
    expect(origin(made(parts), pointer)).toBe(`Pod cart-1 ${expected}`);
  });

  it('is made of several mappings, of which the later one counts', () => {
    const parts = [
      { one: concluded(1, POD, ['spec']), two: 2, three: 3 },
      { two: undefined, three: copied(POD, NAME) },
    ];
    const several = fact('Sum', { resource: POD, path: ['metadata'] }, 'cart-1', ...parts);
    expect(plain(several)).toEqual({ one: 1, three: 'cart-1' });
    expect(['/one', '/two', '/three'].map((pointer) => origin(several, pointer))).toEqual([
      'Pod cart-1 /spec',
      'Pod cart-1 /metadata',
      'Pod cart-1 /metadata/name',
    ]);
  });

  it('shares what several facts say', () => {
    const parts = shared([concluded('a', POD, NAME), { of: concluded('b', POD, NAME) }]);
    const [one, other] = [made({ parts }), made({ parts })];
    expect(one.value.parts).toEqual(['a', { of: 'b' }]);
    expect(other.value.parts).toBe(one.value.parts);
  });
});

it('a resource that is seen as a part of itself stands where it stands', () => {
  const seen = seenAs(POD, { of: 1 }, ['spec']);
  expect(seen.place(['containers', 0]).path).toEqual(['spec', 'containers', 0]);
  expect([seen.id, seen.captured, seen.source, seen.version]).toEqual([POD.id, false, 'a.yaml', 'v1']);
});
