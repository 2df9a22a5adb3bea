import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { piecesOf } from '../../../src/input/large/pieces.js';
import { MORE, Window } from '../../../src/input/large/window.js';

/** The pieces of a text that comes in chunks of so many bytes: `item 3:0 "- a: 1\n"`. */
function pieces(text: string, chunk = Number.MAX_SAFE_INTEGER): readonly string[] {
  const bytes = Buffer.from(text);
  const window = new Window();
  const cut: string[] = [];
  let at = 0;
  for (const piece of piecesOf(window)) {
    if (piece !== MORE) {
      const { part, line, column, offset, keys } = piece;
      expect(bytes.subarray(offset, offset + piece.bytes.length)).toEqual(piece.bytes);
      const survey = keys === undefined ? '' : ` ${keys} keys`;
      cut.push(`${part} ${line}:${column} ${JSON.stringify(piece.bytes.toString())}${survey}`);
    } else if (at < bytes.length) {
      window.push(bytes.subarray(at, at + chunk));
      at += chunk;
    } else window.isLast = true;
  }
  return cut;
}

const LOG =
  '==== START logs for container a of pod b/c ====\n- x\n---\n==== END logs for container a of pod b/c ====\n';

const TEXTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  ['one document', 'a: 1\nb: 2\n', ['text 1:0 "a: 1\\nb: 2\\n"']],
  ['no line end at the end', 'a: 1', ['text 1:0 "a: 1"']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['text 1:0 "a: 1\\n"', 'text 2:0 "---\\nb: 2\\n"']],
  [
    'comments before a marker belong to the document behind it',
    '# a\n---\n# b\n---\nc: 1\n---\nd: 1\n',
    ['text 1:0 "# a\\n---\\n# b\\n---\\nc: 1\\n"', 'text 6:0 "---\\nd: 1\\n"'],
  ],
  ['a directive', '%YAML 1.1\n---\na: 1\n', ['text 1:0 "%YAML 1.1\\n---\\na: 1\\n"']],
  ['a marker that ends a document', 'a: 1\n...\nb: 2\n', ['text 1:0 "a: 1\\n"', 'text 2:0 "...\\nb: 2\\n"']],
  [
    'a value on the line of a marker',
    '--- {a: 1}\n---\nb: 2\n',
    ['text 1:0 "--- {a: 1}\\n"', 'text 2:0 "---\\nb: 2\\n"'],
  ],
  ['three dashes that are a text', '---a: 1\n----\n', ['text 1:0 "---a: 1\\n----\\n"']],
  [
    'a list',
    'items:\n- a: 1\n  b:\n  - 2\n# - c\n\n- d: 3\nkind: List\n',
    [
      'before 1:0 "items:\\n"',
      'item 2:0 "- a: 1\\n  b:\\n  - 2\\n# - c\\n\\n"',
      'item 7:0 "- d: 3\\n"',
      'behind 8:0 "kind: List\\n"',
    ],
  ],
  [
    'a list with Windows line ends',
    'items:\r\n- a: 1\r\n- b: 2\r\nkind: List\r\n',
    [
      'before 1:0 "items:\\r\\n"',
      'item 2:0 "- a: 1\\r\\n"',
      'item 3:0 "- b: 2\\r\\n"',
      'behind 4:0 "kind: List\\r\\n"',
    ],
  ],
  [
    'an indented list',
    'items:\n  - a: 1\n    b:\n    - 2\n  - c: 3\nkind: List\n---\nd: 1\n',
    [
      'before 1:0 "items:\\n"',
      'item 2:0 "  - a: 1\\n    b:\\n    - 2\\n"',
      'item 5:0 "  - c: 3\\n"',
      'behind 6:0 "kind: List\\n"',
      'text 7:0 "---\\nd: 1\\n"',
    ],
  ],
  [
    'a list that is cut off',
    'items:\n- a: 1\n- b',
    ['before 1:0 "items:\\n"', 'item 2:0 "- a: 1\\n"', 'item 3:0 "- b"', 'behind 3:0 ""'],
  ],
  ['items that are none', 'items:\n  a: 1\n', ['text 1:0 "items:\\n  a: 1\\n"']],
  ['an empty list', 'items: []\nkind: List\n', ['text 1:0 "items: []\\nkind: List\\n"']],
  [
    'JSON',
    '{\n    "items": [\n        {\n            "a": "}"\n        },\n        {"b": {"c": []}}\n    ],\n    "kind": "List"\n}\n',
    [
      'before 1:0 "{\\n    \\"items\\": ["',
      'item 3:0 "        {\\n            \\"a\\": \\"}\\"\\n        }" 1 keys',
      'item 6:0 "        {\\"b\\": {\\"c\\": []}}" 2 keys',
      'behind 7:4 "],\\n    \\"kind\\": \\"List\\"\\n}\\n"',
    ],
  ],
  [
    'JSON on one line, with columns in UTF-16 units',
    '{"é😀":1,"items":[{"a":1},{"\\"":2}]}',
    [
      'before 1:0 "{\\"é😀\\":1,\\"items\\":["',
      'item 1:18 "{\\"a\\":1}" 1 keys',
      'item 1:26 "{\\"\\\\\\"\\":2}" 1 keys',
      'behind 1:34 "]}"',
    ],
  ],
  [
    'JSON values',
    '{"a":1}\n[{"items":[]}] {"b":2}',
    ['text 1:0 "{\\"a\\":1}\\n"', 'text 2:0 "[{\\"items\\":[]}] "', 'text 2:15 "{\\"b\\":2}"'],
  ],
  [
    'items that are no key of the outermost mapping',
    '{"a":{"items":[{}]},"items":{}}',
    ['text 1:0 "{\\"a\\":{\\"items\\":[{}]},\\"items\\":{}}"'],
  ],
  [
    'YAML that begins with a brace',
    '{a: 1}: b\nc: 2\n---\nd\n',
    ['text 1:0 "{a: 1}: b\\nc: 2\\n"', 'text 3:0 "---\\nd\\n"'],
  ],
  [
    'JSON that never ends',
    '{"items":[{"a":1},{"b"',
    ['before 1:0 "{\\"items\\":["', 'item 1:10 "{\\"a\\":1}" 1 keys', 'behind 1:18 "{\\"b\\""'],
  ],
  [
    'logs between lists',
    `{"a":1}\n${LOG}{"b":2}\n`,
    ['text 1:0 "{\\"a\\":1}\\n"', `text 2:0 ${JSON.stringify(LOG)}`, 'text 6:0 "{\\"b\\":2}\\n"'],
  ],
];

describe('a text is cut into', () => {
  test.each(TEXTS)('%s', (_, text, expected) => expect(pieces(text)).toEqual(expected));
});

test('it is cut in the same way however it comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '\n', '\n---\n'),
      fc.integer({ min: 1, max: 70 }),
      (texts, between, chunk) => {
        const text = texts.map(([, each]) => each).join(between);
        expect(pieces(text, chunk)).toEqual(pieces(text));
      },
    ),
    { numRuns: 500 },
  );
});
