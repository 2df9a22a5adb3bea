import { describe, expect, test } from 'vitest';
import { namesOfScopes, namesTellingApart } from '../../../src/graph/scopes/names.js';

describe('the names of alternatives', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['leave out what all share', ['clusters/eu/shop', 'clusters/us/shop'], ['eu', 'us']],
    ['keep what lies deeper', ['live/eu/one', 'live/us'], ['eu/one', 'us']],
    ['of a folder and one in it', ['a', 'a/b'], ['.', 'b']],
    ['of the top', ['', 'east'], ['.', 'east']],
  ])('%s', (_, folders, expected) => {
    expect(namesTellingApart(folders)).toEqual(expected);
  });
});

describe('the names of scopes', () => {
  test.each<[string, readonly (readonly string[])[], readonly string[]]>([
    ['say each alternative once', [['prod', 'eu', 'prod']], ['prod + eu']],
    ['leave out what a longer one says', [['dev', 'dev/eu', 'development']], ['dev/eu + development']],
    ['show four', [['a', 'b', 'c', 'd']], ['a + b + c + d']],
    ['count what is over', [['a', 'b', 'c', 'd', 'e']], ['a + b + c + 2 more']],
    ['differ', [['a'], ['a'], ['b'], ['a']], ['a', 'a (2)', 'b', 'a (3)']],
  ])('%s', (_, scopes, expected) => {
    expect(namesOfScopes(scopes)).toEqual(expected);
  });
});
