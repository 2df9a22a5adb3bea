import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { formatOf, refusalOf } from '../../../src/input/archives/format.js';
import { readAll, tarGzOf, tarOf, told } from './archives.js';
import { zipOf } from './zip-writer.js';

const TAR = await tarOf([['a', 'text']]);
const DAMAGED = await tarGzOf([['a', randomBytes(3000)]]);
DAMAGED.fill(0, 2000, 3000);

test.each<[string, Uint8Array, ReturnType<typeof formatOf>]>([
  ['a tar', TAR, 'tar'],
  ['a packed tar', gzipSync(TAR), 'tar.gz'],
  ['a packed tar with a long name in front', gzipSync(await tarOf([['n'.repeat(300)]])), 'tar.gz'],
  [
    'a packed tar in two parts',
    Buffer.concat([gzipSync(TAR.subarray(0, 99)), gzipSync(TAR.subarray(99))]),
    'tar.gz',
  ],
  ['a packed tar of which only the start is whole', DAMAGED, 'tar.gz'],
  ['packed text', gzipSync('kind: A'), 'gzip'],
  ['packed noise', gzipSync(randomBytes(9000)), 'gzip'],
  ['a zip', zipOf([{ name: 'a' }]), 'zip'],
  ['an empty zip', zipOf([]), 'zip'],
  ['bzip2', Buffer.from('BZh91AY&SY'), 'bzip2'],
  ['xz', Buffer.from('\xfd7zXZ\0', 'latin1'), 'xz'],
  ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18]), 'lz4'],
  ['lz4 of old', Buffer.from([0x02, 0x21, 0x4c, 0x18]), 'lz4'],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
  ['snappy', Buffer.from('\xff\x06\0\0sNaPpY', 'latin1'), 'snappy'],
  ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '7z'],
  ['text', Buffer.from('apiVersion: v1'), undefined],
  ['text that speaks of tars', Buffer.from('ustar '.repeat(3)), undefined],
  ['UTF-16', Buffer.from('\ufeffkind: A', 'utf16le'), undefined],
  ['nothing', new Uint8Array(), undefined],
])('%s', (_, bytes, format) => {
  expect(formatOf(bytes.subarray(0, 4096))).toBe(format);
  if (format !== 'tar.gz') expect(formatOf(bytes.subarray(0, 512))).toBe(format);
});

const XZ = Buffer.from('\xfd7zXZ\0 and so on', 'latin1');
const REFUSED =
  'This is packed as xz, which meshlint does not open; unpack it first (xz -d), and name what comes out of it.';

test('what meshlint does not open is told with the command that does', async () => {
  expect(refusalOf('a.tar.xz', 'xz')).toEqual({ level: 'error', subject: 'a.tar.xz', message: REFUSED });
  expect(told(await readAll(XZ))).toEqual([`error a: ${REFUSED}`]);
});

test('inside an archive it is a member like any other, with a note', async () => {
  const read = await readAll(
    await tarOf([
      ['b.tar.xz', XZ],
      ['c.log.xz', XZ],
    ]),
  );
  expect(read.paths).toEqual(['b.tar.xz', 'c.log.xz']);
  expect(told(read)).toEqual([`note a!/b.tar.xz: ${REFUSED}`]);
});

test.each([
  ['text', Buffer.from('kind: A')],
  ['nothing', Buffer.alloc(0)],
])('%s is no archive', async (_, bytes) => {
  expect(told(await readAll(bytes))).toEqual([
    'error a: This is no archive that meshlint opens; those are tar, tar.gz, zip, and single files packed by gzip.',
  ]);
});
