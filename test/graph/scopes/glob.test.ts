import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../../src/graph/scopes/glob.js';

describe('a pattern', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    [
      'without stars',
      'a/b.yaml',
      ['a/b.yaml'],
      ['a', 'a/b', 'a/b.yaml/c', 'x/a/b.yaml', 'a/bxyaml', 'A/b.yaml'],
    ],
    ['with a star', '*', ['a', '.a', ''], ['a/b']],
    [
      'with a star in a name',
      'a*c*.yaml',
      ['ac.yaml', 'abcab.yaml', 'acc.yaml'],
      ['ab.yaml', 'a/c.yaml', 'acyaml'],
    ],
    ['with a star for a folder', 'a/*/c', ['a/b/c', 'a/.b/c'], ['a/c', 'a/b/b/c', 'a/b']],
    ['with question marks', 'a?/?', ['ab/c', 'aé/😀'], ['a/c', 'abb/c', 'ab/cd']],
    ['with two stars', '**', ['a', 'a/b/c'], []],
    ['with two stars at the start', '**/c', ['c', 'a/c', 'a/b/c', 'c/c'], ['a/cc', 'c/d']],
    ['with two stars at the end', 'a/**', ['a', 'a/b', 'a/b/c'], ['b', 'ab']],
    [
      'with two stars in the middle',
      'a/**/b/*.yaml',
      ['a/b/c.yaml', 'a/x/b/b/c.yaml'],
      ['a/x/c.yaml', 'a/b'],
    ],
    ['with two stars in a name', 'a**c', ['ac', 'abc'], ['a/c']],
    ['with signs of other patterns', '[a]{b,c}+(d)!$', ['[a]{b,c}+(d)!$'], ['ab', 'a', 'bd']],
  ])('%s', (_, pattern, meant, others) => {
    const isMeant = (path: string) => matchesGlob(pattern, path);
    expect([...meant, ...others].filter(isMeant)).toEqual(meant);
  });

  test.each<[string, string, string]>([
    ['of many stars', `${'*a'.repeat(200)}b`, 'a'.repeat(500)],
    ['of many folders', `${'**/a/'.repeat(200)}b`, `${'a/'.repeat(500)}c`],
  ])('%s takes no long time', (_, pattern, path) => expect(matchesGlob(pattern, path)).toBe(false));
});
