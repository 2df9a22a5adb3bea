// validate-sarif.mjs <file>...: lists what the SARIF validator says; exit code 1 on any error.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import multitool from '@microsoft/sarif-multitool'; // the path of the binary

const CONFIGURATION = fileURLToPath(new URL('github-rules.xml', import.meta.url));

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('Name one or more SARIF files.');
chmodSync(multitool, 0o755); // npm may have refused the package's install script, which does this
const folder = mkdtempSync(join(tmpdir(), 'sarif-'));
try {
  const levels = files.flatMap(validate);
  process.exitCode = levels.includes('error') ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

/** Prints the validator's results on one file, and returns their levels. */
function validate(file) {
  const report = join(folder, 'report.sarif');
  // The validator exits with 0 whatever it finds, and keeps its GitHub rules off unless told.
  const options = ['-c', CONFIGURATION, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning;Note'];
  const output = ['-o', report, '--log', 'ForceOverwrite', '-q', 'true'];
  const run = spawnSync(multitool, ['validate', file, ...options, ...output], { encoding: 'utf8' });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(run.stderr || run.stdout);
  const results = JSON.parse(readFileSync(report, 'utf8')).runs.flatMap((r) => r.results ?? []);
  for (const { level = 'warning', ruleId, message } of results) {
    console.log(
      `${file}: ${level} ${ruleId} ${message.id ?? ''} ${JSON.stringify(message.arguments ?? message.text)}`,
    );
  }
  console.log(`${file}: ${results.length === 1 ? '1 result' : `${results.length} results`}`);
  return results.map(({ level = 'warning' }) => level);
}
