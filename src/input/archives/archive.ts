import type { Problem } from '../source.js';
import { collect, type Peeked, peek } from './chunks.js';
import { type ArchiveFormat, formatOf, HEAD_LENGTH, isRefused } from './format.js';
import { gunzipped } from './gzip.js';
import { handOver, type Reader } from './hand-over.js';
import { type ArchiveLimits, Budget, LimitReached } from './limits.js';
import { Links } from './links.js';
import { Fault, type FileMember, type LinkMember, type Member } from './member.js';
import { isAppleDouble, pathOf } from './member-names.js';
import { inMemory, onDisk, type Packed, range } from './packed.js';
import { Remarks } from './remarks.js';
import { tarMembers } from './tar.js';
import { zipMembers } from './zip.js';

/** Bytes that may be an archive: a file on disk, or bytes in memory. */
export interface ArchiveFile {
  /** As it is called in problems. */
  readonly name: string;
  /** Absolute path on disk. */
  readonly file?: string;
  readonly bytes?: Uint8Array;
}

/** What the way through an archive showed. */
export interface ArchiveWalk {
  /**
   * Paths of all regular members below the root of the archive, sorted, each once. Members of nested archives are
   * `inner.zip!/path`; the one member of a single compressed file is `''`.
   */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Asked for each regular member, of nested archives too, in the order of the archive; a path that the archive holds twice
 * comes twice. Undefined: the content is not wanted. Otherwise it is given as it is unpacked, and the reader is awaited.
 * The content throws where the archive is broken or too large: the reader may pass that on, since it becomes a problem
 * here; whatever else the reader throws rejects the walk.
 */
export type Visit = (path: string) => Reader | undefined;

/**
 * Goes once through an archive, as a stream: nothing is unpacked to disk, and only zips in archives are held in memory.
 * A second walk shows the same paths. What cannot be read is a problem, and what was delivered before it stands.
 */
export async function walkArchive(
  archive: ArchiveFile,
  limits: ArchiveLimits,
  visit: Visit = () => undefined,
): Promise<ArchiveWalk> {
  const remarks = new Remarks(archive.name, limits);
  const paths = new Set<string>();
  let packed: Packed | undefined;
  try {
    packed =
      archive.file === undefined ? inMemory(archive.bytes ?? new Uint8Array()) : await onDisk(archive.file);
    await walkPacked({ limits, visit, remarks, paths, budget: new Budget(limits, packed.size) }, packed);
  } catch (error) {
    if (error instanceof Fault && error.path === '') remarks.addFault(error);
    else if (error instanceof LimitReached) remarks.addLimit(error);
    else throw error;
  } finally {
    await packed?.close();
  }
  return { paths: [...paths].sort(), problems: remarks.problems() };
}

interface Walk {
  readonly limits: ArchiveLimits;
  readonly visit: Visit;
  readonly remarks: Remarks;
  readonly paths: Set<string>;
  readonly budget: Budget;
}

async function walkPacked(walk: Walk, packed: Packed): Promise<void> {
  const format = formatOf(await packed.read(0, HEAD_LENGTH));
  const chunks = range(packed, 0, packed.size);
  if (format === undefined) throw new Fault('no archive', '');
  if (isRefused(format)) walk.remarks.addRefusal('', format);
  else if (format === 'gzip') await deliver(walk, '', unpackedFile(walk, chunks, ''));
  else if (format === 'zip') await walkMembers(walk, zipMembers(packed, ''), ROOT);
  else await walkMembers(walk, streamedMembers(format, chunks, ''), ROOT);
}

/** An archive whose members are gone through. */
interface Place {
  /** Its own path, `''` for the outermost. */
  readonly path: string;
  /** How many archives lie around it. */
  readonly depth: number;
}

const ROOT: Place = { path: '', depth: 0 };

function streamedMembers(
  format: Exclude<ArchiveFormat, 'zip' | 'gzip'>,
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncIterable<Member> {
  return tarMembers(format === 'tar' ? chunks : gunzipped(chunks, path), path);
}

async function walkMembers(walk: Walk, members: AsyncIterable<Member>, place: Place): Promise<void> {
  const links = new Links();
  const prefix = place.path === '' ? '' : `${place.path}!/`;
  for await (const member of members) {
    const inner = pathOf(member.name);
    walk.budget.countMember(prefix + (inner ?? member.name), member.type === 'file' ? member.size : 0);
    if (inner === undefined) walk.remarks.add('climbs', prefix + member.name);
    if (inner === undefined || inner === '' || isAppleDouble(inner)) continue;
    links.addName(inner);
    if (member.type === 'file') await visitFile(walk, member, prefix + inner, place.depth);
    else if (member.type === 'special') walk.remarks.add('special', prefix + inner);
    else if (isLink(member) && !links.add(inner, member)) walk.remarks.add('outside', prefix + inner);
  }
  for (const path of links.leadingNowhere()) walk.remarks.add('nowhere', prefix + path);
}

function isLink(member: Member): member is LinkMember {
  return member.type === 'symlink' || member.type === 'hardlink';
}

/** What is wrong with this file alone ends here; a fault of the archive around it passes. */
async function visitFile(walk: Walk, file: FileMember, path: string, depth: number): Promise<void> {
  try {
    if (MAY_BE_PACKED.test(path)) await visitPacked(walk, file, path, depth);
    else await deliver(walk, path, file.content(path));
  } catch (error) {
    if (!(error instanceof Fault) || error.path !== path) throw error;
    walk.remarks.addFault(error);
  }
}

/** Names say where to look only; what it is, its bytes say. */
const MAY_BE_PACKED = /\.(?:t?gz|zip|tar|tar\.\w+|tbz2?|txz|tzst|7z)$/i;

async function visitPacked(walk: Walk, file: FileMember, path: string, depth: number): Promise<void> {
  const content = await peek(file.content(path), HEAD_LENGTH);
  try {
    const format = formatOf(content.head);
    if (isRefused(format)) walk.remarks.addRefusal(path, format);
    if (format === undefined || isRefused(format)) await deliver(walk, path, content.all);
    else if (format === 'gzip') await deliver(walk, path, unpackedFile(walk, content.all, path));
    else if (depth >= walk.limits.nesting) walk.remarks.add('nesting', path);
    else
      await walkMembers(walk, await nestedMembers(format, file, content, path), { path, depth: depth + 1 });
  } finally {
    await content.close();
  }
}

/** A zip is read from its end, so one that comes as a stream has to be held. */
const LARGEST_NESTED_ZIP = 1e9;

async function nestedMembers(
  format: Exclude<ArchiveFormat, 'gzip'>,
  { size }: FileMember,
  { all }: Peeked,
  path: string,
): Promise<AsyncIterable<Member>> {
  if (format !== 'zip') return streamedMembers(format, all, path);
  if (size > LARGEST_NESTED_ZIP) throw new Fault('large zip', path);
  return zipMembers(inMemory(await collect(all, size)), path);
}

/** What a single compressed file holds. Its size is known only as it comes, so it is counted then. */
async function* unpackedFile(
  { budget }: Walk,
  packed: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of gunzipped(packed, path)) {
    budget.countBytes(path, chunk.length);
    yield chunk;
  }
}

async function deliver(walk: Walk, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  if (walk.paths.has(path)) walk.remarks.add('twice', path);
  walk.paths.add(path);
  const read = walk.visit(path);
  if (read !== undefined) await handOver(content, read);
}
