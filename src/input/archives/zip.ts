import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { collect } from './chunks.js';
import { Fault, type FaultKind, type Member } from './member.js';
import { type Packed, range } from './packed.js';

// Names are decoded here: yauzl gives up the whole archive for one name that leads out of it.
const OPTIONS = { decodeStrings: false, autoClose: false };

/**
 * The members of a zip, in the order of its directory. Content is unpacked only where it is taken. A fault of the zip is
 * thrown under its path and ends it; a fault of one member is thrown by its content.
 */
export async function* zipMembers(packed: Packed, path: string): AsyncGenerator<Member> {
  let zip: ZipFile | undefined;
  try {
    zip = await fromRandomAccessReaderPromise(new Reader(packed), packed.size, OPTIONS);
    for await (const entry of zip.eachEntry()) yield await memberOf(zip, entry);
  } catch (error) {
    throw faultOf(error, path);
  } finally {
    zip?.close();
  }
}

/**
 * Does the work of yauzl's own readers. Those throw for an offset that no file can have, where nobody catches it, and then
 * stand still.
 */
class Reader extends RandomAccessReader {
  readonly #packed: Packed;

  constructor(packed: Packed) {
    super();
    this.#packed = packed;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(range(this.#packed, start, end));
  }

  /** Small reads, two for each member: a stream for each would be slow. */
  override read(...[buffer, offset, length, position, callback]: ReadArguments): void {
    const done = callback as (error: Error | null, bytesRead?: number) => void;
    this.#packed.read(position, length).then((bytes) => {
      buffer.set(bytes, offset);
      done(null, bytes.length);
    }, done);
  }
}

type ReadArguments = Parameters<RandomAccessReader['read']>;

async function memberOf(zip: ZipFile, entry: Entry): Promise<Member> {
  const name = nameOf(entry);
  const type = name.endsWith('/') ? 'directory' : typeOf(entry);
  if (type === 'file')
    return { type, name, size: entry.uncompressedSize, content: (path) => contentOf(zip, entry, path) };
  return type === 'symlink' ? { type, name, target: await linkTarget(zip, entry) } : { type, name };
}

/** Windows separates with backslashes; anywhere else they are part of a name, as in names of systemd units. */
function nameOf(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  return isUnix(entry) ? name : name.replaceAll('\\', '/');
}

/** Unix and macOS write the mode of a file into the upper half of the attributes. */
function typeOf(entry: Entry): 'file' | 'directory' | 'symlink' | 'special' {
  const mode = isUnix(entry) ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0;
  if (mode === 0 || mode === 0o100000) return 'file';
  if (mode === 0o120000) return 'symlink';
  return mode === 0o040000 ? 'directory' : 'special';
}

function isUnix({ versionMadeBy }: Entry): boolean {
  return [3, 19].includes(versionMadeBy >>> 8);
}

const LONGEST_TARGET = 4096;

/** A link whose target cannot be read leads nowhere. */
async function linkTarget(zip: ZipFile, entry: Entry): Promise<string> {
  const size = entry.uncompressedSize;
  if (size > LONGEST_TARGET) return '';
  const bytes = await collect(contentOf(zip, entry, ''), size).catch(() => new Uint8Array());
  return new TextDecoder().decode(bytes);
}

async function* contentOf(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw new Fault('encrypted', path);
  if (!entry.canDecodeFileData()) throw new Fault('compression', path);
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw faultOf(error, path);
  }
  if (sum !== entry.crc32) throw new Fault('damaged', path);
}

function faultOf(error: unknown, path: string): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : '';
  return new Fault(KINDS.find(([sign]) => sign.test(message))?.[1] ?? 'damaged', path, error);
}

const KINDS: readonly (readonly [RegExp, FaultKind])[] = [
  [/^End of central directory record signature not found/, 'no directory'],
  [/encrypt/, 'encrypted'],
];
