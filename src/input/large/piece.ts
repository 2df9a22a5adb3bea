/**
 * A stretch of a large text that is read by itself: documents or a log (`text`), one item of a list of objects, or what
 * stands before the first item of one and behind the last.
 */
export interface Piece {
  readonly part: 'text' | 'before' | 'item' | 'behind';
  readonly language: 'yaml' | 'json';
  /** A view into bytes that are overwritten as soon as the next piece is asked for. */
  readonly bytes: Buffer;
  /** Of its first byte in the whole text. */
  readonly offset: number;
  /** The number of its first line, from 1. */
  readonly line: number;
  /** The UTF-16 units before it in its first line: 0, unless many values stand on one line. */
  readonly column: number;
  /** Of an item in JSON: how many keys stand in it, and how deep it is nested. */
  readonly keys?: number;
  readonly deepest?: number;
}
