import { describe, expect, test } from 'vitest';
import { parseSources } from '../../src/input/read.js';

const A = 'apiVersion: v1\nkind: A\n';
const B = 'apiVersion: v1\nkind: B\n';
const resource = (kind: string) => ({ apiVersion: 'v1', kind });

/** The values of the documents, the lines of the mistakes, and how many documents are templates. */
function check(text: string, values: readonly unknown[], brokenLines: readonly number[] = [], templates = 0) {
  const input = parseSources([{ name: 'a.yaml', text }]);
  expect(input.documents.map(({ value }) => value)).toEqual(values);
  expect(input.broken.map(({ range }) => range.start.line)).toEqual(brokenLines);
  expect(input.counts.templates).toBe(templates);
}

describe('documents in a text', () => {
  test.each<[string, string, readonly unknown[], (readonly number[])?, number?]>([
    ['none', '', []],
    ['comments only', '# a\n\n# b', []],
    ['one', A, [resource('A')]],
    ['two', `${A}---\n${B}`, [resource('A'), resource('B')]],
    [
      'markers before, between and behind',
      `---\n${A}---\n---\n# x\n---\n${B}---\n`,
      [resource('A'), resource('B')],
    ],
    ['an end marker', `${A}...\n${B}`, [resource('A'), resource('B')]],
    ['markers with comments', `--- # a\n${A}--- # b\n${B}`, [resource('A'), resource('B')]],
    ['a value on the line of the marker', '--- {apiVersion: v1, kind: A}\n', [resource('A')]],
    ['Windows line ends', `${A}---\n${B}`.replaceAll('\n', '\r\n'), [resource('A'), resource('B')]],
    ['a YAML 1.1 directive', `%YAML 1.1\n# c\n---\n${A}`, [resource('A')]],
    [
      'dashes that are no marker',
      `${A}a: |\n  ---\nb: |\n  -----BEGIN\n`,
      [{ ...resource('A'), a: '---\n', b: '-----BEGIN\n' }],
    ],
    [
      'JSON between YAML',
      `${A}---\n{"apiVersion": "v1",\n "kind": "B"}\n---\n${A}`,
      [resource('A'), resource('B'), resource('A')],
    ],
    [
      'JSON values one behind the other',
      '{"apiVersion":"v1","kind":"A"}\n{"apiVersion":"v1","kind":"B"}',
      [resource('A'), resource('B')],
    ],
    [
      'JSON values, the last cut off',
      '{"apiVersion":"v1","kind":"A"}\n{"apiVersion":"v1","kind":"B',
      [resource('A')],
      [2],
    ],
    ['YAML in braces', '{apiVersion: v1, kind: A,}\n', [resource('A')]],
    [
      'a list in JSON that holds braces',
      '{"apiVersion":"v1","kind":"A","a":["} {"]}',
      [{ ...resource('A'), a: ['} {'] }],
    ],
    ['a broken one between good ones', `${A}---\n${B}x: "\n---\n${A}`, [resource('A'), resource('A')], [6]],
    ['braces that are never closed', `${A}x: {\n---\n${B}`, [resource('B')], [3]],
    ['a broken one that is not Kubernetes', `x: "\n---\n${A}`, [resource('A')]],
    ['a truncated one', `${A}a:\n  b: 'x`, [], [4]],
    ['a template beside a good one', `${A}x: {{ .Values.x }}\n---\n${B}`, [resource('B')], [], 1],
    ['a template around a document', `{{- if .x }}\n${A}{{- end }}\n`, [], [], 1],
    [
      'braces in quotes, which make no template',
      `${A}x: "{{ .x }}"\n`,
      [{ ...resource('A'), x: '{{ .x }}' }],
    ],
    ['a directive behind an end marker', `${A}...\n%YAML 1.2\n---\n${B}`, [resource('A')], [4]],
    ['no kind', 'apiVersion: v1\n', []],
    ['a kind that is no text', 'apiVersion: v1\nkind: 1\n', []],
    ['an empty apiVersion', 'apiVersion: ""\nkind: A\n', []],
    ['an array of objects', `- apiVersion: v1\n  kind: A\n`, [[resource('A')]]],
    ['an array of other things', `- apiVersion: v1\n  kind: A\n- op: add\n`, []],
    ['a scalar', 'apiVersion', []],
  ])('%s', (_, ...row) => check(...row));
});

describe('keys that stand twice', () => {
  function checkDuplicates(text: string, expected: readonly string[]) {
    const { duplicates } = parseSources([{ name: 'a.yaml', text }]);
    expect(
      duplicates.map(({ range: { start }, message }) => `${start.line}:${start.column} ${message}`),
    ).toEqual(expected);
  }
  const twice = (key: string) => `the key "${key}" stands twice in one mapping, and only the last one counts`;

  test.each<[string, string, readonly string[]]>([
    ['in a mapping', `${A}a: 1\na: 2\n`, [`4:1 ${twice('a')}`]],
    ['three times', `${A}a: 1\na: 2\na: 3\n`, [`4:1 ${twice('a')}`, `5:1 ${twice('a')}`]],
    ['deep inside, and in braces', `${A}b: [{c: 1, "c": 2}]\n`, [`3:12 ${twice('c')}`]],
    ['as different words for one boolean', `${A}yes: 1\non: 2\n`, [`4:1 ${twice('true')}`]],
    ['in different mappings', `${A}a: {c: 1}\nb: {c: 1}\n`, []],
    ['merged and written', `${A}a: &x {c: 1}\nb: {<<: *x, <<: *x, c: 2}\n`, []],
    ['behind an alias, told once', `${A}a: &x {c: 1, c: 2}\nb: [*x, *x]\n`, [`3:14 ${twice('c')}`]],
    ['in JSON', '{"apiVersion":"v1","kind":"A",\n"a":{"b":1, "\\u0062":2}}', [`2:13 ${twice('b')}`]],
    ['in another document', `${A}a: 1\n---\n${A}a: 1\n`, []],
    ['outside of Kubernetes', 'a: 1\na: 2\n', []],
  ])('%s', (_, text, expected) => checkDuplicates(text, expected));
});

describe('values', () => {
  test.each<[string, string, unknown]>([
    [
      'a key that is a word of JavaScript',
      'a: {__proto__: 1, constructor: 2}',
      JSON.parse('{"__proto__": 1, "constructor": 2}'),
    ],
    [
      'a merge overrides the keys before it, as in Go',
      'a: {c: 1, e: 4, <<: {c: 2, d: 3}}',
      { c: 2, d: 3, e: 4 },
    ],
    ['the keys behind a merge override it', 'a: {<<: {c: 2, d: 3}, c: 1}', { c: 1, d: 3 }],
    ['the first of several merged mappings wins', 'a: {<<: [{c: 1}, {c: 2, d: 3}]}', { c: 1, d: 3 }],
    ['of several merge keys the last one wins', 'a: {<<: {c: 1}, <<: {c: 2}}', { c: 2 }],
    ['quotes keep the merge sign a key', 'a: {"<<": 1}', { '<<': 1 }],
    ['an anchor that is set twice', 'a: [&x 1, *x, &x 2, *x]', [1, 1, 2, 2]],
    ['an alias as a key', 'a: {b: &x c, *x : 1}', { b: 'c', c: 1 }],
    [
      'tags',
      'a: [!!str 1, !!int "2", !!float 3, !!bool "yes", !!null "", !!binary aGk=, !x 4, ! "5"]',
      ['1', 2, 3, true, null, 'hi', '4', 5],
    ],
    ['a key without a colon in braces', 'a: {b, c: }', { b: null, c: null }],
    [
      'lines in the first column inside brackets and quotes',
      'a: {\n"b": [1,\n2],\n"c": "x\n\ny"\n}',
      { b: [1, 2], c: 'x\ny' },
    ],
    ['line ends that only Go knows', 'a: "b\u2028\nc"', 'b\nc'],
    [
      'the largest numbers',
      'a: [9223372036854775807, 18446744073709551615, 18446744073709551616]',
      [2 ** 63, 2 ** 64, 2 ** 64],
    ],
  ])('%s', (_, text, expected) => {
    const [document] = parseSources([{ name: 'a.yaml', text: `${A}${text}\n` }]).documents;
    expect(document?.value).toEqual({ ...resource('A'), a: expected });
  });

  test('counts tell what became of every file', () => {
    const sources = [A, 'a: 1', '', `${A}x: {{ .x }}`, `${A}x: "`].map((text, at) => ({
      name: `${at}.yaml`,
      text,
    }));
    expect(parseSources(sources).counts).toEqual({
      files: 5,
      filesNotKubernetes: 2,
      patches: 0,
      templates: 1,
      fixtures: 0,
      unread: 0,
    });
  });
});
