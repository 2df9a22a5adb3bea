import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../src/config.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'meshlint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const name = '.meshlint.yaml';

test('a configuration is read with the schema of the package', async () => {
  writeFileSync(path.join(folder, name), 'scopes:\n- name: prod\n  paths: [base]\n');
  const scopes = [{ name: 'prod', paths: ['base'] }];
  const config = { folder, root: folder, name, scopes };
  expect(await loadConfig(folder)).toEqual({ config, mistakes: [], problems: [] });
});

test('its mistakes are told', async () => {
  writeFileSync(path.join(folder, name), 'scope: []\n');
  const { config, mistakes } = await loadConfig(folder);
  expect(mistakes.map(({ message }) => message)).toEqual([
    "scope is not a known key: did you mean 'scopes'?",
  ]);
  expect(config).toBeUndefined();
});

test('a file that cannot be read is a problem', async () => {
  writeFileSync(path.join(folder, name), new Uint8Array([1, 0, 0, 2]));
  const message = 'This is not text; write the configuration as YAML.';
  const problems = [{ level: 'error', subject: name, message }];
  expect(await loadConfig(folder)).toEqual({ config: undefined, mistakes: [], problems });
});

test('without a file there is none', async () => {
  expect(await loadConfig(folder)).toEqual({ config: undefined, mistakes: [], problems: [] });
});
