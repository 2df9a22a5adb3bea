import { describe, expect, test } from 'vitest';
import { parseSources } from '../../src/input/read.js';

const HEAD = 'apiVersion: v1\nkind: A\n';
const TOO_DEEP = 'the values are nested more than 500 levels deep';
const TOO_LARGE = 'this document is too large to be read as YAML; split it, or write it as JSON';

/** Each text has a neighbour, which must be read whatever happens to the text. All of it ends within seconds. */
function check(text: string, messages: readonly string[], documents = 1) {
  const started = performance.now();
  const input = parseSources([{ name: 'a.yaml', text: `${text}\n---\n${HEAD}last: true\n` }]);
  expect(input.broken.map(({ message }) => message)).toEqual(messages);
  expect(input.documents).toHaveLength(documents);
  const last = input.documents.at(-1);
  expect(last?.value).toEqual({ apiVersion: 'v1', kind: 'A', last: true });
  for (const document of input.documents) document.locate(['kind'], 'value');
  expect(performance.now() - started).toBeLessThan(30_000);
}

describe('deep values are refused', () => {
  const steps = Array.from({ length: 10_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('');
  test.each<[string, string]>([
    ['brackets', `${HEAD}a: ${'['.repeat(10_000)}`],
    ['brackets that are closed', `${HEAD}a: ${'['.repeat(500)}${']'.repeat(500)}`],
    ['braces', `${HEAD}a: ${'{a: '.repeat(10_000)}`],
    ['a block', HEAD + steps],
    ['dashes on one line', `${HEAD}a:\n  ${'- '.repeat(10_000)}`],
    [
      'an alias',
      `${HEAD}b: &b ${'['.repeat(400)}x${']'.repeat(400)}\nc: ${'['.repeat(100)}*b${']'.repeat(100)}`,
    ],
    ['question marks', HEAD + '? '.repeat(10_000)],
    ['JSON', `{"apiVersion": "v1", "kind": "A", "a": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['JSON, just so', `{"apiVersion": "v1", "kind": "A", "a": ${'['.repeat(500)}${']'.repeat(500)}}`],
    [
      'a chain of aliases',
      `${HEAD}a0: &a0 []\n${Array.from({ length: 600 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}]\n`).join('')}`,
    ],
    [
      'a chain of merges',
      `${HEAD}a0: &a0 {}\n${Array.from({ length: 600 }, (_, at) => `a${at + 1}: &a${at + 1} {<<: *a${at}}\n`).join('')}`,
    ],
  ])('%s', (_, text) => check(text, [TOO_DEEP]));

  test.each<[string, string]>([
    ['brackets', `${HEAD}a: ${'['.repeat(499)}x${']'.repeat(499)}\nb: &b x\nc: *b`],
    [
      'behind an alias',
      `${HEAD}b: &b ${'['.repeat(400)}x${']'.repeat(400)}\nc: ${'['.repeat(99)}*b${']'.repeat(99)}`,
    ],
    ['JSON', `{"apiVersion": "v1", "kind": "A", "a": ${'['.repeat(499)}${']'.repeat(499)}}`],
  ])('but 500 levels are read: %s', (_, text) => check(text, [], 2));
});

describe('aliases', () => {
  const tenfold = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]\n`,
    ).join('');

  test('that blow up are refused', () =>
    check(`${HEAD}a0: &a0 x\n${tenfold(30)}`, ['aliases blow this document up to millions of values']));
  test('that repeat one anchor 5,000 times are read', () =>
    check(`${HEAD}a: &a {b: 1, c: [2, 3]}\nd:\n${'- *a\n'.repeat(5000)}`, [], 2));
});

describe('long lines', () => {
  test.each<[string, string, readonly string[], number]>([
    ['a plain text', `${HEAD}a: ${'x '.repeat(2e6)}`, [], 2],
    ['a quoted text', `${HEAD}a: '${'x'.repeat(4e6)}'`, [], 2],
    ['a text of 21 MB', `${HEAD}a: '${'x'.repeat(21e6)}'`, [], 2],
    [
      'one that only the library reads',
      `${HEAD}a: !x '${'x'.repeat(21e6)}'`,
      ['one value is longer than 20 MB'],
      1,
    ],
    ['a quote that is never closed', `${HEAD}a: "${'x '.repeat(1e6)}`, ['this quote is never closed'], 1],
    ['millions of items in YAML', `${HEAD}a: [${'1,'.repeat(1.6e6)}]`, [TOO_LARGE], 1],
    ['millions of items in JSON', `{"apiVersion": "v1", "kind": "A", "a": [${'1,'.repeat(1e6)}1]}`, [], 2],
    [
      'brackets that close nothing',
      `${HEAD}a: b\n${']}'.repeat(4e6)}`,
      ['a bracket or brace is closed that was never opened'],
      1,
    ],
    ['white space', `${HEAD}a: b${' '.repeat(2e6)}`, [], 2],
  ])('%s', (_, ...row) => check(...row));
});

describe('many small things', () => {
  test.each<[string, string, readonly string[], number]>([
    ['documents', `${HEAD}---\n`.repeat(2000), [], 2001],
    ['markers', '---\n'.repeat(20_000), [], 1],
    ['JSON values', '{"apiVersion":"v1","kind":"A"}\n'.repeat(2000), [], 2001],
    ['keys', HEAD + Array.from({ length: 10_000 }, (_, at) => `k${at}: ${at}\n`).join(''), [], 2],
    ['blank lines', `${HEAD}${'\n'.repeat(100_000)}`, [], 2],
    ['open brackets that are no JSON', '[{"a":\n'.repeat(200), [], 1],
  ])('%s', (_, ...row) => check(...row));
});

test('a large dump is read and searched item by item', () => {
  const item = '- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n    labels: {app: a}\n';
  const text = `apiVersion: v1\nitems:\n${item.repeat(10_000)}kind: List\n`;
  const document = parseSources([{ name: 'a.yaml', text }]).documents.at(-1);
  const started = performance.now();
  const range = document?.locate([0, 'metadata', 'name'], 'value');
  expect(range).toEqual({ start: { line: 50_001, column: 11 }, end: { line: 50_001, column: 12 } });
  expect(performance.now() - started).toBeLessThan(3000);
});
