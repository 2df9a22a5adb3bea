import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { meshlint } from './cli/meshlint.js';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

it('shows what meshlint really prints', () => {
  const [, paths = '', shown = ''] = /<!-- from: (.+) -->\n```text\n(.*?)```/s.exec(README) ?? [];
  const { out } = meshlint(paths.split(' '), ROOT);
  expect(shown.length).toBeGreaterThan(100);
  expect(out).toContain(shown);
});

it('names only options that exist', () => {
  const { out } = meshlint(['lint', '--help'], ROOT);
  const options = new Set(README.match(/(?<=meshlint.*?\s|`)--[a-z-]+/g));
  for (const own of ['--silent', '--global', '--all-namespaces']) options.delete(own);
  expect([...options].filter((option) => !out.includes(option))).toEqual([]);
});
