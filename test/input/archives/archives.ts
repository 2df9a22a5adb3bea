import { gzipSync } from 'node:zlib';
import { type Headers, pack } from 'tar-stream';
import { type ArchiveWalk, walkArchive } from '../../../src/input/archives/archive.js';
import { type ArchiveLimits, DEFAULT_LIMITS } from '../../../src/input/archives/limits.js';

/** A member of a tar: a name with content, or any header. */
export type TarEntry = readonly [name: string | Headers, content?: string | Uint8Array];

export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content = ''] of entries)
    tar.entry(typeof header === 'string' ? { name: header } : header, Buffer.from(content));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function tarGzOf(entries: readonly TarEntry[]): Promise<Buffer> {
  return gzipSync(await tarOf(entries));
}

/** A walk, and what was delivered in its course, in order. */
export interface Read extends ArchiveWalk {
  readonly members: readonly (readonly [path: string, text: string])[];
}

/** Reads all members, or those that are wanted, and makes sure that a walk for the names alone sees the same paths. */
export async function readAll(
  bytes: Uint8Array,
  limits: Partial<ArchiveLimits> = {},
  isWanted: (path: string) => boolean = () => true,
): Promise<Read> {
  const archive = { name: 'a', bytes };
  const members: [string, string][] = [];
  const walk = await walkArchive(archive, { ...DEFAULT_LIMITS, ...limits }, (path) =>
    isWanted(path)
      ? async (content) => {
          members.push([path, (await bytesOf(content)).toString('latin1')]);
        }
      : undefined,
  );
  return { ...walk, members };
}

export async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Level, subject and message in one line. */
export function told({ problems }: ArchiveWalk): readonly string[] {
  return problems.map(({ level, subject, message }) => `${level} ${subject}: ${message}`);
}
