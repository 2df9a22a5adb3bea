import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scopesFrom } from '../../../src/graph/scopes/configured-scopes.js';

const SOURCES = [
  'a.yaml',
  'apps/[x]/a.yaml',
  'apps/cart/overlays/dev/a.yaml',
  'apps/cart/overlays/prod/a.yaml',
  'apps/cart/overlays/prod/deep/.b.yaml',
  'base/a.yaml',
  'base-two/a.yaml',
  'clusters/prod.tgz!/pods/a.yaml',
  'clusters/prod/a.yaml',
];

interface Setting {
  readonly folder?: string;
  readonly cwd?: string;
  readonly sources?: readonly string[];
  readonly outside?: readonly string[];
}

/** What one scope of these paths holds, and its notes. */
function scope(
  paths: readonly string[],
  { folder = '', cwd = '', sources = SOURCES, outside = [] }: Setting = {},
) {
  const config = {
    folder: join('/repo', folder),
    root: join('/repo'),
    name: '.meshlint.yaml',
    scopes: [
      { name: 'prod', paths },
      { name: 'rest', paths: ['.', '**'] },
    ],
  };
  const standsInCwd = (source: string) => !outside.includes(source);
  const { scopes, notes } = scopesFrom(config, sources, { cwd: join('/repo', cwd), standsInCwd });
  expect(scopes.map(({ name }) => name)).toEqual(['prod', 'rest']);
  return { held: sources.filter((source) => scopes[0]?.has(source)), notes };
}

const PROD = ['apps/cart/overlays/prod/a.yaml', 'apps/cart/overlays/prod/deep/.b.yaml'];

describe('a scope holds', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a folder', ['base'], ['base/a.yaml']],
    ['a folder with a slash', ['./base/'], ['base/a.yaml']],
    ['a file', ['a.yaml'], ['a.yaml']],
    ['an archive', ['clusters/prod.tgz'], ['clusters/prod.tgz!/pods/a.yaml']],
    ['folders of a pattern', ['apps/*/overlays/prod'], PROD],
    ['files of a pattern', ['**/overlays/**/*.yaml'], ['apps/cart/overlays/dev/a.yaml', ...PROD]],
    ['what is named like a pattern', ['apps/[x]'], ['apps/[x]/a.yaml']],
    ['everything', ['.'], SOURCES],
    ['hidden files', ['**/.*'], ['apps/cart/overlays/prod/deep/.b.yaml']],
    [
      'all of several paths',
      ['clusters', 'base'],
      SOURCES.filter((source) => /^(base|clusters)\//.test(source)),
    ],
  ])('%s', (_, paths, held) => expect(scope(paths)).toEqual({ held, notes: [] }));

  test.each<[string, readonly string[], Setting, readonly string[]]>([
    [
      'files of a folder in which meshlint runs',
      ['apps/cart', 'base'],
      { cwd: 'apps', sources: ['cart/a.yaml', 'base/a.yaml', 'a.yaml'], outside: ['base/a.yaml'] },
      ['cart/a.yaml', 'base/a.yaml'],
    ],
    [
      'no namesake of its folder in the one in which meshlint runs',
      ['base', '.'],
      { folder: 'apps', cwd: 'apps/cart', sources: ['base/a.yaml', 'a.yaml'] },
      ['base/a.yaml', 'a.yaml'],
    ],
    [
      'files beside the folder of the configuration',
      ['../base', 'cart'],
      { folder: 'apps', cwd: 'apps', sources: ['base/a.yaml', 'cart/a.yaml'], outside: ['base/a.yaml'] },
      ['base/a.yaml', 'cart/a.yaml'],
    ],
  ])('%s', (_, paths, setting, held) => expect(scope(paths, setting).held).toEqual(held));

  test('a namesake elsewhere is not held', () => {
    const { held } = scope(['base'], { cwd: 'apps', sources: ['base/a.yaml'] });
    expect(held).toEqual([]);
  });
});

test('a path that holds nothing is a note', () => {
  const note = (written: string) => ({
    level: 'note',
    subject: '.meshlint.yaml',
    message: `The path '${written}' of the scope 'prod' holds none of the files that were read; mend it, or read more.`,
  });
  const { held, notes } = scope(['bas', 'base', '!base', 'base/*/a.yaml', 'Base']);
  expect(held).toEqual(['base/a.yaml']);
  expect(notes).toEqual([note('bas'), note('!base'), note('base/*/a.yaml'), note('Base')]);
});

test('a source may belong to several scopes, and belongs to all if to none', () => {
  const scopes = [
    { name: 'dev', paths: ['base', 'apps/cart/overlays/dev'] },
    { name: 'prod', paths: ['base', 'apps/cart/overlays/prod'] },
  ];
  const config = { folder: '/repo', root: '/repo', name: '.meshlint.yaml', scopes };
  const from = scopesFrom(config, SOURCES, { cwd: '/repo', standsInCwd: () => true });
  const held = from.scopes.map(({ name, has }) => [name, SOURCES.filter(has)]);
  expect(held).toEqual([
    ['dev', SOURCES.filter((source) => !PROD.includes(source))],
    ['prod', SOURCES.filter((source) => !source.includes('/dev/'))],
  ]);
});
