import { constants } from 'node:buffer';
import { handOver } from './hand-over.js';

/** Bytes of UTF-8. For ASCII there is a much quicker way to strings. */
export interface Encoded {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
}

/** The string of a stretch of bytes. */
export function textOf({ bytes, isAscii }: Encoded, start: number, end: number): string {
  if (end - start > constants.MAX_STRING_LENGTH) handOver();
  return isAscii ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
}
