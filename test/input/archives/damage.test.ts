import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { walkArchive } from '../../../src/input/archives/archive.js';
import { DEFAULT_LIMITS } from '../../../src/input/archives/limits.js';
import { type Read, readAll, type TarEntry, tarGzOf, tarOf, told } from './archives.js';
import { type ZipEntry, zipOf } from './zip-writer.js';

const CUT =
  'This breaks off before its end; what came before was read, so copy or download it again for the rest.';
const DAMAGED =
  'This is damaged; what came before the damage was read, so copy or download it again for the rest.';
const UNENDED =
  'This archive has no end mark, so it may have been cut off between two members; copy it again if something is missing.';
const NO_DIRECTORY =
  'This zip has no central directory, so it was cut off and cannot be read; copy or download it again.';
const NO_ARCHIVE =
  'This is no archive that meshlint opens; those are tar, tar.gz, zip, and single files packed by gzip.';
const ENCRYPTED =
  'This is encrypted, so it was not read; unpack the archive with its password, and name the folder.';
const COMPRESSION =
  'This is compressed by a method that meshlint does not know, so it was not read; unpack the archive, and name the folder.';

const INNER = [
  { name: 'a', content: 'kind: A\n'.repeat(30) },
  { name: 'b', content: 'kind: B\n', method: 0 },
];
const ENTRIES: readonly TarEntry[] = [
  ['one.yaml', 'kind: One\n'.repeat(90)],
  [`${'n'.repeat(120)}/two`, 'two'],
  ['in.zip', zipOf(INNER)],
  ['in.tgz', await tarGzOf([['c', 'deep']])],
  ['x.log.gz', gzipSync('rotated\n'.repeat(20))],
  ['last', 'end'],
];
const TAR = await tarOf(ENTRIES);
const ZIP = zipOf(ENTRIES.map(([name, content = '']) => ({ name: String(name), content })));
const FORMS = {
  tar: TAR,
  'tar.gz': gzipSync(TAR),
  'tar.gz in two parts': Buffer.concat([gzipSync(TAR.subarray(0, 3000)), gzipSync(TAR.subarray(3000))]),
  zip: ZIP,
  gzip: gzipSync(randomBytes(300)),
} as const;

/** Reads, and makes sure that a walk for the names alone sees the same paths and does not know of more problems. */
async function check(bytes: Uint8Array): Promise<Read> {
  const read = await readAll(bytes);
  const names = await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS);
  expect(names.paths).toEqual(read.paths);
  const kinds = new Set(read.problems.map(({ message }) => message.slice(0, 25)));
  expect(names.problems.filter(({ message }) => !kinds.has(message.slice(0, 25)))).toEqual([]);
  return read;
}

describe.each(Object.entries(FORMS))('%s', (form, whole) => {
  test('cut at every byte: what came before is delivered, and one problem tells', async () => {
    const { members, problems } = await check(whole);
    expect(problems).toEqual([]);
    for (let end = 0; end < whole.length; end += 1) {
      const read = await check(whole.subarray(0, end));
      if (!isWholeTar(form, whole, end)) expect(told(read)).toHaveLength(1);
      expect(read.problems.filter(({ message }) => !SIGNS.includes(message))).toEqual([]);
      const first = form.startsWith('tar.gz') && read.paths[0] === '' ? [] : members;
      expect(read.members).toEqual(first.slice(0, read.members.length));
    }
  });

  test('with flipped bits: never an exception, never a standstill', async () => {
    const random = generator(form.length);
    for (let run = 0; run < 400; run += 1) {
      const bytes = Buffer.from(whole);
      for (let flips = 1 + random(3); flips > 0; flips -= 1) {
        const at = random(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      }
      await check(bytes);
    }
  });
});

const SIGNS = [CUT, UNENDED, NO_DIRECTORY, NO_ARCHIVE];

/** One block of zeros at the end is enough, as for other readers. */
function isWholeTar(form: string, whole: Uint8Array, end: number): boolean {
  return form === 'tar' && end >= whole.length - 512 && end % 512 === 0;
}

/** Numbers below a bound, the same ones for each seed. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const PATHS = [
  'in.tgz!/c',
  'in.zip!/a',
  'in.zip!/b',
  'last',
  `${'n'.repeat(120)}/two`,
  'one.yaml',
  'x.log.gz',
];

test.each<[string, Uint8Array, readonly string[], readonly string[]]>([
  ['a tar that ends between two members', TAR.subarray(0, 512 + 1024), ['one.yaml'], [`note a: ${UNENDED}`]],
  ['a tar with a broken header', flipped(TAR, 512 + 1024 + 3), ['one.yaml'], [`error a: ${DAMAGED}`]],
  ['a packed tar with a false sum', flipped(FORMS['tar.gz'], -6), PATHS, [`error a: ${DAMAGED}`]],
  ['a zip with a false sum', zipWith({ sum: 1 }), ['a', 'b'], [`error a!/a: ${DAMAGED}`]],
  ['a zip whose member is larger than it says', zipWith({ size: 1 }), ['a', 'b'], [`error a!/a: ${DAMAGED}`]],
  [
    'a zip whose member is smaller than it says',
    zipWith({ size: 9 }),
    ['a', 'b'],
    [`error a!/a: ${DAMAGED}`],
  ],
  ['an encrypted member', zipWith({ flags: 1 }), ['a', 'b'], [`error a!/a: ${ENCRYPTED}`]],
  ['another compression', zipWith({ method: 12 }), ['a', 'b'], [`error a!/a: ${COMPRESSION}`]],
  ['an encrypted directory', zipWith({ flags: 0x41 }), [], [`error a: ${ENCRYPTED}`]],
  [
    'a nested zip without its end',
    await tarOf([['n.zip', zipOf(INNER).subarray(0, -5)], ['b']]),
    ['b'],
    [`error a!/n.zip: ${NO_DIRECTORY}`],
  ],
  [
    'two nested archives that are cut, in one that is cut',
    gzipSync(
      await tarOf([
        ['n.tgz', (await tarGzOf([['c']])).subarray(0, -9)],
        ['m.tgz', (await tarGzOf([['d']])).subarray(0, -9)],
      ]),
    ).subarray(0, -4),
    ['m.tgz!/d', 'n.tgz!/c'],
    [`error a!/n.tgz: ${CUT} There are 2 such members.`, `error a: ${CUT}`],
  ],
])('%s', async (_, bytes, paths, problems) => {
  const read = await check(bytes);
  expect({ paths: read.paths, problems: told(read) }).toEqual({ paths, problems });
});

function zipWith(change: Partial<ZipEntry>): Buffer {
  return zipOf([{ name: 'a', content: 'text', ...change }, { name: 'b' }]);
}

function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
}

/** The tar with a header of which a field was overwritten, and the sum of it put right. */
function patched(tar: Buffer, at: number, field: string): Buffer {
  const copy = Buffer.from(tar);
  copy.write(field, at, 'latin1');
  copy.write('        ', 148, 'latin1');
  const sum = copy.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return copy;
}

const PAX_SIZE = { name: 'a', pax: { size: 'much' } };
const ENDLESS = Buffer.concat([await tarOf([['a']]), Buffer.alloc(30e6)]);
const SIZELESS = Buffer.concat([await tarOf([[PAX_SIZE, 'text']]), TAR]);

describe('hostile headers of a tar', () => {
  test.each<[string, Uint8Array, readonly string[]]>([
    ['a size below zero', patched(TAR, 124, '\xff'.repeat(11)), []],
    ['a size beyond all numbers', patched(TAR, 124, `\x80${'\x7f'.repeat(11)}`), []],
    ['a size that is no number', SIZELESS, []],
    ['gigabytes of a long name', gzipSync(Buffer.concat([longName(), Buffer.alloc(30e6, 'n')])), []],
    ['zeros without end', ENDLESS, ['a']],
  ])('%s', async (_, bytes, paths) => {
    const read = await check(bytes);
    expect({ paths: read.paths, problems: told(read) }).toEqual({ paths, problems: [`error a: ${DAMAGED}`] });
  });

  test('a directory that claims to have content', async () => {
    const [directory, rest] = [
      await tarOf([[{ name: 'd', type: 'directory' }]]),
      await tarOf([['a', 'text']]),
    ];
    const read = await check(Buffer.concat([patched(directory, 124, '00000001000'), rest]));
    expect(read).toEqual({ paths: ['a'], problems: [], members: [['a', 'text']] });
  });
});

/** Its header says that gigabytes of it follow. */
function longName(): Buffer {
  return patched(patched(TAR.subarray(0, 512), 124, '37777777777'), 156, 'L');
}

describe('offsets in a zip that no file can have', () => {
  test.each([
    ['of the directory', 16],
    ['of the comment', 20],
  ])('%s', async (_, at) => {
    const zip = zipOf(INNER);
    zip.fill(0xff, zip.length - 22 + at, zip.length - 22 + at + 2);
    expect(told(await check(zip))).toEqual([`error a: ${DAMAGED}`]);
  });

  test('of its 64-bit directory', async () => {
    const zip = zipOf(INNER);
    const locator = Buffer.concat([Buffer.from('PK\x06\x07'), Buffer.alloc(16, 0xff)]);
    const bytes = Buffer.concat([zip.subarray(0, -22), locator, zip.subarray(-22)]);
    expect(told(await check(bytes))).toEqual([`error a: ${DAMAGED}`]);
  });
});

describe('on disk', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'archives-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each(Object.entries(FORMS))('%s says the same as in memory', async (_, bytes) => {
    const file = path.join(directory, 'file');
    for (const part of [bytes, bytes.subarray(0, bytes.length / 2)]) {
      writeFileSync(file, part);
      const inMemory = await walkArchive({ name: 'a', bytes: part }, DEFAULT_LIMITS);
      expect(await walkArchive({ name: 'a', file }, DEFAULT_LIMITS)).toEqual(inMemory);
    }
  });

  test.each([
    ['a file that is gone', 'gone', 'This vanished while it was being read; run meshlint again.'],
    ['a directory', '', 'This cannot be read (EISDIR); mend it, or leave it out.'],
  ])('%s', async (_, name, message) => {
    const walk = await walkArchive({ name: 'a', file: path.join(directory, name) }, DEFAULT_LIMITS);
    expect(told(walk)).toEqual([`error a: ${message}`]);
  });
});
