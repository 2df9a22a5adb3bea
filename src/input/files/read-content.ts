import { peek } from '../archives/chunks.js';
import { FileContent, PassingContent } from '../large/content.js';
import { type HowRead, type LargeFile, LargeReading } from '../large/reading.js';
import { LARGE, orAsAWhole } from '../parse.js';
import type { Source } from '../source.js';
import { decode, encodingOf } from './decode.js';

/** The bytes of a file as they come, to be gone through once. */
export interface FileBytes extends AsyncIterable<Uint8Array> {
  /** The file on disk that holds just these bytes, where there is one. */
  readonly onDisk?: string;
}

/** How reports call a file, and its place in a bundle. */
type FileIdentity = Pick<Source, 'name' | 'place'>;

/** What became of the bytes of a file. */
export type ReadContent = Source | LargeFile | 'too large' | 'not text';

/** No string holds much more than so many bytes. */
const LONGEST = 500 * 1024 * 1024;
/** What may have to be read as a whole is held up to here, in bytes: the YAML library takes no more. */
const HELD = 16_000_000;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/**
 * The text of a file; or, where it is large and `how` says how that is read, what was read of it while it came, so that it
 * is never held.
 */
export async function readContent(
  file: FileIdentity,
  bytes: FileBytes,
  how: HowRead | undefined,
): Promise<ReadContent> {
  const { head, all } = await peek(bytes, LARGE + 1);
  if (head.length <= LARGE || how === undefined) return heldText(file, all);
  const encoding = encodingOf(head);
  if (encoding !== 'utf-8') return readLarge(file, transcoded(all, encoding), new PassingContent(), how);
  if (head.includes(0)) return 'not text';
  const start = UTF8_MARK.every((byte, at) => head[at] === byte) ? UTF8_MARK.length : 0;
  const content = bytes.onDisk === undefined ? new PassingContent() : new FileContent(bytes.onDisk, start);
  return readLarge(file, from(start, all), content, how);
}

async function heldText(
  file: FileIdentity,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Source | 'too large' | 'not text'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > LONGEST) return 'too large';
    chunks.push(chunk);
  }
  return sourceOf(file, chunks);
}

function sourceOf({ name, place }: FileIdentity, chunks: readonly Uint8Array[]): Source | 'not text' {
  const text = decode(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  if (text === undefined) return 'not text';
  return place === undefined ? { name, text } : { name, text, place };
}

async function readLarge(
  file: FileIdentity,
  bytes: AsyncIterable<Uint8Array>,
  content: FileContent | PassingContent,
  how: HowRead,
): Promise<ReadContent> {
  const reading = new LargeReading({ ...file, content }, how);
  let held: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const chunk of bytes) {
    reading.push(chunk);
    size += chunk.length;
    if (size <= HELD) held?.push(chunk);
    else held = undefined;
  }
  const read = reading.end();
  if (read.fault === 'not text' || read.fault === 'too large') return read.fault;
  const source = read.fault === undefined || held === undefined ? undefined : sourceOf(file, held);
  return source === 'not text' ? source : orAsAWhole(read, source);
}

async function* transcoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncIterable<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* from(start: number, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let skipped = 0;
  for await (const chunk of bytes) {
    const rest = chunk.subarray(start - skipped);
    skipped += chunk.length - rest.length;
    yield rest;
  }
}
