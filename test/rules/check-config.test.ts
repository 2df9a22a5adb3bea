import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { configIn } from '../../src/rules/check-config.js';

const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/config.schema.json'), 'utf8'),
);

/** The configuration of a file in the folder `apps` of a repository. */
function read(text: string) {
  const name = '.meshlint.yaml';
  return configIn({ source: { name, text }, folder: join('/repo', 'apps'), root: '/repo' }, SCHEMA);
}

const scope = (paths: string, name = 'prod') => `- name: ${name}\n  paths: ${paths}\n`;

describe('a configuration without mistakes', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['is empty', '', []],
    ['holds comments', '# scopes:\n', []],
    ['holds nothing', '{}\n', []],
    [
      'has scopes',
      `scopes:\n${scope("[clusters/prod, './base/', 'apps/*/overlays/prod']")}${scope('[../dev, .]', 'dev')}`,
      [
        { name: 'prod', paths: ['clusters/prod', './base/', 'apps/*/overlays/prod'] },
        { name: 'dev', paths: ['../dev', '.'] },
      ],
    ],
  ])('%s', (_, text, scopes) => {
    const config = { folder: join('/repo', 'apps'), root: '/repo', name: '.meshlint.yaml', scopes };
    expect(read(text)).toEqual({ config, mistakes: [] });
  });
});

describe('a mistake in a configuration:', () => {
  test.each<[string, string, readonly string[]]>([
    ['a list', '- scopes\n', ['1:1 A configuration file holds one mapping.']],
    ['broken YAML', 'scopes: [\n', ['1:9 this list is never closed with "]".']],
    [
      'a key that stands twice',
      'scopes:\n- &a { name: a, paths: [a] }\nscopes: [*a]\n',
      ['3:1 the key "scopes" stands twice in one mapping, and only the last one counts.'],
    ],
    ['a second document', '{}\n---\n{}\n', ['3:1 A configuration file holds one document; join the two.']],
    ['a misspelled key', 'scope: []\n', ["1:1 scope is not a known key: did you mean 'scopes'?"]],
    ['an unknown key', 'colour: red\n', ['1:1 colour is not a known key.']],
    ['a key of a scope', 'paths: [a]\n', ['1:1 paths is not a known key.']],
    ['no scopes', 'scopes: []\n', ['1:9 scopes is a list where at least one entry belongs.']],
    ['an empty key', 'scopes:\n', ['1:1 scopes is empty where a list belongs.']],
    ['a mapping of scopes', 'scopes: { prod: [a] }\n', ['1:9 scopes is a mapping where a list belongs.']],
    [
      'a scope that is a text',
      'scopes: [prod]\n',
      ["1:10 scopes[0] is the text 'prod' where a mapping belongs."],
    ],
    ['a scope without a name', 'scopes:\n- paths: [a]\n', ['2:3 scopes[0].name is missing.']],
    ['a scope without paths', 'scopes:\n- name: a\n', ['2:3 scopes[0].paths is missing.']],
    [
      'an empty name',
      `scopes:\n${scope('[a]', "''")}`,
      ["2:9 scopes[0].name is the text '' where a text that is not empty belongs."],
    ],
    [
      'a name that is no text',
      `scopes:\n${scope('[a]', '1')}`,
      ['2:9 scopes[0].name is the number 1 where a text belongs.'],
    ],
    [
      'a misspelled key of a scope',
      'scopes:\n- name: a\n  path: [a]\n',
      ['2:3 scopes[0].paths is missing.', "3:3 scopes[0].path is not a known key: did you mean 'paths'?"],
    ],
    [
      'one path',
      `scopes:\n${scope('base')}`,
      ["3:10 scopes[0].paths is the text 'base' where a list belongs."],
    ],
    [
      'no paths',
      `scopes:\n${scope('[]')}`,
      ['3:10 scopes[0].paths is a list where at least one entry belongs.'],
    ],
    [
      'two scopes of one name',
      `scopes:\n${scope('[a]')}${scope('[b]')}`,
      ["4:9 Another scope has the name 'prod'; give this one its own, or put their paths together."],
    ],
    [
      'a path out of the repository',
      `scopes:\n${scope('[a, ../../b]')}`,
      ["3:14 '../../b' leads out of the repository, and a scope holds files of the repository only."],
    ],
    [
      'a hidden way out',
      `scopes:\n${scope('[a/../../../b]')}`,
      ["3:11 'a/../../../b' leads out of the repository, and a scope holds files of the repository only."],
    ],
    [
      'a path from the root of the disk',
      `scopes:\n${scope('[/repo/a]')}`,
      ["3:11 '/repo/a' is not relative; name it from the folder of this file on."],
    ],
    [
      'a path from home',
      `scopes:\n${scope('[~/a]')}`,
      ["3:11 '~/a' is not relative; name it from the folder of this file on."],
    ],
    [
      'a path of a drive',
      `scopes:\n${scope('[c:/a]')}`,
      ["3:11 'c:/a' is not relative; name it from the folder of this file on."],
    ],
    [
      'braces',
      `scopes:\n${scope("['{a,b}/c']")}`,
      ["3:11 '{a,b}/c' is no pattern: there are *, ? and ** only; write a path for each alternative."],
    ],
    [
      'an exclusion',
      `scopes:\n${scope("['!a']")}`,
      ["3:11 '!a' is no pattern: there are *, ? and ** only; write a path for each alternative."],
    ],
    [
      'a path as Windows writes it',
      `scopes:\n${scope("['clusters\\prod']")}`,
      ["3:11 Folders are separated by '/': write 'clusters/prod'."],
    ],
  ])('%s', (_, text, expected) => {
    const { config, mistakes } = read(text);
    const told = mistakes.map(
      ({ location: { range }, message }) => `${range.start.line}:${range.start.column} ${message}`,
    );
    expect(told).toEqual(expected);
    expect(config).toBeUndefined();
  });
});

it('says at the file in which it stands', () => {
  const [mistake] = read('scope: []\n').mistakes;
  expect(mistake?.location.source).toEqual({ name: '.meshlint.yaml', text: 'scope: []\n' });
});
