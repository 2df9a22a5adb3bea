import { type Encoded, textOf } from './text.js';

/**
 * Short texts that were read before, and what they mean: the same few thousand keys and values fill a dump. So each is
 * decoded once and exists once. The table is of a fixed size: a word moves out when another needs its place.
 */
export interface Words<T> {
  readonly meaningOf: (text: string) => T;
  readonly bytes: Uint8Array;
  /** The length of the word in each place; 0 where there is none. */
  readonly lengths: Uint8Array;
  readonly meanings: T[];
}

/** Longer texts are hardly ever the same twice. */
const LONGEST = 40;

const PLACES = 8192;

export function wordsMeaning<T>(meaningOf: (text: string) => T): Words<T> {
  return {
    meaningOf,
    bytes: new Uint8Array(PLACES * LONGEST),
    lengths: new Uint8Array(PLACES),
    meanings: [],
  };
}

/** The meaning of a stretch of bytes. The hash is the caller's, who has looked at every byte anyway. */
export function meaningAt<T>(words: Words<T>, encoded: Encoded, start: number, end: number, hash: number): T {
  const { bytes } = encoded;
  const length = end - start;
  if (length > LONGEST || length === 0) return words.meaningOf(textOf(encoded, start, end));
  const place = (hash ^ (hash >>> 13)) & (PLACES - 1);
  const known = words.bytes;
  const first = place * LONGEST;
  if (words.lengths[place] === length) {
    let at = 0;
    while (at < length && known[first + at] === bytes[start + at]) at++;
    const meaning = words.meanings[place];
    if (at === length && meaning !== undefined) return meaning;
  }
  const meaning = words.meaningOf(textOf(encoded, start, end));
  words.lengths[place] = length;
  for (let at = 0; at < length; at++) known[first + at] = bytes[start + at] ?? 0;
  words.meanings[place] = meaning;
  return meaning;
}
