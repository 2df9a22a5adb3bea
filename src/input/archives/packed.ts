import { type FileHandle, open } from 'node:fs/promises';
import { Fault } from './member.js';

/** The bytes of an archive, to be read at any place: on disk, or in memory. */
export interface Packed {
  readonly size: number;
  /** Gives fewer bytes where the archive ends. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export function inMemory(bytes: Uint8Array): Packed {
  return {
    size: bytes.length,
    read: async (at, length) => bytes.subarray(at, at + length),
    close: async () => {},
  };
}

/** What the system refuses is thrown as a fault of the outermost archive: no other is on disk. */
export async function onDisk(file: string): Promise<Packed> {
  const handle = await open(file).catch(asFault);
  const { size } = await handle.stat();
  return { size, read: (at, length) => readAt(handle, at, length), close: () => handle.close() };
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, at).catch(asFault);
  return buffer.subarray(0, bytesRead);
}

function asFault(error: unknown): never {
  throw new Fault('unreadable', '', error);
}

const CHUNK = 64 * 1024;

/** The bytes from one place up to, and not including, another, in chunks. */
export async function* range(packed: Packed, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const chunk = await packed.read(at, Math.min(CHUNK, end - at));
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}
