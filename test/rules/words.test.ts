import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/graph/unknown.js';
import type { Json } from '../../src/input/json.js';
import type { Path } from '../../src/input/path.js';
import { described, fieldName, isSecret, joined, sentence, shown } from '../../src/rules/words.js';

const LONG = 'x'.repeat(79);

describe('fieldName', () => {
  it.each<[Path, string]>([
    [[], ''],
    [['spec'], 'spec'],
    [['spec', 'traffic', 'enableEgress'], 'spec.traffic.enableEgress'],
    [['spec', 'rules', 0, 'name'], 'spec.rules[0].name'],
    [['spec', 'rules', '0', 'name'], 'spec.rules[0].name'],
    [['spec', 0, 1], 'spec[0][1]'],
    [[0, 'name'], '[0].name'],
    [['metadata', 'labels', 'istio.io/rev'], 'metadata.labels[istio.io/rev]'],
    [['istio.io/rev'], '[istio.io/rev]'],
    [['metadata', 'labels', 'istio-injection'], 'metadata.labels.istio-injection'],
    [['metadata', 'labels', 'a/b'], 'metadata.labels[a/b]'],
    [['data', 'ca.crt', 'x'], 'data[ca.crt].x'],
    [['data', 'a[0]'], 'data[a[0]]'],
    [['data', ''], 'data[]'],
    [['data', '8080'], 'data[8080]'],
    [['data', 'mesh', '<yaml>', 'defaultConfig', 'tags', 1], 'data.mesh.defaultConfig.tags[1]'],
    [['spec', '出站端口'], 'spec.出站端口'],
  ])('%j is %s', (path, expected) => {
    expect(fieldName(path)).toBe(expected);
  });
});

describe('shown and described', () => {
  it.each<[string, Json, string, string]>([
    ['a text', 'orders', 'orders', "the text 'orders'"],
    ['an empty text', '', '', "the text ''"],
    ['a text of several lines', 'a\n  b\tc\r\nd', 'a b c d', "the text 'a b c d'"],
    ['a text that is just short enough', `${LONG}y`, `${LONG}y`, `the text '${LONG}y'`],
    ['a text that is too long', `${LONG}yz`, `${LONG}…`, `the text '${LONG}…'`],
    ['a text that is long because of its spaces', `a${' '.repeat(100)}b`, 'a b', "the text 'a b'"],
    [
      'a sign that the end would cut in two',
      `${LONG.slice(1)}😀 and more`,
      `${LONG.slice(1)}…`,
      `the text '${LONG.slice(1)}…'`,
    ],
    [
      'a sign before the end',
      `${LONG.slice(2)}😀 and more`,
      `${LONG.slice(2)}😀…`,
      `the text '${LONG.slice(2)}😀…'`,
    ],
    ['a number', 80, '80', 'the number 80'],
    ['a broken number', 1.5, '1.5', 'the number 1.5'],
    ['true', true, 'true', 'true'],
    ['false', false, 'false', 'false'],
    ['null', null, 'null', 'empty'],
    ['a list', ['a', 1, true], 'a, 1 and true', 'a list'],
    ['a list of one', ['a'], 'a', 'a list'],
    ['an empty list', [], '', 'a list'],
    ['a list of mappings', [{ a: 1 }, { b: 2 }], '{"a":1} and {"b":2}', 'a list'],
    ['a mapping', { a: 'x', b: [1] }, '{"a":"x","b":[1]}', 'a mapping'],
    ['an empty mapping', {}, '{}', 'a mapping'],
    ['a large mapping', { a: LONG }, `{"a":"${LONG.slice(6)}…`, 'a mapping'],
    ['what is not known', unknown('Pod'), '(not known)', 'a mapping'],
    ['a list that holds what is not known', ['a', unknown('Pod')], 'a and (not known)', 'a list'],
  ])('%s', (_, value, bare, contrasted) => {
    expect([shown(value), described(value)]).toEqual([bare, contrasted]);
  });
});

describe('joined', () => {
  it.each<[readonly string[], string, string]>([
    [[], '', ''],
    [['a'], 'a', 'a'],
    [['a', 'b'], 'a and b', 'a or b'],
    [['a', 'b', 'c'], 'a, b and c', 'a, b or c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and d', 'a, b, c or d'],
  ])('%j', (words, and, or) => {
    expect([joined(words, 'and'), joined(words, 'or')]).toEqual([and, or]);
  });
});

describe('sentence', () => {
  it.each([
    ['spec is missing', 'spec is missing.'],
    ["did you mean 'spec'?", "did you mean 'spec'?"],
    ['', '.'],
  ])('%s', (clause, expected) => {
    expect(sentence(clause)).toBe(expected);
  });
});

describe('isSecret', () => {
  const id = (group: string, kind: string) => ({ group, kind, namespace: 'shop', name: 'ca' });

  it.each<[string, string, string, Json | undefined, boolean]>([
    ['a text of a Secret', '', 'Secret', 'hunter2', true],
    ['the data of a Secret', '', 'Secret', { 'ca.crt': 'hunter2' }, true],
    ['a list in a Secret', '', 'Secret', ['hunter2'], true],
    ['nothing in a Secret', '', 'Secret', undefined, false],
    ['a text of a ConfigMap', '', 'ConfigMap', 'hunter2', false],
    ['a text of a Secret of another group', 'example.com', 'Secret', 'hunter2', false],
  ])('%s', (_, group, kind, value, expected) => {
    expect(isSecret(id(group, kind), value)).toBe(expected);
  });
});
