import { describe, expect, it } from 'vitest';
import { type Picked, pick, pickFrom, valueAt } from '../../src/graph/query.js';
import type { Json } from '../../src/input/json.js';
import { type Path, pointerOf } from '../../src/input/path.js';
import { parsed } from './graph-of.js';

const ROOT = parsed(`
metadata:
  labels: { app: orders, istio.io/rev: canary, a~b: tilde, "": empty }
spec:
  ports: [{ port: 80, name: http }, { port: 443 }]
  weights: { "0": zero, "01": octal }
  nested: [[1, 2], [3]]
  nothing: null
  enabled: false
  count: 0
  constructor: own
  __proto__: { polluted: yes }
data:
  mesh: |
    defaultConfig:
      discoveryAddress: istiod:15012
      tags: [a, b]
  empty: ""
  list: "[x, z]"
  broken: "a: [1"
  number: 5
`);

/** What was picked, with its path. */
function seen(picked: readonly Picked[]): readonly (readonly [string, Json])[] {
  return picked.map(({ path, value }) => [pointerOf(path), value]);
}

describe('pick', () => {
  it.each<[string, string, readonly (readonly [string, Json])[]]>([
    ['a key', '/metadata/labels/app', [['/metadata/labels/app', 'orders']]],
    ['a key with a slash', '/metadata/labels/istio.io~1rev', [['/metadata/labels/istio.io~1rev', 'canary']]],
    ['a key with a tilde', '/metadata/labels/a~0b', [['/metadata/labels/a~0b', 'tilde']]],
    ['an empty key', '/metadata/labels/', [['/metadata/labels/', 'empty']]],
    ['an index on a list', '/spec/ports/1/port', [['/spec/ports/1/port', 443]]],
    ['a numeric key on a map', '/spec/weights/0', [['/spec/weights/0', 'zero']]],
    ['another numeric key on a map', '/spec/weights/01', [['/spec/weights/01', 'octal']]],
    ['an index beyond the end', '/spec/ports/2', []],
    ['a negative index', '/spec/ports/-1', []],
    ['the end of a list, as JSON Patch writes it', '/spec/ports/-', []],
    ['a name on a list', '/spec/ports/port', []],
    ['a property that lists have by nature', '/spec/ports/length', []],
    ['an empty segment on a list', '/spec/ports/', []],
    ['a key of a text', '/metadata/labels/app/length', []],
    ['a key of a number', '/spec/count/x', []],
    ['a missing key', '/spec/selector', []],
    ['below a missing key', '/status/conditions/0', []],
    ['null', '/spec/nothing', [['/spec/nothing', null]]],
    ['below null', '/spec/nothing/x', []],
    ['false', '/spec/enabled', [['/spec/enabled', false]]],
    ['zero', '/spec/count', [['/spec/count', 0]]],
    [
      'each item',
      '/spec/ports/*/port',
      [
        ['/spec/ports/0/port', 80],
        ['/spec/ports/1/port', 443],
      ],
    ],
    ['each item that has the key', '/spec/ports/*/name', [['/spec/ports/0/name', 'http']]],
    [
      'each key',
      '/spec/weights/*',
      [
        ['/spec/weights/0', 'zero'],
        ['/spec/weights/01', 'octal'],
      ],
    ],
    [
      'items of items',
      '/spec/nested/*/*',
      [
        ['/spec/nested/0/0', 1],
        ['/spec/nested/0/1', 2],
        ['/spec/nested/1/0', 3],
      ],
    ],
    ['every key of a text', '/metadata/labels/app/*', []],
    ['every key of null', '/spec/nothing/*', []],
    ['every key of nothing', '/spec/selector/*', []],
    [
      'into a text that is YAML',
      '/data/mesh/<yaml>/defaultConfig/discoveryAddress',
      [['/data/mesh/<yaml>/defaultConfig/discoveryAddress', 'istiod:15012']],
    ],
    [
      'items inside a text that is YAML',
      '/data/mesh/<yaml>/defaultConfig/tags/*',
      [
        ['/data/mesh/<yaml>/defaultConfig/tags/0', 'a'],
        ['/data/mesh/<yaml>/defaultConfig/tags/1', 'b'],
      ],
    ],
    ['a list that is a text', '/data/list/<yaml>/1', [['/data/list/<yaml>/1', 'z']]],
    ['a text without content', '/data/empty/<yaml>', [['/data/empty/<yaml>', null]]],
    ['a text that is no YAML', '/data/broken/<yaml>/a', []],
    ['what is no text', '/data/number/<yaml>', []],
    ['into every text that is YAML', '/data/*/<yaml>/1', [['/data/list/<yaml>/1', 'z']]],
    ['a key that is called constructor', '/spec/constructor', [['/spec/constructor', 'own']]],
    ['a constructor that nobody wrote', '/metadata/constructor', []],
    ['a method that nobody wrote', '/metadata/labels/toString', []],
    ['a prototype that nobody wrote', '/metadata/__proto__', []],
    ['a prototype that somebody wrote', '/spec/__proto__/polluted', [['/spec/__proto__/polluted', true]]],
  ])('%s: %s', (_, query, expected) => {
    expect(seen(pick(ROOT, query))).toEqual(expected);
  });

  it('takes the root for an empty query', () => {
    expect(pick(ROOT, '')).toEqual([{ path: [], value: ROOT }]);
  });

  it('gives indexes as numbers and keys as texts', () => {
    expect(pick(ROOT, '/spec/ports/*/name').map(({ path }) => path)).toEqual([['spec', 'ports', 0, 'name']]);
    expect(pick(ROOT, '/spec/ports/1/port').map(({ path }) => path)).toEqual([['spec', 'ports', 1, 'port']]);
    expect(pick(ROOT, '/spec/weights/0').map(({ path }) => path)).toEqual([['spec', 'weights', '0']]);
  });
});

describe('pickFrom', () => {
  const PORT: Path = ['spec', 'ports', 0, 'port'];
  const TAG: Path = ['data', 'mesh', '<yaml>', 'defaultConfig', 'tags', 1];

  it.each<[string, Path, string, readonly (readonly [string, Json])[]]>([
    ['the value here', PORT, '.', [['/spec/ports/0/port', 80]]],
    ['a child', ['spec', 'ports', 0], './name', [['/spec/ports/0/name', 'http']]],
    [
      'a child with a slash',
      ['metadata', 'labels'],
      './istio.io~1rev',
      [['/metadata/labels/istio.io~1rev', 'canary']],
    ],
    [
      'a grandchild of every child',
      ['spec'],
      './ports/*/port',
      [
        ['/spec/ports/0/port', 80],
        ['/spec/ports/1/port', 443],
      ],
    ],
    ['a child that is not there', PORT, './x', []],
    ['a sibling', PORT, '../name', [['/spec/ports/0/name', 'http']]],
    ['a sibling that is not there', ['spec', 'ports', 1, 'port'], '../name', []],
    ['what holds the value', ['spec', 'nested', 1, 0], '..', [['/spec/nested/1', [3]]]],
    ['an item of the list that holds the mapping', PORT, '../../1/port', [['/spec/ports/1/port', 443]]],
    ['further up', PORT, '../../../count', [['/spec/count', 0]]],
    ['up to the root', ['spec'], '../metadata/labels/app', [['/metadata/labels/app', 'orders']]],
    ['beyond the root', ['spec'], '../../metadata', []],
    ['beyond the root, from the root', [], '..', []],
    ['far beyond the root', PORT, '../../../../../spec', []],
    ['a child of the root', [], './spec/enabled', [['/spec/enabled', false]]],
    ['from the root of the resource', PORT, '/metadata/labels/app', [['/metadata/labels/app', 'orders']]],
    ['from a place that is not there', ['status', 'phase'], '.', []],
    ['above a place that is not there', ['spec', 'selector'], '../count', [['/spec/count', 0]]],
    ['above a place that is not there either', ['status', 'phase'], '../x', []],
    ['inside YAML that is a text', TAG, '.', [['/data/mesh/<yaml>/defaultConfig/tags/1', 'b']]],
    [
      'a sibling inside YAML that is a text',
      TAG,
      '../../discoveryAddress',
      [['/data/mesh/<yaml>/defaultConfig/discoveryAddress', 'istiod:15012']],
    ],
    [
      'out of YAML that is a text',
      ['data', 'mesh', '<yaml>', 'defaultConfig'],
      '../../../number',
      [['/data/number', 5]],
    ],
    [
      'down into YAML that is a text',
      ['data', 'mesh'],
      './<yaml>/defaultConfig/tags/0',
      [['/data/mesh/<yaml>/defaultConfig/tags/0', 'a']],
    ],
    ['a constructor that nobody wrote', ['metadata'], './constructor', []],
  ])('%s', (_, here, expression, expected) => {
    expect(seen(pickFrom(ROOT, here, expression))).toEqual(expected);
  });
});

describe('valueAt', () => {
  it.each<[Path, Json | undefined]>([
    [['spec', 'ports', 1, 'port'], 443],
    [['spec', 'ports', '1', 'port'], 443],
    [['spec', 'weights', 0], 'zero'],
    [['spec', 'nothing'], null],
    [['spec', 'nothing', 'x'], undefined],
    [['spec', 'ports', 'length'], undefined],
    [['spec', 'ports', 7], undefined],
    [['data', 'mesh', '<yaml>', 'defaultConfig', 'tags', 0], 'a'],
    [['data', 'broken', '<yaml>'], undefined],
    [['metadata', 'constructor'], undefined],
    [['spec', 'constructor'], 'own'],
    [['spec', '__proto__', 'polluted'], true],
  ])('%j', (path, expected) => {
    expect(valueAt(ROOT, path)).toEqual(expected);
  });

  it('gives the root for an empty path', () => {
    expect(valueAt(ROOT, [])).toBe(ROOT);
  });
});
