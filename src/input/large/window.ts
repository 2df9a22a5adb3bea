import type { Piece } from './piece.js';

/** More bytes are to be pushed into the window, or `isLast` is to be set. */
export const MORE = Symbol('more');

/** Work that yields pieces, and stops where it needs more bytes. */
export type Cutting<Result = void> = Generator<Piece | typeof MORE, Result, void>;

/** Zeros behind the bytes, so that whoever looks a few bytes ahead needs no bounds. */
const MARGIN = 64;
/** More than any mark at the start of a line that is looked for. */
const AHEAD = 40;
const LF = 10;

/** A place in the bytes, with its line and column as in Piece. */
interface Mark {
  at: number;
  line: number;
  column: number;
}

/**
 * The part of a large text that is being cut: it begins with the first byte that no piece has yet. Whoever scans moves
 * `mark`. Views into its bytes hold until more are pushed.
 */
export class Window {
  bytes: Buffer = Buffer.alloc(1 << 16);
  length = 0;
  /** No bytes will follow. */
  isLast = false;
  readonly mark: Mark = { at: 0, line: 1, column: 0 };
  readonly #start: Mark = { at: 0, line: 1, column: 0 };
  /** Of the first byte of the window in the whole text. */
  #offset = 0;

  push(chunk: Uint8Array): void {
    this.#forget();
    const needed = this.length + chunk.length + MARGIN;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
    this.bytes.fill(0, this.length, this.length + MARGIN);
  }

  /** How many bytes no piece has yet. */
  get pending(): number {
    return this.length - this.#start.at;
  }

  *more(): Cutting {
    if (!this.isLast) yield MORE;
  }

  /** Whether nothing stands behind the mark. If something does, enough of it is there to tell what a line begins with. */
  *isAtEnd(): Cutting<boolean> {
    while (!this.isLast && this.mark.at + AHEAD > this.length) yield MORE;
    return this.mark.at >= this.length;
  }

  /** Where the line of the mark ends: at its line feed, or at the end of the text. */
  *lineEnd(): Cutting<number> {
    for (let ahead = 0; ; ) {
      const found = this.bytes.indexOf(LF, this.mark.at + ahead);
      if (found >= 0 && found < this.length) return found;
      if (this.isLast) return this.length;
      // A line of 100 MB is searched once, however often more of it comes.
      ahead = this.length - this.mark.at;
      yield MORE;
    }
  }

  toNextLine(end: number): void {
    const { mark, length } = this;
    mark.at = Math.min(end + 1, length);
    mark.line += end < length ? 1 : 0;
    mark.column = 0;
  }

  /** Moves the mark over one byte of ASCII. */
  skip(): void {
    if (this.bytes[this.mark.at] === LF) this.toNextLine(this.mark.at);
    else {
      this.mark.at += 1;
      this.mark.column += 1;
    }
  }

  /** The bytes up to the mark. */
  cut(part: Piece['part'], language: Piece['language']): Piece {
    const { line, column, at } = this.#start;
    const bytes = this.bytes.subarray(at, this.mark.at);
    this.startHere();
    return { part, language, bytes, offset: this.#offset + at, line, column };
  }

  /** Leaves out what stands before the mark. */
  startHere(): void {
    Object.assign(this.#start, this.mark);
  }

  #forget(): void {
    const { at } = this.#start;
    this.bytes.copyWithin(0, at, this.length);
    this.length -= at;
    this.mark.at -= at;
    this.#start.at = 0;
    this.#offset += at;
  }
}
