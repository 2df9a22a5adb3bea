import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Json } from '../../../src/input/json.js';
import { HANDED_OVER } from '../../../src/input/text/fast/hand-over.js';
import { fastValue } from '../../../src/input/text/fast/read.js';
import { fastTree } from '../../../src/input/text/fast/tree.js';
import { documentSpans } from '../../../src/input/text/split.js';
import { failureOf, isRead } from '../../fuzz/readers.js';
import answers from './kubernetes-yaml.json' with { type: 'json' };
import { compareReaders } from './readers.js';

const SOME = {
  rest: false,
  keys: new Map([['metadata', { rest: true, keys: new Map([['labels', false]]) }]]),
};

function fastOf(text: string): unknown {
  const bytes = Buffer.from(text);
  return fastValue(bytes, 0, bytes.length);
}

describe('what the fast reader reads, the slow reader reads too', () => {
  test.each(answers.scalars)('a: $input', ({ input }) => {
    expect(compareReaders(`a: ${input}\n`, SOME).differences).toEqual([]);
  });

  test.each(answers.documents)('$name', ({ text }) => {
    expect(compareReaders(text, SOME).differences).toEqual([]);
  });

  // `node test/fuzz/fuzz.mjs 200000 1 readers` tries many more.
  test('in mutated documents', () => {
    const seeds = Array.from({ length: 2500 }, (_, at) => at + 1);
    expect(seeds.map(failureOf).filter((failure) => failure !== undefined)).toEqual([]);
    expect(seeds.filter(isRead).length).toBeGreaterThan(seeds.length / 4);
  });

  test('in any value that a library writes', () => {
    const values = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
    fc.assert(
      fc.property(values, fc.boolean(), (value, wide) => {
        const text = stringify({ value: value as Json }, { version: '1.1', lineWidth: wide ? 0 : 20 });
        expect(compareReaders(text.replace(/^%YAML.*\n---\n/, ''), SOME).differences).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('our own files', () => {
  const files = ['samples', 'rules'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const documents = files
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return documentSpans(text).map(({ start, end }) => text.slice(start, end));
    });

  test('are read like that', () => {
    expect(documents.flatMap((text) => compareReaders(text, SOME).differences)).toEqual([]);
  });

  test('are handed over only for aliases, templates, tabs and line ends of other systems', () => {
    const handed = documents.filter((text) => fastOf(text) === HANDED_OVER);
    expect(handed.filter((text) => !/[&*\t\r]|\{\{/.test(text))).toEqual([]);
    expect(handed.length).toBeLessThan(documents.length / 5);
  });
});

describe('it is certain about', () => {
  test.each<[string, string, unknown]>([
    ['nothing at all', '', undefined],
    ['comments', '# a\n\n  # b', undefined],
    ['a mapping', 'a: 1\nb: x\n', { a: 1, b: 'x' }],
    ['a last line without an end', 'a: 1', { a: 1 }],
    ['an indented mapping', '  a: 1\n  b: 2\n', { a: 1, b: 2 }],
    ['an item of a list', '- a: 1\n  b:\n  - 2\n', [{ a: 1, b: [2] }]],
    ['an indented item', '    - a: 1\n', [{ a: 1 }]],
    ['lists in lists', '- - 1\n  - 2\n-\n  - 3\n-\n', [[1, 2], [3], null]],
    ['an empty value', 'a:\nb: # c\nc: ~\n', { a: null, b: null, c: null }],
    ['empty collections', 'a: {}\nb: [ ]\n', { a: {}, b: [] }],
    ['collections on one line', 'a: [1, "b", {c: d}]\n', { a: [1, 'b', { c: 'd' }] }],
    ['a folded plain text', 'a: one\n  two\n\n  three\nb: 1\n', { a: 'one two\nthree', b: 1 }],
    ['a folded quoted text', 'a: "one\n  two \\\n  three\\n\\u00e9"\n', { a: 'one two three\né' }],
    ['single quotes', "a: 'it''s'\n'b c': 1\n", { a: "it's", 'b c': 1 }],
    [
      'literal blocks',
      'a: |\n  x\n\n   y\nb: |-\n  x\nc: |+\n  x\n\n',
      { a: 'x\n\n y\n', b: 'x', c: 'x\n\n' },
    ],
    ['an indentation that is told', 'a: |2-\n   x\n', { a: ' x' }],
    ['folded blocks', 'a: >\n  x\n  y\n\n  z\nb: >-\n  x\n', { a: 'x y\nz\n', b: 'x' }],
    ['a quote in a text', 'a: "b\nc: |\n  "d\n', HANDED_OVER],
    ['words and numbers', 'yes: on\n1: 0x1F\n', { true: true, 1: 31 }],
    ['keys that JavaScript knows', 'constructor: 1\ntoString: 2\n', { constructor: 1, toString: 2 }],
    ['characters beyond ASCII', 'é: ü\n😀: "\\U0001F600"\n', { é: 'ü', '😀': '😀' }],
  ])('%s', (_, text, value) => expect(fastOf(text)).toEqual(value));
});

describe('it hands over', () => {
  test.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n'],
    ['keys that become one', 'yes: 1\non: 2\n'],
    ['a duplicate in braces', 'a: {b: 1, b: 2}\n'],
    ['a key for prototypes', '__proto__: 1\n'],
    ['a key that is null', '~: 1\n'],
    ['a merge', 'a:\n  <<: b\n'],
    ['an anchor', 'a: &x 1\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a mask', 'a: ***HIDDEN***\n'],
    ['a tab', 'a:\tb\n'],
    ['a tab as indentation', 'a:\n\tb: 1\n'],
    ['a carriage return', 'a: 1\r\n'],
    ['a control character', 'a: "\x01"\n'],
    ['a control character in a comment', '# \x07\na: 1\n'],
    ['a line end of Unicode', 'a: b\u2028c\n'],
    ['a byte order mark', 'a: \ufeffb\n'],
    ['a scalar alone', 'a\n'],
    ['an infinite number', 'a: .inf\n'],
    ['a complex key', '? a\n: b\n'],
    ['a directive', '%YAML 1.1\n---\na: 1\n'],
    ['a marker', 'a: 1\n---\nb: 1\n'],
    ['a second mapping', 'a: b: c\n'],
    ['too little indentation', '  a: 1\n b: 2\n'],
    ['too much indentation', 'a: 1\n  b: 2\n'],
    ['a list beside keys', 'a: 1\n- b\n'],
    ['a quoted text in the first column', 'a: "b\nc"\n'],
    ['brackets over several lines', 'a: [1,\n  2]\n'],
    ['a scalar behind an empty line and a comment', 'a:\n\n# b\n  c\n\nd: 1\n'],
    ['a quoted text over several lines in brackets', 'a: ["b\n  c"]\n'],
    ['a colon that touches a bracket', 'a: {b:[c]}\n'],
    ['half a character', 'a: "\\ud83d"\n'],
    ['blanks behind a line end that may be a line', 'a: |+\n  b\n  '],
    ['too many levels', `${Array.from({ length: 400 }, (__, at) => `${' '.repeat(at)}a:`).join('\n')}\n`],
  ])('%s', (_, text) => {
    const bytes = Buffer.from(text);
    expect(fastOf(text)).toBe(HANDED_OVER);
    expect(fastTree(bytes, 0, bytes.length)).toBe(HANDED_OVER);
  });

  test('bytes that are no UTF-8', () => {
    const bytes = Buffer.from('613a20ff0a', 'hex');
    expect(fastValue(bytes, 0, bytes.length)).toBe(HANDED_OVER);
  });

  test('a tree whose keys JavaScript would put in another order', () => {
    const bytes = Buffer.from('b: 1\n1: 2\n');
    expect(fastValue(bytes, 0, bytes.length)).toEqual({ b: 1, 1: 2 });
    expect(fastTree(bytes, 0, bytes.length)).toBe(HANDED_OVER);
  });
});

describe('it skips what is not wanted', () => {
  function wanted(text: string): unknown {
    const bytes = Buffer.from(text);
    return fastValue(bytes, 0, bytes.length, { rest: true, keys: new Map([['a', false]]) });
  }

  test.each([
    ['a scalar', 'a: x\nb: 1\n'],
    ['a mapping', 'a:\n  x: 1\n  y:\n  - 2\nb: 1\n'],
    ['a list in the same column', 'a:\n- x: 1\n  y: 2\n-\n  - z\nb: 1\n'],
    ['a block that looks like keys', 'a: |\n  "x: y\n\n  b: 2\nb: 1\n'],
    ['a text that looks like an opened quote', 'a:\n  x: one\n    - "two\n  y: "z\n    b: 2"\nb: 1\n'],
    ['quotes over several lines', 'a:\n  x: "1\n\n    b: 2"\n  - \'z\nb: 1\n'.replace("  - 'z\n", '')],
    ['quoted keys', 'a:\n  "x: y": 1\n  \'z\': "2"\nb: 1\n'],
    ['brackets', 'a:\n  x: [1, "b: 2"]\n  y: {}\nb: 1\n'],
    ['comments', 'a:\n# "\n  x: 1\n# c\n\nb: 1\n'],
    ['tabs, which only a reader would mind', 'a:\n  x: y\tz\nb: 1\n'],
    ['the end', 'b: 1\na:\n  x: 1\n'],
  ])('%s', (_, text) => expect(wanted(text)).toEqual({ b: 1 }));

  test.each([
    ['a duplicate of it', 'a: 1\nb: 1\na: 2\n'],
    ['quotes that reach to the left', 'a:\n  x: "1\nb: 2"\nb: 1\n'],
    ['a list that does not belong to it', 'a: 1\n- b: 2\nb: 1\n'],
    ['an anchor in it', 'a: &x\n  b: 1\n'],
    ['a line end of another kind', 'a: x\rb: 1\n'],
  ])('but hands over %s', (_, text) => expect(wanted(text)).toBe(HANDED_OVER));

  test('in the items of lists, too', () => {
    const bytes = Buffer.from('- a: 1\n  b: {a: 2, c: 3}\n- a: 4\n  b: 5\n');
    const inside = { rest: true, keys: new Map([['a', false]]) };
    const all = { rest: false, keys: new Map([['b', inside]]) };
    expect(fastValue(bytes, 0, bytes.length, all)).toEqual([{ b: { c: 3 } }, { b: 5 }]);
  });
});
