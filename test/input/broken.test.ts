import { describe, expect, test } from 'vitest';
import { parseSources } from '../../src/input/read.js';
import { unmark } from './marked.js';

const HEAD = 'apiVersion: v1\nkind: Example\n';

const IN_FLOW = 'a comma is missing in this, or an indented block stands inside brackets or braces';

function check(marked: string, message: string) {
  const { text, range } = unmark(marked);
  const { documents, broken } = parseSources([{ name: 'a.yaml', text }]);
  expect(broken).toEqual([{ source: { name: 'a.yaml', text }, range, message }]);
  expect(documents).toEqual([]);
}

describe('a mistake is told in our words, at its place', () => {
  test.each<[string, string]>([
    ['a:\n\t⟦b⟧: 1\n', 'a tab is used for indentation, and YAML indents with spaces only'],
    ['a: ⟦"x⟧\nb: 1\n', 'this quote is never closed'],
    ["a: [b, ⟦'c]⟧\n", 'this quote is never closed'],
    ['a: ⟦[1, 2⟧\n', 'this list is never closed with "]"'],
    ['a: [1, ⟦{b: 1⟧\n', 'this mapping is never closed with "}"'],
    ['a: ["b" ⟦"⟧c"]\n', 'a comma is missing before this'],
    ['a: {b: 1,⟦,⟧ c: 2}\n', 'a comma stands where a value should be'],
    ['a: {b: 1}⟦}⟧\n', 'a bracket or brace is closed that was never opened'],
    ['⟦a:b⟧\n', 'this key has no colon after it'],
    ['a:\n  b: 1\n ⟦c⟧: 2\n', 'this key is not indented like its neighbours'],
    ['a:\n  - x\n ⟦-⟧ y\n', 'this list item is not indented like its neighbours'],
    ['a: ⟦b⟧: c\n', 'a second ": " follows; indent keys alike, and put a text that holds ": " in quotes'],
    ['a: ⟦-⟧ b\n', 'a list item stands where only a value on the same line may stand'],
    ['a: ⟦@⟧b\n', 'a text that begins with this character needs quotes'],
    ['a: "b⟦\\⟧q"\n', 'this escape sequence does not exist; a backslash in double quotes is written twice'],
    ['a: "b" ⟦c⟧\n', 'this stands behind a value that has already ended'],
    ['a: |⟦x⟧\n  y\n', 'after "|" or ">" the text has to begin on the next line'],
    ['a: &a ⟦&b⟧ c\n', 'a value has more than one anchor'],
    ['a: {b:\n ⟦- 1⟧}\n', IN_FLOW],
    ['a: {"b": ⟦1 "c": 2⟧}\n', IN_FLOW],
    ['a: ⟦*x⟧\n', 'the alias *x refers to an anchor &x that does not stand before it'],
    ['a: &x [⟦*x⟧]\n', 'the alias *x stands inside the value that it refers to'],
    ['⟦[a]⟧: 1\n', 'a list or a mapping is used as a key'],
    ['⟦~⟧: 1\n', 'a key is empty or null'],
    ['a: ⟦.inf⟧\n', 'Kubernetes has no infinite numbers and no NaN'],
    ['a: !!int ⟦x⟧\n', 'this value is not of the type that its tag asks for'],
    ['a: !!binary ⟦"*"⟧\n', 'this value is not of the type that its tag asks for'],
    ['<<: ⟦1⟧\n', 'only a mapping or a list of mappings can be merged with "<<"'],
    ['a: b⟦\u0001⟧\n', 'a control character stands in the text'],
    [
      'a: b\n⟦\ufeff⟧c: d\n',
      'a byte order mark stands in the middle of the file, so this line does not begin with a key',
    ],
  ])('%j', (text, message) => check(HEAD + text, message));

  test('a directive that Go refuses', () =>
    check(`⟦%YAML 1.2⟧\n---\n${HEAD}`, 'Kubernetes reads YAML 1.1 only, and refuses this directive'));
  test('JSON that is cut off', () =>
    check(
      '{"apiVersion": "v1",\n "kind": "A", "a": [1, ⟦2⟧\n',
      'the text ends in the middle of a JSON value',
    ));
  test('JSON on one line with a comma too much', () =>
    check('{"apiVersion": "v1", "kind": "A", "a": [1,⟦,⟧ 2]}', 'a value is missing here'));
});

// The library gives more than a hundred messages. None of them may get through, whatever a text looks like.
test('no text of the library reaches a message', () => {
  const scraps = [
    'a:',
    ' b',
    '"',
    "'",
    '[',
    '{',
    ']',
    '}',
    ',',
    '- ',
    '? ',
    '&x ',
    '*x ',
    '!t ',
    '|',
    '>',
    '#',
    '\t',
    '\n',
    '\n  ',
    '%',
    '@',
    '\\',
  ];
  let seed = 1;
  const next = () => {
    seed = (seed * 48271) % 2147483647;
    return scraps[seed % scraps.length];
  };
  const messages = new Set<string>();
  for (let round = 0; round < 5000; round++) {
    const text = `${HEAD}a: ${Array.from({ length: 1 + (round % 9) }, next).join('')}\n`;
    for (const { message, range } of parseSources([{ name: 'a', text }]).broken) {
      messages.add(message);
      expect(range.end.line).toBeGreaterThanOrEqual(range.start.line);
      expect(range.start.line).toBeLessThanOrEqual(text.split('\n').length);
    }
  }
  expect(
    [...messages].filter((message) =>
      /implicit|flow|block (seq|map|coll)|token|Unexpected|Missing|undefined|\.$/.test(message),
    ),
  ).toEqual([]);
  expect([...messages].sort()).toMatchInlineSnapshot(`
    [
      "a bracket or brace is closed that was never opened",
      "a comma is missing before this",
      "a comma is missing in this, or an indented block stands inside brackets or braces",
      "a comma stands where a value should be",
      "a comment needs a space before its "#"",
      "a key is empty or null",
      "a list item stands where only a value on the same line may stand",
      "a second ": " follows; indent keys alike, and put a text that holds ": " in quotes",
      "a tab is used for indentation, and YAML indents with spaces only",
      "a tag or an anchor stands before the "-", "?" or ":" it belongs behind",
      "a text that begins with this character needs quotes",
      "a value has more than one anchor",
      "a value has more than one tag",
      "after "|" or ">" the text has to begin on the next line",
      "an alias cannot have a tag or an anchor of its own",
      "the alias *x refers to an anchor &x that does not stand before it",
      "the lines of this text are not indented alike",
      "this escape sequence does not exist; a backslash in double quotes is written twice",
      "this is not valid YAML",
      "this key has no colon after it",
      "this key is not indented like its neighbours",
      "this line should be a key with a colon, or be indented below the line before it",
      "this list is never closed with "]"",
      "this list item is not indented like its neighbours",
      "this mapping is never closed with "}"",
      "this quote is never closed",
      "this stands behind a value that has already ended",
    ]
  `);
});
