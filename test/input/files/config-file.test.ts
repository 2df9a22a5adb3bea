import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigFile, standsIn } from '../../../src/input/files/config-file.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'meshlint-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

const FILE = '.meshlint.yaml';

test.each<[string, readonly string[], string, string, string, string]>([
  ['the working directory', ['w/.meshlint.yaml'], 'w', FILE, 'w', 'w'],
  [
    'a folder above it',
    ['.git/HEAD', 'a/.meshlint.yaml', 'a/b/c/x'],
    'a/b/c',
    '../../.meshlint.yaml',
    'a',
    '.',
  ],
  [
    'the root of the repository',
    ['a/.git', 'a/.meshlint.yaml', 'a/b/x'],
    'a/b',
    '../.meshlint.yaml',
    'a',
    'a',
  ],
  [
    'the nearest of several',
    ['.git/HEAD', FILE, 'a/.meshlint.yaml', 'a/b/x'],
    'a/b',
    '../.meshlint.yaml',
    'a',
    '.',
  ],
])('is read from %s', async (_, files, cwd, name, folder, home) => {
  write(Object.fromEntries(files.map((file) => [file, file])));
  const text = files.find((file) => path.join(root, file) === path.join(root, cwd, name));
  expect(await readConfigFile(path.join(root, cwd))).toEqual({
    source: { name, text },
    folder: path.join(root, folder),
    root: path.join(root, home),
  });
});

test.each<[string, readonly string[], string]>([
  ['that is not there', ['.git/HEAD', 'x'], '.'],
  ['above the repository', [FILE, 'a/.git/HEAD', 'a/b/x'], 'a/b'],
  ['above the working directory without a repository', [FILE, 'a/x'], 'a'],
  ['below the working directory', ['.git/HEAD', 'bundle/.meshlint.yaml'], '.'],
])('a file %s is not read', async (_, files, cwd) => {
  write(Object.fromEntries(files.map((file) => [file, 'scopes: []'])));
  expect(await readConfigFile(path.join(root, cwd))).toBeUndefined();
});

test.each<[string, Readonly<Record<string, string | Uint8Array>>, string]>([
  [
    'is no text',
    { [FILE]: new Uint8Array([1, 0, 0, 2]) },
    'This is not text; write the configuration as YAML.',
  ],
  ['is a folder', { '.meshlint.yaml/x': '' }, 'This cannot be read (EISDIR); mend it, or leave it out.'],
])('a file that %s is a problem', async (_, files, message) => {
  write(files);
  expect(await readConfigFile(root)).toEqual({ level: 'error', subject: FILE, message });
});

test('sources of the working directory are told from others', () => {
  write({ 'w/a.yaml': '', 'w/b.tgz': '', 'c.yaml': '' });
  const sources = ['a.yaml', 'b.tgz!/x/y.yaml', 'b.tgz', 'c.yaml', '<stdin>'];
  expect(sources.filter(standsIn(path.join(root, 'w')))).toEqual(['a.yaml', 'b.tgz!/x/y.yaml', 'b.tgz']);
});
