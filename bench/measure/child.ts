import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program with its arguments, where it runs, and the file that its standard output goes to. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly output?: string;
}

/** How a run ended. */
export interface Run {
  readonly milliseconds: number;
  /** The largest resident set, in bytes; undefined where nobody could tell. */
  readonly peak: number | undefined;
  /** Why there is no result; undefined where there is one. */
  readonly failure: string | undefined;
}

/** Runs a program to its end, or to a limit of seconds. */
export async function run(command: Command, limit: number): Promise<Run> {
  const note = join(tmpdir(), `meshlint-bench-${process.pid}.peak`);
  rmSync(note, { force: true });
  const { status, errors, milliseconds, isLate } = await ended(command, note, limit);
  const peak = existsSync(note) ? Number(readFileSync(note, 'utf8')) : undefined;
  rmSync(note, { force: true });
  const failure = isLate ? `over ${limit} s` : hasResult(status, errors) ? undefined : reasonIn(errors);
  return { milliseconds, peak, failure };
}

interface End {
  readonly status: number | null;
  readonly errors: string;
  readonly milliseconds: number;
  readonly isLate: boolean;
}

const PEAK = join(import.meta.dirname, 'peak.cjs');

function ended(
  { program, args, cwd, output = '/dev/null' }: Command,
  note: string,
  limit: number,
): Promise<End> {
  const file = openSync(output, 'w');
  // Programs of Node tell their peak themselves; of others nothing is known.
  const own = program === process.execPath ? ['--require', PEAK, ...args] : args;
  const start = performance.now();
  const child = spawn(program, own, {
    cwd,
    stdio: ['ignore', file, 'pipe'],
    env: { ...process.env, MESHLINT_BENCH_PEAK: note, NODE_OPTIONS: '' },
  });
  let [errors, isLate] = ['', false];
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, limit * 1000);
  child.stderr?.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-10_000);
  });
  return new Promise((resolve) => {
    const end = (status: number | null) => {
      clearTimeout(timer);
      closeSync(file);
      resolve({ status, errors, milliseconds: performance.now() - start, isLate });
    };
    child.on('error', ({ message }) => {
      errors = message;
    });
    child.on('close', end);
  });
}

/** Findings make tools exit with 1, and so does whatever Node does not catch. */
function hasResult(status: number | null, errors: string): boolean {
  return status === 0 || (status === 1 && !/^Node\.js v/m.test(errors));
}

function reasonIn(errors: string): string {
  if (/heap out of memory|Array buffer allocation failed/.test(errors)) return 'out of memory';
  if (/ERR_STRING_TOO_LONG|Cannot create a string longer|Invalid string length/.test(errors))
    return 'text too long';
  if (/ERR_FS_FILE_TOO_LARGE/.test(errors)) return 'file too large';
  const lines = errors.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}
