import { crc32, deflateRawSync } from 'node:zlib';

/** What a zip is to hold. Everything but the name has the value that a common writer on Unix gives. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** 0: stored, 8: deflated; others are only claimed. */
  readonly method?: number;
  /** 0x800: the name is UTF-8; with 1 added encryption is claimed. */
  readonly flags?: number;
  /** 0: DOS and Windows, 3: Unix. */
  readonly system?: number;
  /** Of Unix, with the type of the file. */
  readonly mode?: number;
  /** The size and the sum that are claimed for the unpacked content. */
  readonly size?: number;
  readonly sum?: number;
}

/** A zip of these members, in memory. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, content = '', method = 8, flags = 0x800, system = 3, mode = 0o100644 } = entry;
    const bytes = Buffer.from(content);
    const data = method === 8 ? deflateRawSync(bytes) : bytes;
    const { size = bytes.length, sum = crc32(bytes) } = entry;
    const shared = [
      numbers(2, [20, flags, method, 0, 0]),
      numbers(4, [sum, data.length, size]),
      numbers(2, [Buffer.byteLength(name), 0]),
    ];
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), ...shared, Buffer.from(name), data]);
    directory.push(Buffer.from('PK\x01\x02'), numbers(2, [(system << 8) | 20]), ...shared);
    directory.push(numbers(2, [0, 0, 0]), numbers(4, [mode * 0x10000, at]), Buffer.from(name));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = numbers(2, [0, 0, entries.length, entries.length]);
  const end = [Buffer.from('PK\x05\x06'), counts, numbers(4, [central.length, at]), numbers(2, [0])];
  return Buffer.concat([...locals, central, ...end]);
}

/** Little-endian numbers of so many bytes each. */
function numbers(width: 2 | 4, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(width * values.length);
  for (const [at, value] of values.entries()) bytes.writeUIntLE(value, at * width, width);
  return bytes;
}
