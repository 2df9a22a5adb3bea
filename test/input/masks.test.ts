import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBundle } from '../../src/facts/certificates/certificates.js';
import type { Json } from '../../src/input/json.js';
import { isMasked, withMasksAsText, withoutStandIns } from '../../src/input/masks.js';
import type { Path } from '../../src/input/path.js';
import { parseSources } from '../../src/input/read.js';
import { unmark } from './marked.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('somebody hid', () => {
  test.each([
    ['troubleshoot, a whole value', '***HIDDEN***'],
    ['troubleshoot, a part of a text', 'server=***HIDDEN***;port=5432'],
    ['troubleshoot, an address in an image', 'registry/app:***HIDDEN***'],
    ['troubleshoot, with a token', '***TOKEN_IPV4_1A2B3C***'],
    ['must-gather, data of a Secret', '24 bytes long'],
    ['must-gather-clean, an IPv4 address', 'x-ipv4-0000000001-x'],
    ['must-gather-clean, an IPv6 address', 'x-ipv6-0000000012-x'],
    ['must-gather-clean, a hardware address', 'x-mac-0000000001-x'],
    ['must-gather-clean, an older hardware address', 'xxx-mac-000001-xxx'],
    ['must-gather-clean, a domain', 'domain0000000001'],
    ['must-gather-clean, a part of a host', 'api.domain0000000001.example'],
    ['must-gather-clean, an address in a name', 'ip-x-ipv4-0000000001-x.internal'],
    ['must-gather-clean, an address in a range', 'x-ipv4-0000000001-x/24'],
    ['must-gather-clean, any address', 'xxx.xxx.xxx.xxx'],
    ['must-gather-clean, any address in a range', 'xxx.xxx.xxx.xxx/24'],
    ['must-gather-clean, any address in a URL', 'https://xxx.xxx.xxx.xxx:6443'],
    ['must-gather-clean, any address in a host', 'ip-xxx.xxx.xxx.xxx.internal'],
    ['must-gather-clean, any domain', 'obfuscated.com'],
    ['must-gather-clean, a host of any domain', 'api.obfuscated.com'],
    ['must-gather-clean, any domain in a URL', 'https://api.obfuscated.com:6443/x'],
    ['Periscope', '---redacted---'],
    ['sos', '********'],
    ['SOPS', 'ENC[AES256_GCM,data:Zm9v,iv:YQ==,tag:YQ==,type:str]'],
    ['a person', 'xxx'],
    ['a person, loudly', 'XXXXX'],
    ['a person, in words', 'REDACTED'],
    ['a person, in brackets', '<redacted>'],
    ['a person, in other brackets', '<hidden>'],
    ['a person, with dots', '...'],
  ])('%s', (_, text) => expect(isMasked(text)).toBe(true));
});

describe('somebody hid a certificate:', () => {
  test.each([
    ['must-gather, the size of what stood there', base64('1468 bytes long')],
    ['insights', base64('x'.repeat(1_468))],
    ['insights, of an odd length', base64('x'.repeat(1_469))],
    ['insights, of another odd length', base64('x'.repeat(1_470))],
    ['troubleshoot', '***HIDDEN***'],
    ['a person', 'REDACTED'],
  ])('%s', (_, caBundle) => expect(decodeBundle(caBundle)).toEqual({ state: 'masked', certificates: [] }));
});

describe('nobody hid', () => {
  test.each([
    '',
    'xx',
    'x',
    'xxxl',
    'xml.xxl.example',
    '*',
    '**',
    '*.shop.svc.cluster.local',
    '10.0.0.1',
    'domain1',
    'my-domain-0000000001x',
    'notobfuscated.com',
    'bytes long',
    '24 bytes long enough',
    'and so on...',
    'hidden',
    'ENCODED[x]',
    base64('x'),
    base64('text'),
    base64('-----BEGIN CERTIFICATE-----'),
  ])('%j', (text) => expect(isMasked(text)).toBe(false));
});

const HEAD = 'apiVersion: v1\nkind: Example\n';

/** The value of `a` in a document; the document is broken or has keys twice: then these. */
function read(yaml: string): Json | undefined {
  const { documents, broken, duplicates } = parseSources([{ name: 'a.yaml', text: HEAD + yaml }]);
  expect([...broken, ...duplicates]).toEqual([]);
  return (documents[0]?.value as { readonly a?: Json } | undefined)?.a;
}

describe('an unquoted mask', () => {
  test.each<[string, string, Json]>([
    ['as a value', 'a: ***HIDDEN***\n', '***HIDDEN***'],
    ['as a value before a comment', 'a: ***HIDDEN*** # ***\n', '***HIDDEN***'],
    ['as an item', 'a:\n- ***HIDDEN***\n- b\n', ['***HIDDEN***', 'b']],
    ['as an item that is not indented', 'a:\n- - ***HIDDEN***\n', [['***HIDDEN***']]],
    ['before more text', 'a: ***HIDDEN***/24\n', '***HIDDEN***/24'],
    ['before more words', 'a: ***HIDDEN*** and more\n', '***HIDDEN*** and more'],
    ['behind other text', 'a: tcp://***HIDDEN***:80\n', 'tcp://***HIDDEN***:80'],
    ['twice', 'a: ***HIDDEN***,***HIDDEN***\n', '***HIDDEN***,***HIDDEN***'],
    ['twice without anything between', 'a: ***HIDDEN******HIDDEN***\n', '***HIDDEN******HIDDEN***'],
    ['as a key', 'a:\n  ***HIDDEN***: b\n', { '***HIDDEN***': 'b' }],
    ['as a key and its value', 'a:\n  ***HIDDEN***: ***HIDDEN***\n', { '***HIDDEN***': '***HIDDEN***' }],
    ['as the start of a key', 'a:\n  ***HIDDEN***.example/x: b\n', { '***HIDDEN***.example/x': 'b' }],
    ['as a key with a question mark', 'a:\n  ? ***HIDDEN***\n  : b\n', { '***HIDDEN***': 'b' }],
    [
      'in braces',
      'a: {b: ***HIDDEN***, c: [***HIDDEN***, d]}\n',
      { b: '***HIDDEN***', c: ['***HIDDEN***', 'd'] },
    ],
    ['as a key in braces', 'a: {***HIDDEN***: b}\n', { '***HIDDEN***': 'b' }],
    ['over several lines', 'a: ***HIDDEN***\n  ***HIDDEN***\n', '***HIDDEN*** ***HIDDEN***'],
    ['in a literal text', 'a: |\n  x: ***HIDDEN***\n  ****\n', 'x: ***HIDDEN***\n****\n'],
    ['in a folded text', 'a: >-\n  x\n  ***HIDDEN***\n', 'x ***HIDDEN***'],
    ['in double quotes', 'a: "***HIDDEN*** \\n"\n', '***HIDDEN*** \n'],
    ['in single quotes', "a: '***HIDDEN***'\n", '***HIDDEN***'],
    ['in a comment', '# a: ***HIDDEN***\na: b # ***HIDDEN***\n', 'b'],
    ['of sos', 'a: ********\n', '********'],
    ['of three stars', 'a: ***\n', '***'],
    ['with a token', 'a: ***TOKEN_X_1A2B***\n', '***TOKEN_X_1A2B***'],
    ['behind an anchor', 'a:\n- &x ***HIDDEN***\n- *x\n', ['***HIDDEN***', '***HIDDEN***']],
    ['behind a tag', 'a: !!str ***HIDDEN***\n', '***HIDDEN***'],
    ['beside an alias', 'x: &x 1\na: [*x, ***HIDDEN***]\n', [1, '***HIDDEN***']],
    ['beside a merge', 'x: &x {b: 1}\na:\n  <<: *x\n  c: ***HIDDEN***\n', { b: 1, c: '***HIDDEN***' }],
    ['beside a glob', 'a: ["**/*.yaml", ***HIDDEN***]\n', ['**/*.yaml', '***HIDDEN***']],
    ['in YAML with Windows line ends', 'a:\r\n- ***HIDDEN***\r\n- b\r\n', ['***HIDDEN***', 'b']],
    ['in almost JSON', 'a: {"b": ***HIDDEN***, "c": 1}\n', { b: '***HIDDEN***', c: 1 }],
  ])('%s', (_, yaml, expected) => expect(read(yaml)).toEqual(expected));

  test('in a JSON file', () => {
    const text = '{"apiVersion": "v1", "kind": "A", "a": ***HIDDEN***, "b": "***HIDDEN***"}';
    const { documents, broken } = parseSources([{ name: 'a.json', text }]);
    expect(broken).toEqual([]);
    expect(documents.map(({ value }) => value)).toEqual([
      { apiVersion: 'v1', kind: 'A', a: '***HIDDEN***', b: '***HIDDEN***' },
    ]);
  });

  test('in a large list, which is read item by item', () => {
    const item = (name: string) =>
      `- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n  ip: ***HIDDEN***\n  log: |\n${'    text\n'.repeat(6_000)}`;
    const text = `apiVersion: v1\nitems:\n${item('one')}${item('two')}${item('***HIDDEN***')}${item('four')}${item('five')}${item('six')}${item('seven')}kind: List\n`;
    const { documents, broken } = parseSources([{ name: 'a.yaml', text }]);
    expect(broken).toEqual([]);
    const objects = documents.flatMap((document) => document.objects);
    expect(objects.map(({ value: { ip, metadata } }) => [ip, metadata])).toEqual(
      ['one', 'two', '***HIDDEN***', 'four', 'five', 'six', 'seven'].map((name) => [
        '***HIDDEN***',
        { name },
      ]),
    );
  });
});

describe('two stars or one', () => {
  test.each<[string, string, string]>([
    [
      'an alias without an anchor',
      'a: *x\n',
      'the alias *x refers to an anchor &x that does not stand before it',
    ],
    [
      'an alias to a name with a star',
      'a: **\n',
      'the alias ** refers to an anchor &* that does not stand before it',
    ],
  ])('are no mask: %s', (_, yaml, message) => {
    const { broken } = parseSources([{ name: 'a.yaml', text: HEAD + yaml }]);
    expect(broken.map((each) => each.message)).toEqual([message]);
  });
});

describe('a masked document has its values where they stand', () => {
  test.each<[string, string, Path, ('key' | 'value')?]>([
    ['a mask', 'a: ⟦***HIDDEN***⟧ # b\n', ['a']],
    ['behind a mask', 'x: ***HIDDEN***\na: ⟦b⟧\n', ['a']],
    ['behind a mask on the same line', 'a: {x: ***HIDDEN***, b: ⟦c⟧}\n', ['a', 'b']],
    ['below a masked key', 'a:\n  ***HIDDEN***: ⟦b⟧\n', ['a', '***HIDDEN***']],
    ['a masked key', 'a:\n  ⟦***HIDDEN***⟧: b\n', ['a', '***HIDDEN***'], 'key'],
    ['the last of equal masked keys', 'a:\n  ***HIDDEN***: b\n  ***HIDDEN***: ⟦c⟧\n', ['a', '***HIDDEN***']],
    ['an item behind a masked one', 'a:\n- ***HIDDEN***\n- ⟦b⟧\n', ['a', 1]],
    ['in a text that is YAML again', 'a: |\n  x: ***HIDDEN***\n  b: ⟦***HIDDEN***⟧\n', ['a', '<yaml>', 'b']],
    ['in a quoted text that is YAML again', 'a: "{x: ***HIDDEN***, b: ⟦c⟧}"\n', ['a', '<yaml>', 'b']],
  ])('%s', (_, marked, path, part = 'value') => {
    const { text, range } = unmark(HEAD + marked);
    const [document] = parseSources([{ name: 'a.yaml', text }]).documents;
    expect(document?.locate(path, part)).toEqual(range);
  });
});

describe('keys that masking made equal', () => {
  test.each<[string, string, readonly string[]]>([
    ['are not told', `${HEAD}a:\n  ***HIDDEN***: 1\n  ***HIDDEN***: 2\n`, []],
    [
      'are not told in quotes',
      `${HEAD}a: {"k:{\\"ip\\":\\"***HIDDEN***\\"}": 1, "k:{\\"ip\\":\\"***HIDDEN***\\"}": 2}\n`,
      [],
    ],
    [
      'are not told in JSON',
      '{"apiVersion":"v1","kind":"A","a":{"k:{\\"ip\\":\\"***HIDDEN***\\"}":1,"k:{\\"ip\\":\\"***HIDDEN***\\"}":2}}',
      [],
    ],
    [
      'beside others that are',
      `${HEAD}a:\n  ***HIDDEN***: 1\n  ***HIDDEN***: 2\n  b: 1\n  b: 2\n`,
      ['a.yaml:7:3'],
    ],
  ])('%s', (_, text, expected) => {
    const { documents, broken, duplicates } = parseSources([{ name: 'a.yaml', text }]);
    expect([documents.length, broken]).toEqual([1, []]);
    expect(
      duplicates.map(({ source, range: { start } }) => `${source.name}:${start.line}:${start.column}`),
    ).toEqual(expected);
  });
});

test('what stands for a star is no character that a text may have', () => {
  const icon = '\ue000';
  expect(read(`a: "${icon}"\n`)).toBe(icon);
});

// A word that YAML reads as nothing else, and is as long as its mask.
const MASKS = ['***HIDDEN***', '***TOKEN_X_1A2B***', '********', '***'];
const wordFor = (mask: string) => 'w'.repeat(mask.length);

/** Pieces of YAML in which the sign ◆ stands for a word. */
const PIECES = [
  'a: ◆',
  'b: [◆, x, ◆]',
  'c: {d: ◆, ◆: e}',
  '- ◆',
  '- x: ◆',
  '◆: y',
  'e: "◆"',
  "f: '◆'",
  'g: x ◆ y',
  'h: ◆/24',
  '# ◆',
  'i: |\n    ◆',
  'j: >\n    x\n    ◆',
  'k: &k ◆',
  'l: *k',
  '? ◆',
  'm:',
  'n: !!str ◆',
];

test('a text with masks is read as the same text with words', () => {
  const line = fc.tuple(fc.constantFrom('', '  ', '    '), fc.constantFrom(...PIECES));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom(...MASKS), (lines, mask) => {
      const text = `${HEAD}k0: &k 1\nspec:\n${lines.map(([indent, piece]) => `  ${indent}${piece}\n`).join('')}`;
      const [masked, plain] = [mask, wordFor(mask)].map((word) =>
        parseSources([{ name: 'a.yaml', text: text.replaceAll('◆', word) }]),
      );
      const asPlain = (value: unknown) => JSON.stringify(value).replaceAll(mask, wordFor(mask));
      expect(asPlain(masked?.documents.map(({ value }) => value))).toBe(
        JSON.stringify(plain?.documents.map(({ value }) => value)),
      );
      expect(masked?.broken.map(({ range, message }) => [range, asPlain(message)])).toEqual(
        plain?.broken.map(({ range, message }) => [range, JSON.stringify(message)]),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('the stand-ins for stars go as they came, and move nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('*', 'a', ' ', '\n', ':', '-') }), (text) => {
      const safe = withMasksAsText(text);
      expect(safe).toHaveLength(text.length);
      expect(withoutStandIns(safe)).toBe(text);
      expect(safe).not.toMatch(/(?:^|[a \n:-])\*{3}/);
    }),
  );
});
