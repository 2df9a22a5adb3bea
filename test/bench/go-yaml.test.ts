import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeYaml } from '../../bench/generate/go-yaml.js';
import { pageFor } from '../../bench/generate/placed.js';
import type { Json } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';

function yamlOf(value: Json): string {
  const page = pageFor();
  writeYaml(page, value, 0);
  return page.text;
}

// What go-yaml v2 writes for a text under the key `k`.
describe('a text', () => {
  test.each([
    ['plain', 'plain'],
    ['', '""'],
    ['~', '"~"'],
    ['null', '"null"'],
    ['yes', '"yes"'],
    ['NO', '"NO"'],
    ['y', '"y"'],
    ['yEs', 'yEs'],
    ['On', '"On"'],
    ['true', '"true"'],
    ['truest', 'truest'],
    ['12', '"12"'],
    ['-12', '"-12"'],
    ['+12', '"+12"'],
    ['1_000', '"1_000"'],
    ['0755', '"0755"'],
    ['0o755', '"0o755"'],
    ['089', '"089"'],
    ['0x1F', '"0x1F"'],
    ['0x1G', '0x1G'],
    ['0b101', '"0b101"'],
    ['0b102', '0b102'],
    ['1.5', '"1.5"'],
    ['.5', '".5"'],
    ['1.', '"1."'],
    ['1e3', '"1e3"'],
    ['1E400', '1E400'],
    ['.inf', '".inf"'],
    ['-.Inf', '"-.Inf"'],
    ['.NaN', '".NaN"'],
    ['.', '.'],
    ['v1.2.3', 'v1.2.3'],
    ['1.2.3', '1.2.3'],
    ['18446744073709551616', '"18446744073709551616"'],
    ['12:30:45', '"12:30:45"'],
    ['12:30', '"12:30"'],
    ['12:99', '12:99'],
    ['190:20:30.15', '"190:20:30.15"'],
    ['2023-03-01', '"2023-03-01"'],
    ['2023-13-01', '2023-13-01'],
    ['2023-03-01T10:00:00Z', '"2023-03-01T10:00:00Z"'],
    ['2023-03-01 10:00:00', '"2023-03-01 10:00:00"'],
    ['2023-03-01T10:00', '2023-03-01T10:00'],
    [' leading', "' leading'"],
    ['trailing ', "'trailing '"],
    ['a: b', "'a: b'"],
    ['a:b', 'a:b'],
    ['a:', "'a:'"],
    ['a #b', "'a #b'"],
    ['a#b', 'a#b'],
    ['#a', "'#a'"],
    ['- a', "'- a'"],
    ['-a', '-a'],
    ['-', "'-'"],
    ['?', "'?'"],
    ['?a', '?a'],
    ['---', "'---'"],
    ['---a', "'---a'"],
    ['...', "'...'"],
    ['*', "'*'"],
    ['.*', '.*'],
    ['&a', "'&a'"],
    ['!a', "'!a'"],
    ['%a', "'%a'"],
    ['@a', "'@a'"],
    ['`a`', "'`a`'"],
    ['[a]', "'[a]'"],
    ['a, b]', 'a, b]'],
    ['{a}', "'{a}'"],
    ["it's", "it's"],
    ["'quoted'", "'''quoted'''"],
    ['"quoted"', `'"quoted"'`],
    ['say "hi"', 'say "hi"'],
    ['tab\there', '"tab\\there"'],
    ['\ttab "and" back\\slash', '"\\ttab \\"and\\" back\\\\slash"'],
    ['\u0007\u001b\u007f', '"\\a\\e\\x7F"'],
    ['Grüße', 'Grüße'],
    ['日本語', '日本語'],
    ['😀', '"\\U0001F600"'],
    ['\ufeff', '"\\uFEFF"'],
    ['<<', '<<'],
  ])('%j is %s', (text, written) => {
    expect(yamlOf({ k: text })).toBe(`k: ${written}\n`);
  });
});

describe('a text of several lines', () => {
  test.each([
    ['a\nb', 'k: |-\n  a\n  b\n'],
    ['a\nb\n', 'k: |\n  a\n  b\n'],
    ['a\n\n\n', 'k: |+\n  a\n\n\n'],
    ['a\n\n  b\n', 'k: |\n  a\n\n    b\n'],
    ['  a\nb\n', 'k: |2\n    a\n  b\n'],
    ['\na', 'k: |2-\n\n  a\n'],
    ['\n', 'k: |2+\n\n'],
    ['a \nb', 'k: "a \\nb"\n'],
    ['a\nb ', 'k: "a\\nb "\n'],
    ['a\n\tb\n', 'k: "a\\n\\tb\\n"\n'],
    ['a\r\nb', 'k: "a\\r\\nb"\n'],
  ])('%j', (text, written) => {
    expect(yamlOf({ k: text })).toBe(written);
  });
});

const WORDS = Array.from({ length: 30 }, (_, at) => `w${String(at).padStart(2, '0')}`).join(' ');

// The first blank behind column 80 becomes a line break; columns count from zero, and the key stands before.
describe('a long text', () => {
  test.each<[string, Json, string]>([
    ['plain', { k: WORDS }, `k: ${WORDS.slice(0, 79)}\n  ${WORDS.slice(80)}\n`],
    ['of exactly the width', { k: `${'a'.repeat(77)} b` }, `k: ${'a'.repeat(77)} b\n`],
    ['of one more', { k: `${'a'.repeat(78)} b` }, `k: ${'a'.repeat(78)}\n  b\n`],
    ['in one quote', { k: `#${WORDS}` }, `k: '#${WORDS.slice(0, 79)}\n  ${WORDS.slice(80)}'\n`],
    ['in two quotes', { k: `\t${WORDS}` }, `k: "\\t${WORDS.slice(0, 75)}\n  ${WORDS.slice(76)}"\n`],
    ['without blanks', { k: 'a'.repeat(200) }, `k: ${'a'.repeat(200)}\n`],
    ['with double blanks', { k: `${'a'.repeat(90)}  b c` }, `k: ${'a'.repeat(90)}  b\n  c\n`],
    [
      'with double blanks in two quotes',
      { k: `\t${'a'.repeat(90)}  b` },
      `k: "\\t${'a'.repeat(90)}\n  \\ b"\n`,
    ],
    ['in a list', { k: [WORDS] }, `k:\n- ${WORDS.slice(0, 79)}\n  ${WORDS.slice(80)}\n`],
  ])('%s', (_, value, written) => {
    expect(yamlOf(value)).toBe(written);
  });

  test('stands as kubectl showed it of osm-controller', () => {
    const script =
      'until $(curl --output /dev/null --silent --head --fail http://osm-bootstrap.kube-system.svc.cluster.local:9091/healthz); do echo waiting for osm-bootstrap; sleep 2; done';
    expect(yamlOf({ spec: { initContainers: [{ args: [script] }] } })).toBe(`spec:
  initContainers:
  - args:
    - until $(curl --output /dev/null --silent --head --fail http://osm-bootstrap.kube-system.svc.cluster.local:9091/healthz);
      do echo waiting for osm-bootstrap; sleep 2; done
`);
  });
});

test('collections', () => {
  const value = {
    list: [1, [2, [3]], { b: null, a: true }, [], {}, [{ c: 'd' }]],
    empty: {},
    none: [],
    'f:metadata': { '.': {}, 'k:{"type":"Ready"}': { 'f:type': {} } },
    '80': 'a key like a number',
    yes: 'a key like a boolean',
  };
  expect(yamlOf(value)).toBe(`"80": a key like a number
empty: {}
f:metadata:
  .: {}
  k:{"type":"Ready"}:
    f:type: {}
list:
- 1
- - 2
  - - 3
- a: true
  b: null
- []
- {}
- - c: d
none: []
"yes": a key like a boolean
`);
});

test('the place of a value is told', () => {
  const items = [{ name: 'first' }, { name: 'second' }];
  const page = pageFor(items[1], 'name');
  writeYaml(page, { items }, 0);
  expect(page.text.slice(page.keyAt)).toBe('name: second\n');
  expect(page.text.slice(page.valueAt)).toBe('second\n');
});

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '\t', ':', '#', '-', "'", '"', '\\', '0', '.', 'é', '?'),
  }),
  fc.string({ unit: 'binary', maxLength: 20 }).filter((each) => !/[\u2028\u2029\ud800-\udfff]/.test(each)),
  fc.lorem({ maxCount: 40 }),
);
const key = fc.string({ unit: fc.constantFrom('a', 'B', '1', '0', '.', '-', ':', '/', ' '), minLength: 1 });
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }).map((object) => ({ ...object })),
  ),
})).value;

/** As Kubernetes reads it. */
function read(text: string): Json | undefined {
  return parseSources([{ name: 'text.yaml', text }]).documents[0]?.value;
}

test('what is written is read as what it was', () => {
  fc.assert(
    fc.property(json, (value) => {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any' }, data: { value } };
      expect(read(yamlOf(object))).toEqual(object);
    }),
    { numRuns: 500 },
  );
});
