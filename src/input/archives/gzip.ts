import { createGunzip } from 'node:zlib';
import { slices } from './chunks.js';
import { Fault } from './member.js';

/**
 * What zlib makes of one slice is in memory at once, up to a thousand times as much, and is lost where a fault stands in
 * that slice: so it is small.
 */
const SLICE = 4096;

/** Checksum and length. In a slice of their own, so that a false sum takes nothing with it. */
const TRAILER = 8;

/**
 * Unpacks gzip, of one or several members. Slice by slice instead of by piping: so what stands before a fault is
 * delivered, however slow the reader is. Faults are thrown under the path of what is unpacked.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  const unpacked: Uint8Array[] = [];
  let failure: unknown;
  // A write that fails is never answered: the stream is closed instead.
  let onClose = () => {};
  gunzip.on('data', (chunk: Uint8Array) => unpacked.push(chunk));
  gunzip.on('error', (error) => {
    failure = error;
  });
  gunzip.on('close', () => onClose());
  try {
    for await (const slice of withEnd(slices(trailerApart(packed), SLICE))) {
      await new Promise<void>((resolve) => {
        onClose = resolve;
        if (slice === undefined) gunzip.end();
        else gunzip.write(slice, () => resolve());
      });
      yield* unpacked.splice(0);
      if (failure !== undefined) throw faultOf(failure, path);
    }
  } finally {
    gunzip.destroy();
  }
}

async function* withEnd(slices: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined> {
  yield* slices;
  yield undefined;
}

function faultOf(error: unknown, path: string): Fault {
  const isCut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
  return new Fault(isCut ? 'cut' : 'damaged', path, error);
}

async function* trailerApart(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = Buffer.alloc(0);
  for await (const chunk of packed) {
    const all = Buffer.concat([held, chunk]);
    held = all.subarray(-TRAILER);
    yield all.subarray(0, -held.length);
  }
  yield held;
}
