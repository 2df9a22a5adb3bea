/** Bytes of which the first were read ahead. */
export interface Peeked {
  readonly head: Uint8Array;
  /** All bytes, those of the head among them. To be gone through once. */
  readonly all: AsyncIterable<Uint8Array>;
  /** Has to be called in the end, whether the bytes were read or not. */
  readonly close: () => Promise<void>;
}

/** Reads as many bytes ahead as are asked for, or all if there are fewer. */
export async function peek(chunks: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const ahead: Uint8Array[] = [];
  let missing = length;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    ahead.push(next.value);
    missing -= next.value.length;
    if (missing <= 0) break;
  }
  return {
    head: Buffer.concat(ahead).subarray(0, length),
    all: rejoined(ahead, iterator),
    close: async () => {
      await iterator.return?.();
    },
  };
}

async function* rejoined(
  ahead: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* ahead;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Collects bytes whose number is known; memory is taken only as far as they really come. */
export async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const all = Buffer.alloc(size);
  let at = 0;
  for await (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all.subarray(0, at);
}

/** The same bytes in chunks of at most so many. */
export async function* slices(chunks: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += length) yield chunk.subarray(at, at + length);
}
