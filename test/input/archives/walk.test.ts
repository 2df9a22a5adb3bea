import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { walkArchive } from '../../../src/input/archives/archive.js';
import { DEFAULT_LIMITS } from '../../../src/input/archives/limits.js';
import { readAll, type TarEntry, tarGzOf, tarOf, told } from './archives.js';
import { type ZipEntry, zipOf } from './zip-writer.js';

const LONG = `${'n'.repeat(120)}/${'m'.repeat(300)}.json`;
const CLIMBS =
  'The name of this member leads out of the archive, so it was skipped; pack it under another name to have it read.';
const TWICE = 'The archive holds this member more than once; the last one counts, as when it is unpacked.';
const NOWHERE = 'This link leads nowhere, so nothing was read through it.';
const OUTSIDE = 'This link leads out of the archive, so it was not followed.';
const SPECIAL = 'This is no file, directory or link, so it was skipped.';

function link(name: string, linkname: string): TarEntry {
  return [{ name, linkname, type: 'symlink' }];
}

function hardLink(name: string, linkname: string): TarEntry {
  return [{ name, linkname, type: 'link' }];
}

test.each<[string, readonly TarEntry[], readonly string[], readonly string[]]>([
  [
    'files and directories',
    [[{ name: 'a/', type: 'directory' }], ['a/b.json/c'], ['d']],
    ['a/b.json/c', 'd'],
    [],
  ],
  ['the order of names', [['b'], ['a'], ['B']], ['B', 'a', 'b'], []],
  ['untidy names', [['./a//b/./c'], [{ name: './', type: 'directory' }], ['.//d']], ['a/b/c', 'd'], []],
  ['a name with a slash at its end is a directory', [['a/']], [], []],
  ['names that no Windows disk takes', [['a?:=, b\\c\n\u001b']], ['a?:=, b\\c\n\u001b'], []],
  ['long names', [[LONG]], [LONG], []],
  ['what macOS adds', [['._a.yaml'], ['b/._c'], ['b/c._d']], ['b/c._d'], []],
  ['one name that climbs', [['../a'], ['b']], ['b'], [`note a!/../a: ${CLIMBS}`]],
  [
    'many names that lead out',
    [['/etc/a'], ['b/../../c'], ['C:/d'], ['e..f/g']],
    ['e..f/g'],
    [`note a!//etc/a: ${CLIMBS} There are 3 such members.`],
  ],
  [
    'a member that is there twice',
    [
      ['a', '1'],
      ['./a', '2'],
    ],
    ['a'],
    [`note a!/a: ${TWICE}`],
  ],
  [
    'links inside the archive',
    [
      link('a', 'd/e'),
      link('b/c', '../d'),
      link('b/up', '..'),
      ['d/e'],
      hardLink('f', './d/e'),
      link('g', 'b/c/e'),
    ],
    ['d/e'],
    [],
  ],
  ['a link to an empty directory', [link('a', 'd'), [{ name: 'd/', type: 'directory' }]], [], []],
  ['a link to the beginning of a name', [link('a', 'd'), ['d.e/f']], ['d.e/f'], [`note a!/a: ${NOWHERE}`]],
  [
    'links out of the archive',
    [link('a', '/etc/passwd'), link('b/c', '../../d'), hardLink('e', '../f')],
    [],
    [`note a!/a: ${OUTSIDE} There are 3 such members.`],
  ],
  ['a hard link starts at the root', [hardLink('b/c', 'd'), ['b/d']], ['b/d'], [`note a!/b/c: ${NOWHERE}`]],
  [
    'devices and pipes',
    [[{ name: 'a', type: 'fifo' }], [{ name: 'b', type: 'character-device' }]],
    [],
    [`note a!/a: ${SPECIAL} There are 2 such members.`],
  ],
])('tar: %s', async (_, entries, paths, problems) => {
  for (const bytes of [await tarOf(entries), await tarGzOf(entries)]) {
    const read = await readAll(bytes);
    expect({ paths: read.paths, problems: told(read) }).toEqual({ paths, problems });
    expect(await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS)).toEqual({
      paths,
      problems: read.problems,
    });
  }
});

test.each<[string, readonly ZipEntry[], readonly string[], readonly string[]]>([
  ['nothing', [], [], []],
  [
    'files and directories',
    [
      { name: 'a/', mode: 0o40755 },
      { name: 'a/b', method: 0, content: 'c' },
    ],
    ['a/b'],
    [],
  ],
  ['backslashes of Windows', [{ name: 'a\\b\\c', system: 0 }], ['a/b/c'], []],
  ['backslashes of Unix', [{ name: 'a\\x2db' }], ['a\\x2db'], []],
  ['a directory of Windows', [{ name: 'a\\', system: 0 }], [], []],
  [
    'names that lead out',
    [{ name: '..\\a', system: 0 }, { name: '/b' }, { name: 'C:\\c', system: 0 }],
    [],
    [`note a!/../a: ${CLIMBS} There are 3 such members.`],
  ],
  ['what macOS adds', [{ name: '__MACOSX/a/._b' }], [], []],
  ['a member that is there twice', [{ name: 'a' }, { name: 'a' }], ['a'], [`note a!/a: ${TWICE}`]],
  [
    'links',
    [
      { name: 'b/a', mode: 0o120777, content: '../c' },
      { name: 'c' },
      { name: 'd', mode: 0o120777, content: 'e' },
      { name: 'f', mode: 0o120777, content: '/e' },
    ],
    ['c'],
    [`note a!/f: ${OUTSIDE}`, `note a!/d: ${NOWHERE}`],
  ],
  ['a pipe', [{ name: 'a', mode: 0o10644 }], [], [`note a!/a: ${SPECIAL}`]],
])('zip: %s', async (_, entries, paths, problems) => {
  const bytes = zipOf(entries);
  const read = await readAll(bytes);
  expect({ paths: read.paths, problems: told(read) }).toEqual({ paths, problems });
  expect(await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS)).toEqual({ paths, problems: read.problems });
});

test('each copy is delivered, the last one last', async () => {
  const read = await readAll(await tarOf([['a', '1'], ['b'], ['a', '2']]));
  expect(read.members).toEqual([
    ['a', '1'],
    ['b', ''],
    ['a', '2'],
  ]);
});

const INNER: readonly TarEntry[] = [['b', 'in the tar']];

test.each<[string, readonly TarEntry[], readonly (readonly [string, string])[]]>([
  ['a zip', [['n.zip', zipOf([{ name: 'b', content: 'in the zip' }])]], [['n.zip!/b', 'in the zip']]],
  ['a tar', [['c/n.tar', await tarOf(INNER)]], [['c/n.tar!/b', 'in the tar']]],
  ['a packed tar', [['n.TAR.GZ', await tarGzOf(INNER)]], [['n.TAR.GZ!/b', 'in the tar']]],
  ['a tgz', [['n.tgz', await tarGzOf(INNER)]], [['n.tgz!/b', 'in the tar']]],
  [
    'a tar in a tgz',
    [['n.tgz', await tarGzOf([['m.tar', await tarOf(INNER)]])]],
    [['n.tgz!/m.tar!/b', 'in the tar']],
  ],
  ['a tar under a wrong name', [['n.zip', await tarGzOf(INNER)]], [['n.zip!/b', 'in the tar']]],
  ['an archive whose name does not tell', [['n.jar', 'PK\u0003\u0004']], [['n.jar', 'PK\u0003\u0004']]],
  ['a file with the name of an archive', [['n.zip', 'text']], [['n.zip', 'text']]],
  ['an empty one', [['n.zip', zipOf([])]], []],
  ['a packed log', [['a.log.gz', gzipSync('lines')]], [['a.log.gz', 'lines']]],
  ['a packed log under a wrong name', [['a.log.gz', 'lines']], [['a.log.gz', 'lines']]],
])('nested: %s', async (_, entries, members) => {
  const expected = { members, paths: members.map(([path]) => path), problems: [] };
  expect(await readAll(await tarGzOf(entries))).toEqual(expected);
  const zipped = entries.map(([name, content = '']) => ({ name: String(name), content }));
  expect(await readAll(zipOf(zipped))).toEqual(expected);
});

test('links of a nested archive stay inside it', async () => {
  const inner = await tarOf([link('a', '../b'), link('c', 'd'), ['d']]);
  expect(told(await readAll(await tarOf([['b'], ['n.tar', inner]])))).toEqual([
    `note a!/n.tar!/a: ${OUTSIDE}`,
  ]);
});

test('a single compressed file, also of several parts and with zeros behind it', async () => {
  const bytes = Buffer.concat([gzipSync('one '), gzipSync('two'), Buffer.alloc(100_000)]);
  expect(await readAll(bytes)).toEqual({ paths: [''], problems: [], members: [['', 'one two']] });
});

test.each([
  [
    'tar',
    await tarOf([
      ['a', 'x'.repeat(300_000)],
      ['b', 'y'],
    ]),
  ],
  [
    'tar.gz',
    await tarGzOf([
      ['a', 'x'.repeat(300_000)],
      ['b', 'y'],
    ]),
  ],
  [
    'zip',
    zipOf([
      { name: 'a', content: 'x'.repeat(300_000) },
      { name: 'b', content: 'y' },
    ]),
  ],
])('%s: a reader may leave after the first bytes, or not read at all', async (_, bytes) => {
  const first: string[] = [];
  const walk = await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS, (path) => async (content) => {
    for await (const chunk of content) {
      first.push(`${path} ${String.fromCharCode(chunk[0] ?? 0)}`);
      break;
    }
  });
  const ignored = await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS, () => async () => {});
  expect(first).toEqual(['a x', 'b y']);
  expect([walk, ignored]).toEqual(Array(2).fill({ paths: ['a', 'b'], problems: [] }));
});

test('only what is wanted is delivered', async () => {
  const read = await readAll(
    await tarGzOf([
      ['a', '1'],
      ['b', '2'],
    ]),
    {},
    (path) => path === 'b',
  );
  expect(read).toEqual({ paths: ['a', 'b'], problems: [], members: [['b', '2']] });
});

test.each([
  [
    'tar.gz',
    await tarGzOf([
      ['a', 'x'.repeat(300_000)],
      ['n.gz', gzipSync('')],
    ]),
  ],
  ['zip', zipOf([{ name: 'a', content: 'x' }])],
])('%s: what a reader throws of its own is not held for a fault of the archive', async (_, bytes) => {
  const walk = walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS, () => async () => {
    throw new Error('out of order');
  });
  await expect(walk).rejects.toThrow('out of order');
});
