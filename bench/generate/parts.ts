import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Texts of one kind, in the order in which they came: the first ones in a file, once there are many. */
export interface Part {
  readonly path: string;
  pending: Buffer[];
  pendingBytes: number;
  /** Of all, and of what is in the file. */
  lines: number;
  file: number | undefined;
}

const MOST_PENDING = 1 << 20;
const NEWLINE = 0x0a;

export function partIn(path: string): Part {
  return { path, pending: [], pendingBytes: 0, lines: 0, file: undefined };
}

/** Keeps one more text, and gives the number of its bytes. */
export function keep(part: Part, text: string): number {
  const bytes = Buffer.from(text);
  part.pending.push(bytes);
  part.pendingBytes += bytes.length;
  part.lines += linesIn(bytes);
  if (part.pendingBytes > MOST_PENDING) spill(part);
  return bytes.length;
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function spill(part: Part): void {
  part.file ??= openSync(part.path, 'w+');
  writeSync(part.file, Buffer.concat(part.pending));
  part.pending = [];
  part.pendingBytes = 0;
}

/** Writes all to a file, from an offset on, and gives the number of bytes. */
export function copyPart({ file, pending }: Part, target: number, offset: number): number {
  const buffer = Buffer.allocUnsafe(MOST_PENDING);
  let copied = 0;
  for (let read = 1; file !== undefined && read > 0; copied += read) {
    read = readSync(file, buffer, 0, buffer.length, copied);
    writeSync(target, buffer, 0, read, offset + copied);
  }
  const rest = Buffer.concat(pending);
  writeSync(target, rest, 0, rest.length, offset + copied);
  return copied + rest.length;
}

export function removePart({ file, path }: Part): void {
  if (file === undefined) return;
  closeSync(file);
  rmSync(path);
}
