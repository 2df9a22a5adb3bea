import { describe, expect, test } from 'vitest';
import { withoutCopies } from '../../src/graph/copies.js';
import { readFiles } from './captured.js';

interface Read {
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** Undefined: written by hand. */
  readonly uid?: string;
  readonly deleted?: true;
}

/** `v1 Service shop/orders #2`: what is kept of what was read in this order, by its number. */
function kept(...read: readonly Read[]): readonly string[] {
  const texts = read.map(
    ({ version = 'v1', kind = 'Service', name = 'orders', namespace = 'shop', uid, deleted }) => {
      const object = { apiVersion: version, kind, metadata: { name, namespace, uid } };
      return JSON.stringify(deleted ? { type: 'DELETED', object } : object);
    },
  );
  const files = Object.fromEntries(texts.map((text, at) => [`${at + 1}.json`, text]));
  return withoutCopies(readFiles(files).flatMap(({ resources }) => resources)).map(
    ({ id, version, source }) => `${version} ${id.kind} ${id.namespace}/${id.name} #${source.split('.')[0]}`,
  );
}

const TARGET = { kind: 'TrafficTarget', uid: 'u' } as const;
const SPLIT = 'split.smi-spec.io';

describe('of captured copies', () => {
  test.each<[string, readonly Read[], readonly string[]]>([
    ['one stays as it is', [{ uid: 'u' }], ['v1 Service shop/orders #1']],
    ['the last counts', [{ uid: 'u' }, { uid: 'u' }], ['v1 Service shop/orders #2']],
    [
      'none is one where somebody hid the names',
      [
        { uid: 'u', name: '***HIDDEN***' },
        { uid: 'v', name: '***HIDDEN***' },
      ],
      ['v1 Service shop/***HIDDEN*** #1', 'v1 Service shop/***HIDDEN*** #2'],
    ],
    ['the last counts, though it was made anew', [{ uid: 'u' }, { uid: 'v' }], ['v1 Service shop/orders #2']],
    [
      'the last stays at its place',
      [{ uid: 'u' }, { uid: 'w', name: 'parts' }, { uid: 'u' }],
      ['v1 Service shop/parts #2', 'v1 Service shop/orders #3'],
    ],
    [
      'those of other namespaces are none',
      [{ uid: 'u' }, { uid: 'v', namespace: 'depot' }],
      ['v1 Service shop/orders #1', 'v1 Service depot/orders #2'],
    ],
    [
      'those of other kinds are none',
      [{ uid: 'u' }, { uid: 'v', kind: 'Endpoints' }],
      ['v1 Service shop/orders #1', 'v1 Endpoints shop/orders #2'],
    ],
    [
      'those of other groups are none',
      [
        { ...TARGET, version: 'a.example/v1' },
        { ...TARGET, version: 'b.example/v1' },
      ],
      ['v1 TrafficTarget shop/orders #1', 'v1 TrafficTarget shop/orders #2'],
    ],
  ])('%s', (_, read, expected) => expect(kept(...read)).toEqual(expected));

  test.each<[string, string]>([
    ['v1alpha1', 'v1alpha2'],
    ['v1alpha2', 'v1alpha10'],
    ['v1alpha4', 'v1beta1'],
    ['v2alpha1', 'v1beta1'],
    ['v1beta1', 'v1'],
    ['v2beta2', 'v1'],
    ['v1', 'v2'],
    ['v9', 'v10'],
    ['latest', 'v1alpha1'],
  ])('%s is lower than %s, in any order', (lower, higher) => {
    const [low, high] = [lower, higher].map((version) => ({ ...TARGET, version: `${SPLIT}/${version}` }));
    expect(kept(low ?? {}, high ?? {})).toEqual([`${higher} TrafficTarget shop/orders #2`]);
    expect(kept(high ?? {}, low ?? {})).toEqual([`${higher} TrafficTarget shop/orders #1`]);
  });

  test('of versions that nobody can order the last counts', () => {
    const [one, other] = ['a', 'b'].map((version) => ({ ...TARGET, version: `${SPLIT}/${version}` }));
    expect(kept(one ?? {}, other ?? {})).toEqual(['b TrafficTarget shop/orders #2']);
  });
});

describe('of what a watch saw', () => {
  const gone = { uid: 'u', deleted: true } as const;
  test.each<[string, readonly Read[], readonly string[]]>([
    ['what vanished is not there', [{ uid: 'u' }, gone], []],
    ['what vanished alone is not there', [gone], []],
    ['what came back is there', [{ uid: 'u' }, gone, { uid: 'v' }], ['v1 Service shop/orders #3']],
    ['what vanished twice is not there', [{ uid: 'u' }, gone, { uid: 'v' }, gone], []],
    [
      'what vanished in a lower version is not there',
      [
        { ...TARGET, version: `${SPLIT}/v1` },
        { ...TARGET, version: `${SPLIT}/v1alpha2`, deleted: true },
      ],
      [],
    ],
    ['others stay', [{ uid: 'u' }, { uid: 'w', name: 'parts' }, gone], ['v1 Service shop/parts #2']],
    ['a manifest of it stays', [{}, gone], ['v1 Service shop/orders #1']],
    [
      'a manifest never vanishes, and what vanished is none',
      [{}, { deleted: true }],
      ['v1 Service shop/orders #1'],
    ],
  ])('%s', (_, read, expected) => expect(kept(...read)).toEqual(expected));
});

test('manifests are never merged, not with each other and not with captures', () => {
  expect(kept({}, { uid: 'u' }, {}, { uid: 'u' })).toEqual([
    'v1 Service shop/orders #1',
    'v1 Service shop/orders #3',
    'v1 Service shop/orders #4',
  ]);
});
