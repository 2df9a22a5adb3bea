import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesIn } from '../../../src/input/files/walk.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'meshlint-')));
});
afterEach(() => rmSync(root, { recursive: true }));

type Files = Readonly<Record<string, string>>;

function write(files: Files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

/** Git as it is on a machine without settings. */
function git(args: readonly string[], cwd = root): string {
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: path.join(root, 'none'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return execFileSync('git', ['-c', 'core.ignorecase=false', ...args], { cwd, env, encoding: 'utf8' });
}

/** What a walk finds, by the names relative to the test's folder. */
async function found(named: readonly string[], cwd = root): Promise<readonly string[]> {
  const { files, problems } = await filesIn(
    named.map((name) => path.resolve(cwd, name)),
    cwd,
  );
  expect(problems).toEqual([]);
  return files.map((file) => path.relative(root, file.path).split(path.sep).join('/')).sort();
}

/** What Git would add. */
function untracked(cwd = root): readonly string[] {
  return git(['ls-files', '-z', '--others', '--exclude-standard'], cwd).split('\0').filter(Boolean).sort();
}

/** A folder that is named is read by the same patterns, unless they leave nothing of what is put into it. */
async function checkWithGit() {
  const added = untracked();
  expect(await found(['.'])).toEqual(added);
  if (!added.includes('a/any.yaml')) return;
  expect(await found(['a'])).toEqual(added.filter((name) => name.startsWith('a/')));
}

const TREE: Files = Object.fromEntries(
  ['', 'a/', 'a/b/', 'a/b/d/', 'b/', 'b/a/', 'a [x]*/', 'a [x]*/b/'].flatMap((folder) =>
    ['a.yaml', 'b.yaml', 'any.yaml', 'c', '#c', '!c', 'c '].map((name) => [`${folder}${name}`, '']),
  ),
);

describe('a walk of a repository finds what Git would add', () => {
  test.each<[string, Files]>([
    ['without patterns', { '.gitignore': '' }],
    ['a name at any depth', { '.gitignore': 'a.yaml\n' }],
    ['a name at the root', { '.gitignore': '/a.yaml\n/b\n' }],
    ['a path', { '.gitignore': 'a/b\nb/a.yaml\n' }],
    ['a folder', { '.gitignore': 'b/\nc/\n' }],
    ['stars', { '.gitignore': '*.yaml\n!a.yaml\na/*\n!a/b/\n' }],
    ['two stars', { '.gitignore': '**/b/c\na/**\n!a/b\n' }],
    ['classes and escapes', { '.gitignore': '[ab].yaml\n\\#c\n\\!c\na\\ \\[x\\]\\*/b\n' }],
    ['comments, blank lines, Windows line ends', { '.gitignore': '# a.yaml\r\n\r\n   \r\nb.yaml\r\n' }],
    ['spaces at the end', { '.gitignore': 'a.yaml   \nb/   \nc\\ \n' }],
    ['a byte order mark', { '.gitignore': '\ufeffa.yaml\n' }],
    ['other letters', { '.gitignore': 'A.yaml\nB/\n' }],
    ['a nested file', { 'a/.gitignore': 'b.yaml\nb/\n' }],
    ['a nested file with paths', { 'a/.gitignore': '/a.yaml\nb/c\n**/b.yaml\n' }],
    ['a nested file that takes everything', { 'a/b/.gitignore': '*\n!.gitignore\n!a.yaml\n' }],
    ['a nested file that takes back', { '.gitignore': '*.yaml\nb/\n', 'a/.gitignore': '!a.yaml\n!b/\n' }],
    ['a nested file of an ignored folder', { '.gitignore': 'a/\n', 'a/.gitignore': '!*\n' }],
    ['a folder with signs in its name', { 'a [x]*/.gitignore': 'b/\n/a.yaml\nb.yaml\n' }],
    ['the exclusions of a clone', { '.git/info/exclude': 'a/\nb.yaml\n', '.gitignore': '!b.yaml\n' }],
    [
      'all of them',
      { '.git/info/exclude': '*\n', '.gitignore': '!*/\n!*.yaml\n', 'a/.gitignore': 'a.yaml\n' },
    ],
  ])('%s', async (_, files) => {
    git(['init', '-q']);
    write({ ...TREE, ...files });
    await checkWithGit();
  });

  test('whatever the patterns are', async () => {
    git(['init', '-q']);
    write(TREE);
    const segment = fc.constantFrom(
      'a',
      'b',
      'c',
      '*',
      '**',
      '?',
      '*.yaml',
      'a*',
      '[ab]',
      '[!a]*',
      'b.yaml',
      '\\!c',
    );
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '!'),
        fc.constantFrom('', '/'),
        fc.array(segment, { minLength: 1, maxLength: 3 }),
      )
      .chain(([not, start, segments]) =>
        fc.constantFrom('', '/', ' ').map((end) => `${not}${start}${segments.join('/')}${end}`),
      );
    const lines = fc.array(pattern, { maxLength: 4 }).map((patterns) => patterns.join('\n'));
    const places = ['.gitignore', 'a/.gitignore', 'a/b/.gitignore', 'a [x]*/.gitignore', '.git/info/exclude'];
    const texts = fc.tuple(...places.map(() => lines));
    await fc.assert(
      fc.asyncProperty(texts, async (each) => {
        write(Object.fromEntries(places.map((place, at) => [place, each[at] ?? ''])));
        await checkWithGit();
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is named', () => {
  beforeEach(() =>
    write({
      '.git/HEAD': '',
      '.gitignore': 'out/\ncaptures/*\n!captures/keep.yaml\nsecret.yaml\ndeep/**/*.yaml\n',
      'x.yaml': '',
      'secret.yaml': '',
      'out/a.yaml': '',
      'out/in/secret.yaml': '',
      'captures/keep.yaml': '',
      'captures/prod/a.yaml': '',
      'deep/in/a.yaml': '',
      'apps/a.yaml': '',
      'apps/secret.yaml': '',
      'apps/own/.gitignore': '*\n',
      'apps/own/a.yaml': '',
    }),
  );

  const own = ['.gitignore', 'apps/a.yaml', 'captures/keep.yaml', 'x.yaml'];
  test.each<[string, readonly string[], readonly string[]]>([
    ['the root is read without what is ignored', ['.'], own],
    ['an ignored file is read', ['secret.yaml', 'apps/secret.yaml'], ['apps/secret.yaml', 'secret.yaml']],
    ['an ignored folder is read whole', ['out'], ['out/a.yaml', 'out/in/secret.yaml']],
    ['a folder in an ignored folder is read whole', ['out/in'], ['out/in/secret.yaml']],
    [
      'a folder whose content is ignored is read whole',
      ['captures'],
      ['captures/keep.yaml', 'captures/prod/a.yaml'],
    ],
    ['a folder that ignores itself is read whole', ['apps/own'], ['apps/own/.gitignore', 'apps/own/a.yaml']],
    ['another folder is read without what is ignored', ['apps'], ['apps/a.yaml']],
    [
      'an ignored folder is read beside the root, in any order',
      ['.', 'captures', 'deep'],
      [...own, 'captures/prod/a.yaml', 'deep/in/a.yaml'].sort(),
    ],
  ])('%s', async (_, named, expected) => {
    expect(await found(named)).toEqual(expected);
    expect(await found([...named].reverse())).toEqual(expected);
  });
});

describe('repositories', () => {
  test('outside of them nothing is ignored', async () => {
    write({ '.gitignore': 'a.yaml\n', 'a.yaml': '', 'b/.gitignore': '*\n', 'b/a.yaml': '' });
    expect(await found(['.'])).toEqual(['.gitignore', 'a.yaml', 'b/.gitignore', 'b/a.yaml']);
  });

  test('one inside another knows nothing of the outer one', async () => {
    write({ '.git/HEAD': '', '.gitignore': '*.json\nb.yaml\n', 'sub/.git': 'gitdir: ../.git/modules/sub\n' });
    write({ '.git/modules/sub/info/exclude': 'c.yaml\n', 'sub/.gitignore': '/a.yaml\n' });
    write(Object.fromEntries(['a.yaml', 'b.yaml', 'c.yaml', 'd/a.yaml'].map((name) => [`sub/${name}`, ''])));
    const expected = ['sub/.git', 'sub/.gitignore', 'sub/b.yaml', 'sub/d/a.yaml'];
    expect(await found(['.'])).toEqual(['.gitignore', ...expected]);
    expect(await found(['sub'])).toEqual(expected);
  });

  test('a worktree has the exclusions of its repository', async () => {
    git(['init', '-q', 'main']);
    const main = path.join(root, 'main');
    git(['-c', 'user.name=n', '-c', 'user.email=e', 'commit', '-q', '--allow-empty', '-m', 'm'], main);
    git(['worktree', 'add', '-q', '../tree'], main);
    write({ 'main/.git/info/exclude': 'a.yaml\n', 'tree/a.yaml': '', 'tree/b.yaml': '' });
    expect(await found(['tree'])).toEqual(['tree/.git', 'tree/b.yaml']);
    expect(untracked(path.join(root, 'tree'))).toEqual(['b.yaml']);
  });
});

describe('links', () => {
  test('are ignored by their own names, and by those of their targets', async () => {
    write({ '.git/HEAD': '', '.gitignore': '/result\nout/\nsecret.yaml\n' });
    write({ 'out/a.yaml': '', 'secret.yaml': '', 'apps/a.yaml': '' });
    symlinkSync('/nowhere', path.join(root, 'result'));
    symlinkSync('out', path.join(root, 'current'));
    symlinkSync('../secret.yaml', path.join(root, 'apps/other.yaml'));
    expect(await found(['.'])).toEqual(['.gitignore', 'apps/a.yaml']);
  });
});

describe('a hostile repository', () => {
  test('does not keep the walk busy', async () => {
    const deep = 'a/'.repeat(100);
    write({ '.git/HEAD': '', '.gitignore': `${'**/a/'.repeat(20)}b\n`, [`${deep}c.yaml`]: '' });
    expect(await found(['.'])).toEqual(['.gitignore', `${deep}c.yaml`]);
  });

  test('has a file of patterns that cannot be read', async () => {
    write({ '.git/HEAD': '', 'a/.gitignore/b.yaml': '', 'a/a.yaml': '', 'b/b.yaml': '' });
    symlinkSync('/dev/zero', path.join(root, 'b/.gitignore'));
    const { files } = await filesIn([root], root);
    const names = files.map((file) => path.relative(root, file.path));
    expect(names).toEqual(['a/.gitignore/b.yaml', 'a/a.yaml', 'b/b.yaml']);
  });
});
