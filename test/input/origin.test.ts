import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { originOf } from '../../src/input/origin.js';

const OBJECT = 'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\n';

/** The origin of the last document of a text. */
function originIn(text: string): string | undefined {
  const value = parseConfiguration({ name: 'a.yaml', text }).documents.at(-1)?.value;
  return originOf(text, value as JsonObject);
}

const annotated = (annotations: Readonly<Record<string, unknown>>) =>
  originOf(OBJECT, { metadata: { annotations } as JsonObject });
const kustomize = (origin: string) => annotated({ 'config.kubernetes.io/origin': origin });

describe('Helm', () => {
  test.each<[string, string, string | undefined]>([
    ['a template', `# Source: shop/templates/target.yaml\n${OBJECT}`, 'shop/templates/target.yaml'],
    ['after the marker', `---\n# Source: shop/templates/a.yaml\n${OBJECT}`, 'shop/templates/a.yaml'],
    ['before further markers', `# Source: a/templates/b.yaml\n---\n${OBJECT}`, 'a/templates/b.yaml'],
    [
      'a part of a chart',
      `# Source: a/charts/b/templates/c/d.yaml\n${OBJECT}`,
      'a/charts/b/templates/c/d.yaml',
    ],
    ['a definition', `# Source: shop-1.2/crds/a.yaml\n${OBJECT}`, 'shop-1.2/crds/a.yaml'],
    ['a name with spaces', `# Source: a/templates/b c.yaml  \n${OBJECT}`, 'a/templates/b c.yaml'],
    ['Windows line ends', `---\r\n# Source: a/templates/b.yaml\r\n\r\n${OBJECT}`, 'a/templates/b.yaml'],
    [
      'the last of several',
      `# Source: a/templates/b.yaml\n\n# Licence\n# Source: a/templates/c.yaml\n# more\n${OBJECT}`,
      'a/templates/c.yaml',
    ],
    ['a comment after the object began', `${OBJECT}# Source: a/templates/b.yaml\n`, undefined],
    ['an address', `# Source: https://example.com/a/templates/b.yaml\n${OBJECT}`, undefined],
    ['a remark', `# Source: our handbook\n${OBJECT}`, undefined],
    ['a file of no chart', `# Source: base/target.yaml\n${OBJECT}`, undefined],
    ['no comment', OBJECT, undefined],
    ['JSON', '{"kind":"Service","a":"\\n# Source: a/templates/b.yaml\\n"}', undefined],
    ['a text in the object', `${OBJECT}data: |\n  x\n# Source: a/templates/b.yaml\n`, undefined],
  ])('%s', (_, text, expected) => expect(originIn(text)).toBe(expected));

  test('goes before Kustomize', () => {
    const value = { metadata: { annotations: { 'config.kubernetes.io/path': 'b.yaml' } } };
    expect(originOf('# Source: a/templates/b.yaml\n', value)).toBe('a/templates/b.yaml');
  });
});

describe('Kustomize', () => {
  test.each<[string, string, string | undefined]>([
    ['a file', 'path: ../base/target.yaml\n', '../base/target.yaml'],
    [
      'a file of another repository',
      'path: base/target.yaml\nrepo: https://github.com/acme/base\nref: v1.2\n',
      'base/target.yaml (github.com/acme/base at v1.2)',
    ],
    ['without a ref', 'path: a.yaml\nrepo: https://github.com/acme/base\n', 'a.yaml (github.com/acme/base)'],
    [
      'by SSH',
      'path: a.yaml\nrepo: git@github.com:acme/base\nref: main\n',
      'a.yaml (git@github.com:acme/base at main)',
    ],
    ['with a password', 'path: a.yaml\nrepo: https://me:s3@cret@example.com/b\n', 'a.yaml (example.com/b)'],
    [
      'a generator',
      'configuredIn: base/kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n',
      'base/kustomization.yaml (ConfigMapGenerator)',
    ],
    [
      'a generator of another repository',
      'configuredIn: g.yaml\nconfiguredBy: { kind: MyGenerator }\nrepo: http://example.com/b\nref: v1\n',
      'g.yaml (MyGenerator, example.com/b at v1)',
    ],
    ['no file', 'repo: https://github.com/acme/base\n', undefined],
    ['values of other types', 'path: 3\nconfiguredIn: [a]\n', undefined],
    ['no mapping', 'base/target.yaml', undefined],
    ['no YAML', 'path: [\n', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, origin, expected) => expect(kustomize(origin)).toBe(expected));

  test.each<[string, Readonly<Record<string, unknown>>, string | undefined]>([
    ['the path', { 'config.kubernetes.io/path': 'a/b.yaml' }, 'a/b.yaml'],
    ['the internal path', { 'internal.config.kubernetes.io/path': 'a/b.yaml' }, 'a/b.yaml'],
    [
      'the origin before the path',
      { 'config.kubernetes.io/path': 'a.yaml', 'config.kubernetes.io/origin': 'path: b.yaml' },
      'b.yaml',
    ],
    [
      'the path where the origin cannot be read',
      { 'config.kubernetes.io/path': 'a.yaml', 'config.kubernetes.io/origin': '[' },
      'a.yaml',
    ],
    ['nothing in what is empty', { 'config.kubernetes.io/path': ' ' }, undefined],
    ['nothing in what is no text', { 'config.kubernetes.io/path': 3 }, undefined],
  ])('tells %s', (_, annotations, expected) => expect(annotated(annotations)).toBe(expected));

  test.each<[string, JsonObject]>([
    ['metadata', {}],
    ['a mapping', { metadata: 'x' }],
    ['annotations', { metadata: { annotations: null } }],
  ])('tells nothing without %s', (_, value) => expect(originOf(OBJECT, value)).toBeUndefined());
});

test.each<[string, string, string]>([
  ['is cut', 'a'.repeat(300), `${'a'.repeat(199)}…`],
  ['is cut between letters', `${'a'.repeat(198)}😀a`, `${'a'.repeat(198)}…`],
  ['of 200 letters is whole', 'a'.repeat(200), 'a'.repeat(200)],
  ['is one line', 'a\r\n\tb\u2028c', 'a b c'],
  ['hides nothing', 'a\u001b[31mb\u202ec\u200bd', 'a [31mb c d'],
])('a foreign text %s', (_, path, expected) =>
  expect(annotated({ 'config.kubernetes.io/path': path })).toBe(expected),
);

test('a long prelude takes no long time', () => {
  const lines = `${'#'.repeat(100)}${' '.repeat(100)}\n`.repeat(10_000);
  expect(originOf(`${lines}${OBJECT}`, {})).toBeUndefined();
  expect(originOf(`${' '.repeat(100_000)}x`, {})).toBeUndefined();
});
