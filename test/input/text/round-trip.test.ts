import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { isArray, isObject, type Json } from '../../../src/input/json.js';
import type { Path } from '../../../src/input/path.js';
import { parseSources } from '../../../src/input/read.js';
import type { Range } from '../../../src/input/source.js';
import { readText } from '../../../src/input/text/read-text.js';

// The writer of YAML below does not escape these, though Go refuses them or ends lines at them.
const RARE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

// Texts that YAML is fond of misreading, and any others.
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }).filter((text) => !RARE.test(text)),
  fc.constantFrom(
    'yes',
    'on',
    '0755',
    '1_000',
    '1:30',
    '~',
    '',
    '<<',
    '- a',
    'a: b',
    '#',
    ' x ',
    'a\nb',
    '\ta',
    '{{',
    '2024-01-01',
    '.inf',
    '0x1F',
  ),
);
// The writer below leaves a key that looks like a merge without quotes.
const keys = texts.filter((text) => text !== '<<');
const values = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** A Kubernetes document that holds any value, in the ways in which people and tools write it. */
const WRITERS: Readonly<Record<string, (value: unknown) => string>> = {
  JSON: (value) => JSON.stringify(value),
  'indented JSON': (value) => JSON.stringify(value, null, 2),
  'YAML 1.1': (value) =>
    stringify(value, { version: '1.1', aliasDuplicateObjects: false }).replace(/^%YAML.*\n---\n/, ''),
  'quoted YAML': (value) =>
    stringify(value, {
      version: '1.1',
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'QUOTE_DOUBLE',
      lineWidth: 0,
    }),
  'YAML in braces': (value) => stringify(value, { version: '1.1', collectionStyle: 'flow' }),
};

function* leaves(value: Json, path: Path): Iterable<[Path, Json]> {
  if (isArray(value)) for (const [at, item] of value.entries()) yield* leaves(item, [...path, at]);
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  else yield [path, value];
}

function textAt(text: string, { start, end }: Range): string {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (found) => found.index + found[0].length)];
  const offset = ({ line, column }: Range['start']) => (starts[line - 1] ?? 0) + column - 1;
  return text.slice(offset(start), offset(end));
}

/** What a piece of a document means by itself. A block is not indented there, and null may be written as nothing. */
function meaningOf(written: string, leaf: Json): unknown {
  if (leaf === null || /^[|>]/.test(written)) return leaf;
  const content = readText(`[ ${written}\n]`);
  const item = content.type === 'value' && isArray(content.value) ? content.value[0] : content;
  const whole = readText(written);
  return item === leaf || whole.type !== 'value' ? item : whole.value;
}

describe.each(Object.keys(WRITERS))('any value written as %s', (name) => {
  const write = WRITERS[name] ?? String;

  test('is read back, and every leaf is found where it is written', () => {
    fc.assert(
      fc.property(values, (value) => {
        const whole = { apiVersion: 'v1', kind: 'A', value };
        const text = write(whole);
        const { documents, broken } = parseSources([{ name: 'a', text }]);
        expect(broken).toEqual([]);
        expect(documents.map((document) => document.value)).toEqual([JSON.parse(JSON.stringify(whole))]);
        for (const [path, leaf] of leaves(whole, [])) {
          const place = documents[0]?.locate(path, 'value');
          expect(place && meaningOf(textAt(text, place), leaf)).toEqual(leaf);
        }
      }),
      { numRuns: 300 },
    );
  });
});
