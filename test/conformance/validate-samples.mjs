// validate-samples.mjs: lints every sample with the built meshlint and lets the validator judge its SARIF.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const target = mkdtempSync(join(tmpdir(), 'meshlint-sarif-'));

function sarifOf(sample) {
  const args = [join(root, 'dist/cli/main.js'), '--format', 'sarif', join('samples', sample)];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const file = join(target, `${sample.replace('/', '-')}.sarif`);
  writeFileSync(file, stdout);
  return file;
}

const stories = readdirSync(join(root, 'samples'));
const files = stories.flatMap((story) => [sarifOf(`${story}/healthy`), sarifOf(`${story}/broken`)]);
const validator = join(import.meta.dirname, 'validate-sarif.mjs');
process.exitCode = spawnSync(process.execPath, [validator, ...files], { stdio: 'inherit' }).status ?? 1;
