import { closeSync, openSync, readSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Piece } from './piece.js';

/** Where a piece stands in its text, in bytes. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
}

/** A large text of which pieces are read once more, for places and excerpts: few are ever asked for. */
export interface Content {
  /** Is told of each piece that may be asked for. */
  keep(piece: Piece): void;
  /** The bytes of a piece that was kept. Fewer, or others, where somebody changes the file meanwhile. */
  bytesOf(stretch: Stretch): Uint8Array;
}

/** A file on disk, which keeps its bytes itself. */
export class FileContent implements Content {
  readonly #file: string;
  /** Where the text begins in the file: behind its byte order mark. */
  readonly #start: number;

  constructor(file: string, start: number) {
    this.#file = file;
    this.#start = start;
  }

  keep(): void {}

  bytesOf({ offset, length }: Stretch): Uint8Array {
    const bytes = Buffer.alloc(length);
    try {
      const handle = openSync(this.#file, 'r');
      try {
        return bytes.subarray(0, readSync(handle, bytes, 0, length, this.#start + offset));
      } finally {
        closeSync(handle);
      }
    } catch {
      return bytes.subarray(0, 0);
    }
  }
}

/** A text that is in memory. */
export class BufferContent implements Content {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  keep(): void {}

  bytesOf({ offset, length }: Stretch): Uint8Array {
    return this.#bytes.subarray(offset, offset + length);
  }
}

/** How many bytes are packed together: what repeats in many objects takes hardly any room. */
const BLOCK = 1 << 20;

interface Block {
  readonly start: number;
  readonly pieces: readonly Stretch[];
  readonly packed: Uint8Array;
}

/** What comes out of an archive or a pipe, and cannot be read again: it is kept compressed. */
export class PassingContent implements Content {
  readonly #blocks: Block[] = [];
  #open: { readonly piece: Stretch; readonly bytes: Uint8Array }[] = [];
  #size = 0;
  #unpacked: { readonly block: Block; readonly bytes: Uint8Array } | undefined;

  keep({ offset, bytes }: Piece): void {
    this.#open.push({ piece: { offset, length: bytes.length }, bytes: Buffer.from(bytes) });
    this.#size += bytes.length;
    if (this.#size >= BLOCK) this.#pack();
  }

  bytesOf({ offset, length }: Stretch): Uint8Array {
    this.#pack();
    const block = this.#blockAt(offset);
    if (block === undefined) return new Uint8Array();
    if (this.#unpacked?.block !== block) this.#unpacked = { block, bytes: inflateRawSync(block.packed) };
    const { bytes } = this.#unpacked;
    let at = 0;
    for (const piece of block.pieces) {
      if (piece.offset === offset) return bytes.subarray(at, at + length);
      at += piece.length;
    }
    return new Uint8Array();
  }

  /** Blocks lie in the order of their pieces. */
  #blockAt(offset: number): Block | undefined {
    let low = 0;
    let high = this.#blocks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return this.#blocks[low];
  }

  #pack(): void {
    const [first] = this.#open;
    if (first === undefined) return;
    this.#blocks.push({
      start: first.piece.offset,
      pieces: this.#open.map(({ piece }) => piece),
      packed: deflateRawSync(Buffer.concat(this.#open.map(({ bytes }) => bytes)), { level: 1 }),
    });
    this.#open = [];
    this.#size = 0;
  }
}
