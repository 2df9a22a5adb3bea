import { constants, gunzipSync } from 'node:zlib';
import type { Problem } from '../source.js';

/** `gzip` is a single compressed file, `tar.gz` a compressed tar. */
export type ArchiveFormat = 'tar' | 'tar.gz' | 'zip' | 'gzip';

/** Formats that meshlint knows and does not open. */
export type RefusedFormat = keyof typeof UNPACK;

const UNPACK = {
  bzip2: 'bzip2 -d',
  xz: 'xz -d',
  lz4: 'lz4 -d',
  zstd: 'zstd -d',
  snappy: 'snzip -d',
  '7z': '7z x',
} as const;

/** As many first bytes as `formatOf` can make use of. */
export const HEAD_LENGTH = 4096;

/**
 * The format of a file by its first bytes, never by its name: at least 512 of them, better `HEAD_LENGTH`, if there are as
 * many. A gzip is unpacked a little to see whether a tar is in it.
 */
export function formatOf(head: Uint8Array): ArchiveFormat | RefusedFormat | undefined {
  const known = MAGICS.find(([, magic, offset = 0]) => startsWith(head.subarray(offset), magic))?.[0];
  return known === 'gzip' && holdsTar(head) ? 'tar.gz' : known;
}

const MAGICS: readonly (readonly [ArchiveFormat | RefusedFormat, magic: string, offset?: number])[] = [
  ['gzip', '\x1f\x8b\x08'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['tar', 'ustar', 257],
  ['bzip2', '1AY&SY', 4],
  ['xz', '\xfd7zXZ\0'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['lz4', '\x02\x21\x4c\x18'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['snappy', '\xff\x06\0\0sNaPpY'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
];

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).equals(Buffer.from(magic, 'latin1'));
}

/** The shorter starts come first: damage behind one shall not hide what the archive is. */
function holdsTar(head: Uint8Array): boolean {
  return [128, 512, HEAD_LENGTH].some((length) => isTar(startOfUnpacked(head.subarray(0, length))));
}

function isTar(head: Uint8Array): boolean {
  return startsWith(head.subarray(257), 'ustar');
}

function startOfUnpacked(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}

export function isRefused(format: ReturnType<typeof formatOf>): format is RefusedFormat {
  return format !== undefined && format in UNPACK;
}

/** What to tell of an archive that meshlint does not open. */
export function refusalOf(name: string, format: RefusedFormat): Problem {
  const message = `This is packed as ${format}, which meshlint does not open; unpack it first (${UNPACK[format]}), and name what comes out of it.`;
  return { level: 'error', subject: name, message };
}
