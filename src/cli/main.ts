#!/usr/bin/env node
import path from 'node:path';
import { chunkLoader } from './chunks.js';
import { complain, print } from './print.js';
import { VERSION } from './version.js';

const PACKAGE = path.join(import.meta.dirname, '../..');

const [only, ...others] = process.argv.slice(2);
// Whoever asks for nothing but the version does not wait for anything else.
if (others.length === 0 && (only === '--version' || only === '-V')) print(`${VERSION}\n`);
else void main();

/** Loads the rest of what the build made, and runs it. */
async function main(): Promise<void> {
  const chunks = path.join(PACKAGE, 'dist');
  const compiled = path.join(PACKAGE, '.cache', `${VERSION}-${process.version}-${process.arch}`);
  const { load, keepCompiled } = chunkLoader({ chunks, compiled });
  try {
    const { run } = load(path.join(chunks, 'program.js')) as typeof import('./program.js');
    await run(keepCompiled);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    complain(`meshlint: internal error: ${reason}`);
    complain('This is a fault of meshlint, not of the input. Nothing was reported.');
    process.exitCode = 2;
  }
  // Nothing is left to do but to give back the memory, piece by piece, which the system does at once.
  process.exit();
}
