import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ArchiveLimits, DEFAULT_LIMITS, parseLimit } from '../../../src/input/archives/limits.js';
import { readAll, type TarEntry, tarGzOf, tarOf, told } from './archives.js';
import { zipOf } from './zip-writer.js';

test.each<[string, Partial<ArchiveLimits>]>([
  ['unpacked=8GB', { unpackedBytes: 8e9 }],
  ['unpacked=1.5gb', { unpackedBytes: 1.5e9 }],
  ['unpacked=300MB', { unpackedBytes: 3e8 }],
  ['unpacked=64KiB', { unpackedBytes: 65536 }],
  ['unpacked=2GiB', { unpackedBytes: 2 ** 31 }],
  ['unpacked=5000', { unpackedBytes: 5000 }],
  ['members=2000000', { members: 2e6 }],
  ['ratio=5000', { ratio: 5000 }],
  ['nesting=4', { nesting: 4 }],
  ['nesting=0', { nesting: 0 }],
])('--limit %s', (text, change) => {
  const previous = { unpackedBytes: 1, members: 2, ratio: 3, nesting: 4 };
  expect(parseLimit(text, previous)).toEqual({ ...previous, ...change });
});

test.each([
  '',
  'unpacked',
  'unpacked=',
  'unpacked=0',
  'unpacked=-1',
  'unpacked=8PB',
  'size=8GB',
  'members=0',
  'members=1MB',
  'members=1.5',
  'ratio=0',
  'nesting=99999999999999999999',
  'members=2000000 ratio=3',
])('--limit %j is refused', (text) => {
  expect(() => parseLimit(text, DEFAULT_LIMITS)).toThrow(
    `'${text}' is no limit; write unpacked=SIZE, members=COUNT, ratio=COUNT or nesting=COUNT, for example unpacked=8GB.`,
  );
});

const STANDS = 'so reading stopped here: what came before was read, the rest was not';
const TRUST = 'if you trust the archive.';

async function formsOf(entries: readonly TarEntry[]): Promise<readonly Uint8Array[]> {
  const zipped = entries.map(([name, content = '']) => ({ name: String(name), content }));
  return [await tarOf(entries), await tarGzOf(entries), zipOf(zipped)];
}

test('the limit of bytes', async () => {
  for (const bytes of await formsOf([
    ['a', '12'],
    ['b', '3456'],
    ['c', '789'],
  ])) {
    const read = await readAll(bytes, { unpackedBytes: 8 });
    expect(read.members).toEqual([
      ['a', '12'],
      ['b', '3456'],
    ]);
    expect(read.paths).toEqual(['a', 'b']);
    expect(told(read)).toEqual([
      `error a!/c: This archive unpacks to more than 8B, ${STANDS}; raise the limit with --limit unpacked=16B ${TRUST}`,
    ]);
    expect(told(await readAll(bytes, { unpackedBytes: 9 }))).toEqual([]);
  }
});

test.each([
  [8e9, '8GB', '16GB'],
  [2e6, '2MB', '4MB'],
  [1500, '1500B', '3KB'],
])('%d bytes are told as %s', async (unpackedBytes, limit, double) => {
  const [tar = new Uint8Array()] = await formsOf([['a', 'x'.repeat(2000)], ['b']]);
  tar.set(Buffer.from('77777777777 '), 124);
  tar.set(Buffer.from('000000 '), 148);
  const sum = tar.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  tar.set(Buffer.from(`${sum.toString(8).padStart(6, '0')} `), 148);
  expect(told(await readAll(tar, { unpackedBytes, ratio: 1e9 }))).toEqual([
    `error a!/a: This archive unpacks to more than ${limit}, ${STANDS}; raise the limit with --limit unpacked=${double} ${TRUST}`,
  ]);
});

test('the limit of members counts directories, too', async () => {
  const entries: readonly TarEntry[] = [[{ name: 'd/', type: 'directory' }], ['d/a'], ['d/b']];
  const read = await readAll(await tarOf(entries), { members: 2 });
  expect(read.paths).toEqual(['d/a']);
  expect(told(read)).toEqual([
    `error a!/d/b: This archive has more than 2 members, or names as long as those of so many, ${STANDS}; raise the limit with --limit members=4 ${TRUST}`,
  ]);
});

test('the limit of members holds for very long names', async () => {
  const read = await readAll(await tarOf([['n'.repeat(2000)]]), { members: 3 });
  expect([read.paths, read.problems.map(({ level }) => level)]).toEqual([[], ['error']]);
});

const ZEROS = Buffer.alloc(20e6);

test('the limit of the ratio', async () => {
  for (const bytes of (
    await formsOf([
      ['a', 'x'],
      ['b', ZEROS],
    ])
  ).slice(1)) {
    const read = await readAll(bytes, { ratio: 500 });
    expect(read.paths).toEqual(['a']);
    expect(told(read)).toEqual([
      `error a!/b: This archive unpacks to more than 500 times its size, as hostile archives do, ${STANDS}; raise the limit with --limit ratio=1000 ${TRUST}`,
    ]);
  }
});

test('a packed file inside is counted as it is unpacked', async () => {
  const read = await readAll(await tarGzOf([['a', 'x'], ['b.gz', gzipSync(ZEROS)], ['c']]));
  expect(read.paths).toEqual(['a', 'b.gz']);
  expect(read.members).toEqual([['a', 'x']]);
  expect(read.problems.map(({ subject }) => subject)).toEqual(['a!/b.gz']);
});

test('a few megabytes may have any ratio', async () => {
  expect(told(await readAll(gzipSync(ZEROS.subarray(0, 9e6)), { ratio: 1 }))).toEqual([]);
});

test('the limit of nesting is a note, and the rest is read', async () => {
  const inner = await tarGzOf([
    ['b.tgz', await tarGzOf([['c', '1']])],
    ['d', '2'],
  ]);
  const bytes = await tarGzOf([
    ['a.tgz', inner],
    ['e', '3'],
  ]);
  const read = await readAll(bytes, { nesting: 1 });
  expect(read.members).toEqual([
    ['a.tgz!/d', '2'],
    ['e', '3'],
  ]);
  expect(told(read)).toEqual([
    'note a!/a.tgz!/b.tgz: This archive lies deeper in others than the limit of 1, so it was not read; raise the limit with --limit nesting=2.',
  ]);
  expect((await readAll(bytes, { nesting: 2 })).paths).toEqual(['a.tgz!/b.tgz!/c', 'a.tgz!/d', 'e']);
  expect((await readAll(bytes, { nesting: 0 })).paths).toEqual(['e']);
});
