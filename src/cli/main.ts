#!/usr/bin/env node
import { complain } from './print.js';
import { run } from './program.js';

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await run();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  complain(`meshlint: internal error: ${reason}`);
  complain('This is a fault of meshlint, not of the input. Nothing was reported.');
  process.exitCode = 2;
}
