/** The string of a stretch of bytes. For ASCII there is a much quicker way. */
export function textOf(bytes: Buffer, start: number, end: number, isAscii: boolean): string {
  return isAscii ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
}
