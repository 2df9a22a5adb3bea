import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Capture, capturesIn, type ReadPiece } from '../../src/graph/captures.js';
import { bundlePiece, capture, manifest, piecesOf } from './captured.js';

/** `east: east/pods.json, east/services.json`, one line for each capture. */
function told(captures: readonly Capture[]): readonly string[] {
  return captures.map(({ name, sources }) => `${name}: ${[...sources].sort().join(', ')}`).sort();
}

const check = (files: Readonly<Record<string, string>>) => told(capturesIn(piecesOf(files)));

const SYSTEM = (uid: string) => `Namespace kube-system ${uid}`;
const ORDERS = (uid: string) => `Service shop/orders ${uid}`;
const PARTS = (uid: string) => `Service shop/parts ${uid}`;

describe('one capture', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['is none without captured objects', { 'a.yaml': manifest('Service', 'orders') }, []],
    ['is a file', { 'a.json': capture(ORDERS('1')) }, ['a.json: a.json']],
    [
      'is several files that do not contradict',
      { 'a.json': capture(ORDERS('1')), 'b.json': capture(PARTS('2')) },
      ['.: a.json, b.json'],
    ],
    [
      'is called after the folder of all',
      { 'd/x/a.json': capture(ORDERS('1')), 'd/y/b.json': capture(PARTS('2')) },
      ['d: d/x/a.json, d/y/b.json'],
    ],
    [
      'leaves manifests out',
      { 'd/a.json': capture(ORDERS('1')), 'd/b.yaml': manifest('Service', 'orders') },
      ['d/a.json: d/a.json'],
    ],
    [
      'holds an object twice',
      { 'd/a.json': capture(ORDERS('1')), 'd/b.json': capture(ORDERS('1')) },
      ['d: d/a.json, d/b.json'],
    ],
    [
      'knows no uids at all',
      { 'd/a.json': capture(ORDERS('-')), 'd/b.json': capture(ORDERS('-')) },
      ['d: d/a.json, d/b.json'],
    ],
    [
      'may have pods that came anew',
      { 'd/a.json': capture('Pod shop/db-0 1'), 'd/b.json': capture('Pod shop/db-0 2') },
      ['d: d/a.json, d/b.json'],
    ],
    [
      'may have events of one name',
      { 'd/a.json': capture('Event shop/x 1'), 'd/b.json': capture('Event shop/x 2') },
      ['d: d/a.json, d/b.json'],
    ],
    [
      'may have an object that was made anew, if kube-system agrees',
      { 'd/a.json': capture(SYSTEM('k'), ORDERS('1')), 'd/b.json': capture(SYSTEM('k'), ORDERS('2')) },
      ['d: d/a.json, d/b.json'],
    ],
  ])('%s', (_, files, expected) => expect(check(files)).toEqual(expected));
});

describe('two captures', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'of two clusters',
      { 'a.json': capture(SYSTEM('e')), 'b.json': capture(SYSTEM('w')) },
      ['a.json: a.json', 'b.json: b.json'],
    ],
    [
      'of objects that differ',
      { 'a.json': capture(ORDERS('1')), 'b.json': capture(ORDERS('2')) },
      ['a.json: a.json', 'b.json: b.json'],
    ],
    [
      'in two folders',
      {
        'east/orders.json': capture(ORDERS('1')),
        'east/parts.json': capture(PARTS('2')),
        'west/orders.json': capture(ORDERS('3')),
        'west/parts.json': capture(PARTS('4')),
      },
      ['east: east/orders.json, east/parts.json', 'west: west/orders.json, west/parts.json'],
    ],
    [
      'in two folders, of which one has what the other has not',
      {
        'east/nodes.json': capture('Node one 9'),
        'east/orders.json': capture(ORDERS('1')),
        'west/orders.json': capture(ORDERS('3')),
      },
      ['east: east/nodes.json, east/orders.json', 'west/orders.json: west/orders.json'],
    ],
    [
      'in one folder, whose files tell their cluster',
      {
        'd/e1.json': capture(SYSTEM('e'), ORDERS('1')),
        'd/e2.json': capture(SYSTEM('e'), PARTS('2')),
        'd/w1.json': capture(SYSTEM('w'), ORDERS('3')),
        'd/w2.json': capture(SYSTEM('w'), PARTS('4')),
      },
      ['d/e1.json: d/e1.json, d/e2.json', 'd/w1.json: d/w1.json, d/w2.json'],
    ],
    [
      'of one cluster in deeper folders',
      {
        'x/east/monday/orders.json': capture(SYSTEM('e'), ORDERS('1')),
        'x/east/tuesday/orders.json': capture(SYSTEM('e'), ORDERS('2')),
        'x/west/orders.json': capture(SYSTEM('w'), ORDERS('3')),
      },
      [
        'x/east: x/east/monday/orders.json, x/east/tuesday/orders.json',
        'x/west/orders.json: x/west/orders.json',
      ],
    ],
    [
      'of which the files of a folder are joined before folders in it',
      {
        'dumps/nodes.json': capture('Node one 9'),
        'dumps/orders.json': capture(ORDERS('1')),
        'dumps/west/orders.json': capture(ORDERS('3')),
      },
      ['dumps/west/orders.json: dumps/west/orders.json', 'dumps: dumps/nodes.json, dumps/orders.json'],
    ],
    [
      'of which one has an object of a third file',
      {
        'd/a.json': capture(ORDERS('1'), PARTS('2')),
        'd/b.json': capture(ORDERS('3')),
        'd/c.json': capture(PARTS('2')),
      },
      ['d/b.json: d/b.json', 'd: d/a.json, d/c.json'],
    ],
  ])('%s', (_, files, expected) => expect(check(files)).toEqual([...expected].sort()));

  test('what could be of both is a capture by itself', () => {
    const files = {
      'd/a.json': capture(ORDERS('1')),
      'd/b.json': capture(ORDERS('2')),
      'd/c.json': capture('Node one 9'),
    };
    expect(check(files)).toEqual(['d/a.json: d/a.json', 'd/b.json: d/b.json', 'd/c.json: d/c.json']);
  });

  test('two that could each be of both are not matched by their order', () => {
    const files = {
      'd/1.json': capture(ORDERS('1')),
      'd/2.json': capture(PARTS('2')),
      'd/3.json': capture(ORDERS('3')),
      'd/4.json': capture(PARTS('4')),
    };
    expect(check(files)).toEqual(Object.keys(files).map((name) => `${name}: ${name}`));
  });

  test('what contradicts nobody and may be of both stays together', () => {
    const files = {
      'd/a.json': capture(ORDERS('1')),
      'd/b.json': capture(ORDERS('2')),
      'd/c.json': capture('Node one 9'),
      'd/e.json': capture('Node two 8'),
    };
    expect(check(files)).toEqual(['d/a.json: d/a.json', 'd/b.json: d/b.json', 'd: d/c.json, d/e.json']);
  });
});

describe('bundles', () => {
  const east = bundlePiece('east.tgz', { 'east.tgz!/a.json': capture(SYSTEM('e')) });
  const west = bundlePiece('west.tgz', { 'west.tgz!/a.json': capture(SYSTEM('w')) });
  const again = bundlePiece('again.tgz', { 'again.tgz!/a.json': capture(SYSTEM('e')) });
  const empty = bundlePiece('empty.tgz', {});

  test.each<[string, readonly ReadPiece[], readonly string[]]>([
    ['one', [east], ['east.tgz: east.tgz!/a.json']],
    ['one that holds nothing', [empty], ['empty.tgz: ']],
    ['of two clusters', [east, west], ['east.tgz: east.tgz!/a.json', 'west.tgz: west.tgz!/a.json']],
    ['twice of one cluster', [east, again], ['.: again.tgz!/a.json, east.tgz!/a.json']],
    [
      'of three, two of one cluster',
      [again, east, west],
      ['.: again.tgz!/a.json, east.tgz!/a.json', 'west.tgz: west.tgz!/a.json'],
    ],
    [
      'one and a file of its cluster',
      [east, ...piecesOf({ 'x.json': capture(ORDERS('1')) })],
      ['.: east.tgz!/a.json, x.json'],
    ],
    [
      'one with an archive in it',
      [east, ...piecesOf({ 'east.tgz!/more/x.json': capture(ORDERS('1')) })],
      ['.: east.tgz!/a.json, east.tgz!/more/x.json'],
    ],
  ])('%s', (_, pieces, expected) => expect(told(capturesIn(pieces))).toEqual(expected));

  test('each capture knows its bundles', () => {
    const captures = capturesIn([again, east, west]);
    expect(captures.map(({ bundles }) => [...bundles].map(({ name }) => name))).toEqual([
      ['again.tgz', 'east.tgz'],
      ['west.tgz'],
    ]);
  });
});

const objectOf = (line: string) => line.split(' ').slice(0, 2).join(' ');

test('every source is in one capture, and none holds two clusters', () => {
  const name = fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd/e/a', 'd/e/b', 'f/a', 'f/g/h/a');
  const line = fc.constantFrom(
    SYSTEM('e'),
    SYSTEM('w'),
    ORDERS('1'),
    ORDERS('2'),
    PARTS('3'),
    PARTS('4'),
    'Node one 9',
  );
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.uniqueArray(line, { minLength: 1, maxLength: 2, selector: objectOf }), {
        noNullPrototype: true,
      }),
      (files) => {
        const texts = Object.fromEntries(
          Object.entries(files).map(([key, lines]) => [key, capture(...lines)]),
        );
        const captures = capturesIn(piecesOf(texts));
        expect(captures.flatMap(({ sources }) => [...sources]).sort()).toEqual(Object.keys(files).sort());
        for (const { sources } of captures) {
          const lines = [...sources].flatMap((source) => files[source] ?? []);
          expect(lines.includes(SYSTEM('e')) && lines.includes(SYSTEM('w'))).toBe(false);
        }
      },
    ),
  );
});

test('captures do not depend on the order in which pieces come', () => {
  const files = {
    'd/1.json': capture(ORDERS('1')),
    'd/2.json': capture(ORDERS('2')),
    'd/3.json': capture(PARTS('3')),
    'd/4.json': capture(PARTS('4')),
  };
  const pieces = piecesOf(files);
  for (const order of ['1234', '1324', '1423', '3124', '4321']) {
    const shuffled = [...order].flatMap((each) => pieces[Number(each) - 1] ?? []);
    expect([order, told(capturesIn(shuffled))]).toEqual([order, told(capturesIn(pieces))]);
  }
});

test.each<[string, (at: number) => string]>([
  ['of one cluster', (at) => capture(`Service shop/s${at} ${at}`)],
  ['of two clusters', (at) => capture(`Service shop/s${at} ${at}`, SYSTEM(at % 2 === 0 ? 'e' : 'w'))],
  [
    'of one cluster and a stranger',
    (at) => capture(`Service shop/s${at} ${at}`, ...(at < 2 ? [ORDERS(`${at}`)] : [])),
  ],
])('two thousand files %s take no time', (_, text) => {
  const pieces = piecesOf(
    Object.fromEntries(Array.from({ length: 2_000 }, (__, at) => [`d/${at}.json`, text(at)])),
  );
  const before = performance.now();
  capturesIn(pieces);
  expect(performance.now() - before).toBeLessThan(2_500);
});

test('many large files, of which two contradict each other, take little time', () => {
  const text = (at: number) =>
    capture(
      ...Array.from({ length: 200 }, (_, each) => `Service shop/s${at}-${each} ${at}`),
      ...(at < 2 ? [ORDERS(`${at}`)] : []),
    );
  const pieces = piecesOf(
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`d/${at}.json`, text(at)])),
  );
  const before = performance.now();
  capturesIn(pieces);
  expect(performance.now() - before).toBeLessThan(2_500);
});
