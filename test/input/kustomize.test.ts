import { describe, expect, it, test } from 'vitest';
import {
  isKustomization,
  kustomizationsIn,
  namespacesGiven,
  partialSources,
  SEVERAL,
} from '../../src/input/kustomize.js';
import { parseSources } from '../../src/input/read.js';

type Tree = Readonly<Record<string, string>>;

const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

function sourcesOf(files: Tree) {
  return Object.entries(files).map(([name, text]) => ({ name, text }));
}

function kustomizationsOf(files: Tree) {
  return kustomizationsIn(sourcesOf(files));
}

test.each<[string, string, boolean]>([
  ['kustomization.yaml', 'resources: []', true],
  ['a/kustomization.yml', '', true],
  ['a/b/Kustomization', 'resources: [', true],
  ['a/kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', true],
  ['a/kustomization.yaml', 'patches:\n- patch: |\n    apiVersion: kustomize.toolkit.fluxcd.io/v1\n', true],
  ['a/kustomization.yaml', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n', false],
  ['a/my-kustomization.yaml', 'resources: []', false],
  ['kustomization/a.yaml', 'resources: []', false],
])('%s that says %j: %s', (name, text, expected) => {
  expect(isKustomization({ name, text })).toBe(expected);
});

describe('a kustomization', () => {
  const NOTHING = {
    source: 'a/b/kustomization.yaml',
    folder: 'a/b',
    isComponent: false,
    resources: [],
    components: [],
    patches: [],
    namespace: undefined,
    namePrefix: '',
    nameSuffix: '',
    isWhole: true,
  };

  test.each<[string, string, Partial<typeof NOTHING> | object]>([
    [
      'names files and folders',
      'resources: [c.yaml, ./d/, ../base, ../.., ../../..]\nbases: [e]\n',
      { resources: ['a/b/c.yaml', 'a/b/d', 'a/base', '', '..', 'a/b/e'] },
    ],
    [
      'may be a component',
      'kind: Component\ncomponents: [../c]\n',
      { isComponent: true, components: ['a/c'] },
    ],
    [
      'changes names',
      'namespace: shop\nnamePrefix: my-\nnameSuffix: -new\n',
      { namespace: 'shop', namePrefix: 'my-', nameSuffix: '-new' },
    ],
    ...[
      'https://example.com/a.yaml',
      'github.com/a/b//c',
      'git@example.com:a/b.git',
      'git::https://example.com/a',
      'example.com/a/b?timeout=9&ref=v1',
      'ssh://git@example.com/a',
    ].map((remote): [string, string, object] => [
      `may need ${remote}`,
      `resources: [c.yaml, "${remote}"]\n`,
      { resources: ['a/b/c.yaml'], isWhole: false },
    ]),
    ['may need a remote component', 'components: ["https://example.com/c"]\n', { isWhole: false }],
    [
      'may make objects of charts',
      'helmCharts: [{ name: x, valuesFile: values.yaml, additionalValuesFiles: [more.yaml] }]\n',
      { patches: ['a/b/values.yaml', 'a/b/more.yaml'], isWhole: false },
    ],
    [
      'may make objects of files',
      'configMapGenerator: [{ name: x, files: [c.yaml, key=d.yaml], literals: [e=f] }]\n',
      { patches: ['a/b/c.yaml', 'a/b/d.yaml'], isWhole: false },
    ],
    ['may have generators', 'generators: [c.yaml]\n', { patches: ['a/b/c.yaml'], isWhole: false }],
    [
      'uses parts of objects',
      'patches: [{ path: p.yaml }, { patch: "x: y" }]\npatchesStrategicMerge: [q.yaml, "{ kind: X }", "a: b\\nc: d"]\npatchesJson6902: [{ path: r.yaml }]\n' +
        'replacements: [{ path: s.yaml }, { source: {} }]\nconfigurations: [t.yaml]\ntransformers: [u, "a: b\\nc: d"]\nopenapi: { path: v.json }\n',
      {
        patches: ['p.yaml', 'q.yaml', 'r.yaml', 's.yaml', 'v.json', 't.yaml', 'u'].map(
          (name) => `a/b/${name}`,
        ),
      },
    ],
    [
      'may hold nonsense',
      'resources: [1, null, {}]\npatches: oops\nnamespace: 7\n',
      { patches: ['a/b/oops'] },
    ],
    ['may be empty', '', { isWhole: false }],
    ['may be no mapping', '- a\n', { isWhole: false }],
    ['may be broken', 'resources: [', { isWhole: false }],
    ['may be a template', 'resources:\n{{ range .Values.all }}\n- a\n{{ end }}\n', { isWhole: false }],
  ])('%s', (_, text, expected) => {
    expect(kustomizationsOf({ 'a/b/kustomization.yaml': text })).toEqual([{ ...NOTHING, ...expected }]);
  });
});

describe('a patch', () => {
  /** The names of the objects that are read of a tree, and how many files of it are patches. */
  function check(files: Tree) {
    const { documents, counts } = parseSources(sourcesOf(files));
    return [documents.map(({ source }) => source.name), counts.patches];
  }

  test.each([
    ['with a path', 'patches:\n- path: part.yaml\n  target: { kind: ConfigMap }\n'],
    ['of a strategic merge', 'patchesStrategicMerge:\n- part.yaml\n- |\n  apiVersion: v1\n  kind: X\n'],
    ['of JSON', 'patchesJson6902:\n- { path: ./part.yaml, target: {} }\n'],
    ['of a component', 'kind: Component\npatches: [{ path: part.yaml }]\n'],
  ])('%s is left alone', (_, kustomization) => {
    const tree = {
      'a/kustomization.yaml': kustomization,
      'a/part.yaml': object('part'),
      'part.yaml': object('whole'),
    };
    expect(check(tree)).toEqual([['part.yaml'], 1]);
  });

  it('may lie outside the folder of its kustomization', () => {
    const tree = {
      'a/b/kustomization.yml': 'patches:\n- path: ../part.yaml\n',
      'a/part.yaml': object('part'),
    };
    expect(check(tree)).toEqual([[], 1]);
  });

  it('is no resource, and is named by no other file than a kustomization', () => {
    const tree = {
      'kustomization.yaml': 'resources:\n- whole.yaml\npatches: oops\n',
      'whole.yaml': object('whole'),
      'notes.yaml': 'patches:\n- path: whole.yaml\n',
    };
    expect(check(tree)).toEqual([['whole.yaml'], 0]);
  });

  it('is everything in a folder of transformers', () => {
    const kustomizations = kustomizationsOf({
      'a/kustomization.yaml': 'resources: [a.yaml]\ntransformers: [../b, ../d.yaml]\n',
      'b/kustomization.yaml': 'resources: [b.yaml, ../c]\n',
      'c/kustomization.yaml': 'resources: [c.yaml, ../b]\n',
    });
    expect([...partialSources(kustomizations)].sort()).toEqual(['b/b.yaml', 'c/c.yaml', 'd.yaml']);
  });
});

describe('the namespace that kustomizations give', () => {
  test.each<[string, Tree, Readonly<Record<string, unknown>>]>([
    ['is none where none is written', { 'kustomization.yaml': 'resources: [a.yaml]\n' }, {}],
    [
      'is that of the outermost',
      {
        'top/kustomization.yaml': 'namespace: top\nresources: [../base, own.yaml]\n',
        'base/kustomization.yaml': 'namespace: base\nresources: [a.yaml]\ncomponents: [../part]\n',
        'part/kustomization.yaml': 'kind: Component\nresources: [b.yaml]\n',
      },
      { 'top/own.yaml': 'top', 'base/a.yaml': 'top', 'part/b.yaml': 'top' },
    ],
    [
      'is an inner one where outer ones give none',
      {
        'top/kustomization.yaml': 'resources: [../base, own.yaml]\n',
        'base/kustomization.yaml': 'namespace: base\nresources: [a.yaml]\n',
      },
      { 'base/a.yaml': 'base' },
    ],
    [
      'may be several',
      {
        'one/kustomization.yaml': 'namespace: one\nresources: [../base, own.yaml]\n',
        'two/kustomization.yaml': 'namespace: two\nresources: [../base, own.yaml]\n',
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
      },
      { 'one/own.yaml': 'one', 'two/own.yaml': 'two', 'base/a.yaml': SEVERAL },
    ],
    [
      'may be one or none',
      {
        'one/kustomization.yaml': 'namespace: one\nresources: [../base]\n',
        'two/kustomization.yaml': 'resources: [../base]\n',
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
      },
      { 'base/a.yaml': SEVERAL },
    ],
    [
      'is one where all agree',
      {
        'one/kustomization.yaml': 'namespace: shop\nresources: [../base]\n',
        'two/kustomization.yaml': 'resources: [../base]\n',
        'base/kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\n',
      },
      { 'base/a.yaml': 'shop' },
    ],
    [
      'leaves out what is not here',
      {
        'one/kustomization.yaml': 'namespace: one\nresources: [../base]\n',
        'elsewhere/kustomization.yaml': 'namespace: two\nresources: [../base]\n',
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
      },
      { 'base/a.yaml': 'one' },
    ],
    [
      'comes out of circles',
      {
        'top/kustomization.yaml': 'namespace: top\nresources: [../one]\n',
        'one/kustomization.yaml': 'namespace: one\nresources: [../two, a.yaml]\n',
        'two/kustomization.yaml': 'resources: [../one, b.yaml]\n',
        'self/kustomization.yaml': 'namespace: self\nresources: [., c.yaml]\n',
      },
      { 'one/a.yaml': 'top', 'two/b.yaml': 'top' },
    ],
  ])('%s', (_, tree, expected) => {
    const given = namespacesGiven(kustomizationsOf(tree), (source) => !source.startsWith('elsewhere/'));
    const files = [...given].filter(([name]) => !name.endsWith('kustomization.yaml'));
    expect(Object.fromEntries(files)).toEqual(expected);
  });
});
