import { textOf } from './text.js';

/**
 * Where a text is put together that is not written as it is meant, because its lines are folded or it has escapes: a
 * string that grows piece by piece would keep all its pieces.
 */
let bytes = Buffer.allocUnsafeSlow(65_536);
let length = 0;

export function put(byte: number): void {
  if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length);
  bytes[length++] = byte;
}

export function putTimes(byte: number, times: number): void {
  for (let left = times; left > 0; left--) put(byte);
}

export function putBytes(from: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) put(from[at] ?? 0);
}

/** What was put together since the last time. */
export function taken(): string {
  const text = textOf({ bytes, isAscii: false }, 0, length);
  clear();
  return text;
}

/** Forgets what was put together, and a memory that only a huge text needed. */
export function clear(): void {
  length = 0;
  if (bytes.length > MOST_KEPT) bytes = Buffer.allocUnsafeSlow(65_536);
}

const MOST_KEPT = 1_000_000;
