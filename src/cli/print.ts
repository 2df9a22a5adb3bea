import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Problem } from '../input/source.js';
import type { FileMistake } from '../rules/check-document.js';

const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;

/** Writes to standard output: the report, and nothing else. */
export function print(text: string): void {
  write(STANDARD_OUTPUT, text);
}

/** Writes a line to standard error: what is not the report. */
export function complain(text: string): void {
  write(STANDARD_ERROR, `${text}\n`);
}

/**
 * All is written when this returns, so that the process can end at once. Not through `process.stdout`: to load what Node
 * makes it of takes longer than many a run.
 */
function write(stream: number, text: string): void {
  try {
    let rest: Uint8Array = Buffer.from(text);
    while (rest.length > 0) rest = rest.subarray(written(stream, rest));
  } catch (error) {
    // A reader that has seen enough (`| head`) closes the pipe: that is no error.
    if (codeOf(error) !== 'EPIPE') throw error;
  }
}

/** Says how many bytes were taken. A pipe that another program made may be full: then there is nothing to do but wait. */
function written(stream: number, bytes: Uint8Array): number {
  try {
    return writeSync(stream, bytes);
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    return 0;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Whether somebody looks at what is printed. */
export function isPrintedToTerminal(): boolean {
  return fstatSync(STANDARD_OUTPUT).isCharacterDevice() && isatty(STANDARD_OUTPUT);
}

/** A place that editors and terminals make clickable, and a sentence. */
export function mistakeLine({ location, message }: FileMistake): string {
  const { line, column } = location.range.start;
  return `${location.source.name}:${line}:${column}: error: ${message}`;
}

export function problemLine({ level, subject, message }: Problem): string {
  return `${level}: ${subject}: ${message}`;
}
