import { expect, test } from 'vitest';
import { writeJson } from '../../bench/generate/kubectl-json.js';
import { pageFor } from '../../bench/generate/placed.js';
import type { Json } from '../../src/input/json.js';

function jsonOf(value: Json): string {
  const page = pageFor();
  writeJson(page, value, 0);
  return page.text;
}

test('is indented by four blanks, keys in the order of their bytes', () => {
  const value = { b: [1, { d: null }], a: {}, C: [], a10: true, a2: 'x' };
  expect(jsonOf(value)).toBe(`{
    "C": [],
    "a": {},
    "a10": true,
    "a2": "x",
    "b": [
        1,
        {
            "d": null
        }
    ]
}`);
});

test.each([
  ['plain', '"plain"'],
  ['"quoted" and back\\slash', '"\\"quoted\\" and back\\\\slash"'],
  ['two\nlines\t', '"two\\nlines\\t"'],
  ['a < b && c > d', '"a \\u003c b \\u0026\\u0026 c \\u003e d"'],
  ['Grüße', '"Grüße"'],
  ['\u2028', '"\\u2028"'],
])('the text %j', (text, written) => {
  expect(jsonOf(text)).toBe(written);
});

test('the place of a value is told', () => {
  const items = ['first', 'second'];
  const page = pageFor(items, 1);
  writeJson(page, { items }, 0);
  expect(page.text.slice(page.valueAt)).toBe('"second"\n    ]\n}');
});
