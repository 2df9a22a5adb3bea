import { describe, expect, test } from 'vitest';
import type { Part } from '../../../src/input/document.js';
import { decode } from '../../../src/input/files/decode.js';
import type { Path } from '../../../src/input/path.js';
import { parseSources } from '../../../src/input/read.js';
import { unmark } from '../marked.js';

const HEAD = 'apiVersion: v1\nkind: Example\n';

function check(marked: string, path: Path, part: Part = 'value', index = 0) {
  const { text, range } = unmark(marked);
  const { documents, broken } = parseSources([{ name: 'a.yaml', text }]);
  expect(broken).toEqual([]);
  expect(documents[index]?.locate(path, part)).toEqual(range);
}

describe('a value stands', () => {
  test.each<[string, string, Path, Part?]>([
    ['plain', 'a: ⟦some text⟧ # comment\n', ['a']],
    ['in quotes', 'a: ⟦"b c"⟧\n', ['a']],
    ['behind a tag', 'a: !!str ⟦1⟧\n', ['a']],
    ['behind an anchor', 'a: &x ⟦1⟧\n', ['a']],
    ['on several lines', 'a: ⟦b\n  c⟧\nd: 1\n', ['a']],
    ['in a block, from its indicator on', 'a: ⟦|-\n  b\n\n  c⟧\n\n# comment\nd: 1\n', ['a']],
    ['as a mapping, from its first key on', 'a:\n  ⟦b: 1\n  c: 2⟧ # comment\n\n  # comment\nd: 1\n', ['a']],
    ['as a list, from its first dash on', 'a:\n⟦- b\n- c: 1⟧\n# comment\n', ['a']],
    ['as a list in brackets', 'a: ⟦[b,\n  c]⟧\n', ['a']],
    ['in a list', 'a:\n- b\n- ⟦c⟧\n', ['a', 1]],
    ['in a list, by an index that is text', 'a:\n- b\n- ⟦c⟧\n', ['a', '1']],
    ['in a list of lists', 'a:\n- - b\n  - ⟦c⟧\n', ['a', 0, 1]],
    ['below a key with dots and slashes', 'a:\n  b.c/d: ⟦e⟧\n', ['a', 'b.c/d']],
    ['below a key that is a number', 'a:\n  8080: ⟦e⟧\n', ['a', '8080']],
    ['below a key that Go reads as a boolean', 'a:\n  on: ⟦e⟧\n', ['a', 'true']],
    ['at the last of two equal keys', 'a: 1\na: ⟦2⟧\n', ['a']],
    ['at its key, if asked for that', '⟦a⟧: 1\n', ['a'], 'key'],
    ['at its key with its quotes', '⟦"a b"⟧: 1\n', ['a b'], 'key'],
    ['at its key, if it is empty', 'a:\n  ⟦b⟧:\nc: 1\n', ['a', 'b']],
    ['at its key, if it is an empty item', '⟦a⟧:\n-\n- 1\n', ['a', 0]],
    ['at the key of the nearest parent, if it is missing', '⟦a⟧:\n  b: 1\n', ['a', 'c', 'd']],
    ['at the nearest parent, if that has no key', 'a:\n- b: 1\n- ⟦c: 1\n  d: 2⟧\n', ['a', 1, 'x']],
    ['at the key of the list, if the item is missing', '⟦a⟧:\n- b: 1\n', ['a', 7, 'x']],
    ['where an alias points to', 'a: &x {b: ⟦1⟧}\nc: *x\n', ['c', 'b']],
    ['where a merged mapping has it', 'a: &x {b: ⟦1⟧}\nc:\n  <<: *x\n  d: 2\n', ['c', 'b']],
    [
      'where the first of several merged mappings has it',
      'a: &x {b: ⟦1⟧}\nc: &y {b: 2}\nd: {<<: [*x, *y]}\n',
      ['d', 'b'],
    ],
    ['where it overrides a merged one', 'a: &x {b: 1}\nc:\n  <<: *x\n  b: ⟦2⟧\n', ['c', 'b']],
    ['where a merge behind it overrides it', 'a: &x {b: ⟦1⟧}\nc:\n  b: 2\n  <<: *x\n', ['c', 'b']],
    ['up to an alias, if it ends with one', 'a: &x 1\nb:\n  ⟦c: [1]\n  d: *x⟧\ne: 1\n', ['b']],
    ['where the merged key is', 'a: &x {⟦b⟧: 1}\nc: {<<: *x}\n', ['c', 'b'], 'key'],
  ])('%s', (_, text, path, part) => check(HEAD + text, path, part));

  test('in the whole document, if nothing leads to it', () =>
    check('⟦apiVersion: v1\nkind: Example⟧\n', ['x']));
});

describe('lines and columns are right', () => {
  test.each<[string, string, Path]>([
    ['with Windows line ends', 'a:\r\n  b: |\r\n    x\r\n  c: ⟦d⟧\r\n', ['a', 'c']],
    ['with old Macintosh line ends', 'a:\r  c: ⟦d⟧\r', ['a', 'c']],
    ['behind tabs', 'a:\t⟦b⟧\t# c\n', ['a']],
    ['behind an emoji, which takes two columns', 'a: {"😀": 1, b: ⟦c⟧}\n', ['a', 'b']],
    ['behind another document', 'x: 1\n---\napiVersion: v1\nkind: B\na: ⟦b⟧\n', ['a']],
    ['behind a broken document', 'x: "\n---\napiVersion: v1\nkind: B\na: ⟦b⟧\n', ['a']],
  ])('%s', (_, text, path) => {
    const { text: plain, range } = unmark(HEAD + text);
    const { documents } = parseSources([{ name: 'a.yaml', text: plain }]);
    expect(documents.at(-1)?.locate(path, 'value')).toEqual(range);
  });

  test('behind a byte order mark, which takes no column', () => {
    const text = decode(Buffer.from('\ufeffkind: A\napiVersion: v1\n')) ?? '';
    const [document] = parseSources([{ name: 'a.yaml', text }]).documents;
    expect(document?.locate(['kind'], 'value')).toEqual({
      start: { line: 1, column: 7 },
      end: { line: 1, column: 8 },
    });
  });
});

describe('JSON', () => {
  test.each<[string, string, Path, Part?]>([
    ['a text', '"a": ⟦"b\\nc"⟧', ['a']],
    ['a number', '"a":⟦1.50⟧ ', ['a']],
    ['null', '"a": ⟦null⟧', ['a']],
    ['a list', '"a": ⟦[1, [2]]⟧', ['a']],
    ['a mapping', '"a": ⟦{"b": {}}⟧', ['a']],
    ['deep inside', '"a": [{"b": 1}, {"b": [0, ⟦"}"⟧]}]', ['a', 1, 'b', 1]],
    ['a key with escapes', '⟦"a\\u0062"⟧: 1', ['ab'], 'key'],
    ['the last of two equal keys', '"a": 1, "a": ⟦2⟧', ['a']],
    ['a missing value', '⟦"a"⟧: {"b": 1}', ['a', 'c']],
  ])('%s', (_, text, path, part) => check(`{"apiVersion": "v1",\n "kind": "List", ${text}}\n`, path, part));

  test('several values one behind the other', () => {
    const one = '{"apiVersion": "v1", "kind": "A", "a": 1}';
    check(`${one}\n${one.replace('1}', '⟦1⟧}')} ${one}`, ['a'], 'value', 1);
  });
});

describe('YAML inside a text', () => {
  const path = ['data', 'mesh', '<yaml>', 'a', 'b'];
  test.each<[string, string, Path, Part?]>([
    ['literal block', '|\n    # comment\n    a:\n      b: ⟦c⟧ # d\n', path],
    ['literal block, stripped', '|-\n    a:\n      b: ⟦c⟧', path],
    ['literal block with an indentation indicator', '|2\n    a:\n      b: ⟦"c"⟧\n', path],
    ['literal block with Windows line ends', '|\r\n    a:\r\n\r\n      b: ⟦c⟧\r\n', path],
    ['literal block, a key', '|\n    a:\n      ⟦b⟧: c\n', path, 'key'],
    ['literal block, several lines', '|\n    a:\n      b:\n        ⟦c: 1\n        d: 2⟧\n', path],
    [
      'literal block with equal lines',
      '|\n    a:\n    - b: 1\n    - ⟦b: 1⟧\n',
      ['data', 'mesh', '<yaml>', 'a', 1],
    ],
    ['literal block behind a marker', '|\n    ---\n    a:\n      b: ⟦c⟧\n', path],
    ['folded block', '>\n    a:\n\n      b: ⟦c⟧\n', path],
    ['plain', '⟦a⟧\n', ['data', 'mesh', '<yaml>']],
    ['single quotes', "'{a: {x: ''y'', b: ⟦c⟧}}'\n", path],
    ['double quotes', '"{a: {b: ⟦c⟧}}"\n', path],
    ['double quotes with escapes', '"a:\\n  x: \\u0041\\U0001F600\\"\\n  b: ⟦c⟧\\n"\n', path],
    ['double quotes over several lines', '"{a: {x: y,\n\n    z: 1, \\\n    b: ⟦c⟧}}"\n', path],
    ['single quotes over several lines', "'{a: {x: y,\n    b: ⟦c⟧}}'\n", path],
    ['a missing value in it', '|\n    ⟦a⟧:\n      x: c\n', path],
    [
      'text in it that is YAML again',
      '|\n    a: |\n      b: ⟦c⟧\n',
      ['data', 'mesh', '<yaml>', 'a', '<yaml>', 'b'],
    ],
    ['no YAML at all', '⟦"a: {"⟧\n', path],
  ])('%s', (_, mesh, place, part) => check(`${HEAD}data:\n  mesh: ${mesh}`, place, part));

  test('at the key of the text, if the text lacks it', () => check(`${HEAD}data:\n  ⟦mesh⟧: "x: 1"\n`, path));
  test('in JSON', () =>
    check(
      '{"apiVersion": "v1", "kind": "A", "data": {"mesh": "a:\\n  x: \\"\\\\\\"\\"\\n  b: ⟦c⟧\\n"}}',
      path,
    ));
});

describe('a large list, which is read item by item,', () => {
  const items = Array.from(
    { length: 20 },
    (_, at) => `- apiVersion: v1\n  kind: Pod # ${at}\n  n: |\n${'    text\n'.repeat(3000)}`,
  );
  const list = (extra: string) =>
    `apiVersion: v1\nitems:\n${items.slice(0, 10).join('')}${extra}${items.slice(10).join('')}kind: List\nmetadata:\n  x: 1\n`;

  // The list without its items is the first document, and each item is one behind it.
  test.each<[string, string, Path, Part?]>([
    ['has places inside of items', '- apiVersion: v1\n  kind: A\n  spec:\n    b: ⟦c⟧\n', [0, 'spec', 'b']],
    ['has whole items', '- ⟦apiVersion: v1\n  kind: A\n  spec: 1⟧\n', [0]],
    ['has the nearest parent', '- apiVersion: v1\n  kind: A\n  ⟦spec⟧:\n    b: c\n', [0, 'spec', 'x']],
  ])('%s', (_, extra, path, part) => check(list(extra), path, part, 11));

  test('is read as a whole where an item has lines in the first column', () =>
    check(list('- apiVersion: v1\n  kind: "A\n- B"\n  c: ⟦d⟧\n'), ['items', 10, 'c']));
  test('is read as a whole where an item begins below its dash', () =>
    check(list('-\n  apiVersion: v1\n  kind: A\n  c: ⟦d⟧\n'), ['items', 10, 'c']));
  test('is read as a whole where an alias leads from item to item', () =>
    check(list('- apiVersion: v1\n  kind: &a\n    b: ⟦c⟧\n- d: *a\n'), ['items', 11, 'd', 'b']));
});
