// Loaded before a program that is measured: at its end it writes down the largest resident set that it had.
const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/** `maxRSS` would count the process that started this one, which may have been larger. */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

if (isMainThread) process.on('exit', () => writeFileSync(process.env.MESHLINT_BENCH_PEAK, String(peak())));
