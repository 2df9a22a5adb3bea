import { once } from 'node:events';
import { type Entry, type Extract, extract as extractor } from 'tar-stream';
import { Fault, type Member } from './member.js';

/** Between two members stand long names and padding. More than this is an attempt to fill the memory. */
const MOST_BETWEEN_MEMBERS = 4 * 1024 * 1024;

/** A tar ends with two blocks of zeros. */
const BLOCK = 512;

/**
 * The members of a tar, in its order, as a stream: content that is not taken is skipped. Faults of the tar are thrown
 * under its path; what the bytes throw passes through, after all that came before it.
 */
export async function* tarMembers(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Member> {
  const tar: Tar = { extract: extractor({ allowUnknownFormat: true }), path, room: MOST_BETWEEN_MEMBERS };
  const feeding = feed(tar, bytes);
  try {
    for await (const entry of tar.extract) {
      const size = sizeOf(entry, tar);
      tar.room = size + MOST_BETWEEN_MEMBERS;
      const chunks = entry[Symbol.asyncIterator]();
      yield memberOf(tar, entry, chunks, size);
      // tar-stream never ends a directory that claims to have content.
      if (entry.header.type !== 'directory') await skip(chunks);
    }
    await feeding;
    if (tar.failure !== undefined) throw tar.failure;
    if (!tar.endsInZeros) throw new Fault('unended', path);
  } catch (error) {
    throw faultOf(tar, error);
  } finally {
    tar.extract.destroy();
    await feeding;
  }
}

interface Tar {
  readonly extract: Extract;
  readonly path: string;
  /** How many more bytes may come before the next member. */
  room: number;
  endsInZeros?: boolean;
  /** What the bytes threw. */
  failure?: unknown;
}

/**
 * Writes all bytes into the extractor, no faster than they are taken. Never rejects: a failure of the bytes is kept, and
 * to the extractor it looks like their end, so that it first delivers what it has.
 */
async function feed(tar: Tar, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const { extract } = tar;
  let tail: Uint8Array = new Uint8Array();
  try {
    for await (const chunk of bytes) {
      if (extract.destroyed) return;
      tar.room -= chunk.length;
      if (tar.room < 0) throw new Fault('damaged', tar.path);
      if (chunk.length > 0 && !extract.write(chunk)) await drained(extract);
      tail = Buffer.concat([tail, chunk.subarray(-BLOCK)]).subarray(-BLOCK);
    }
  } catch (error) {
    tar.failure = error;
  }
  tar.endsInZeros = tail.every((byte) => byte === 0);
  extract.end();
}

async function drained(extract: Extract): Promise<void> {
  if (extract.destroyed) return;
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race([once(extract, 'drain', { signal }), once(extract, 'close', { signal })]).catch(
    () => {},
  );
  stop.abort();
}

/** Headers may hold any number, and tar-stream would wait for ever for the end of what has no proper size. */
function sizeOf({ header: { size = 0 } }: Entry, { path }: Tar): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new Fault('damaged', path);
  return size;
}

function memberOf(tar: Tar, { header }: Entry, chunks: AsyncIterator<Uint8Array>, size: number): Member {
  const { name, linkname: target } = header;
  const type = TYPES[header.type ?? ''] ?? 'special';
  if (type === 'symlink' || type === 'hardlink') return { type, name, target: target ?? '' };
  if (type === 'directory' || type === 'special') return { type, name };
  if (name.endsWith('/')) return { type: 'directory', name };
  return { type, name, size, content: () => contentOf(tar, chunks) };
}

const TYPES: Readonly<Record<string, Member['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  symlink: 'symlink',
  link: 'hardlink',
  directory: 'directory',
};

/** A reader that leaves early must not end the stream: that would end the whole tar. */
async function* contentOf(tar: Tar, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  } catch (error) {
    throw faultOf(tar, error);
  }
}

async function skip(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await chunks.next()).done);
}

/** A failure of the bytes is seen as their end. What the tar itself has wrong before it counts first, at any pace. */
function faultOf({ path, failure }: Tar, error: unknown): unknown {
  if (error instanceof Fault || error === failure) return error;
  const isEnd = error instanceof Error && error.message === 'Unexpected end of data';
  return (isEnd ? failure : undefined) ?? new Fault(isEnd ? 'cut' : 'damaged', path, error);
}
