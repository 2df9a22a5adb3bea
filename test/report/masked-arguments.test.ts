import { expect, test } from 'vitest';
import { withoutSecretArguments } from '../../src/report/masked-arguments.js';

test.each<[string, string, string, string]>([
  ['an item below its option', '- --vault-token', '- s.4711', '- ******'],
  ['a quoted one', '  - "--vault-token"', '  - "s.4711"', '  - "******"'],
  ['JSON', '        "--vault-token",', '        "s.4711",', '        "******",'],
  ['one item', '- args:', '- --vault-token=s.4711 # x', '- --vault-token=****** # x'],
  [
    'one line',
    '',
    'args: ["--vault-token", "s.4711", "--port"]',
    'args: ["--vault-token", "******", "--port"]',
  ],
  ['any option that says so', '- --admin-password', '- hunter2', '- *******'],
  ['the name of a Secret stays', '- --vault-token-secret-name', '- vault', '- vault'],
  ['its key, too', '', '- --vault-token-secret-key=token', '- --vault-token-secret-key=token'],
  ['other options stay', '- --vault-host', '- vault.default', '- vault.default'],
  ['and the option itself', '- args:', '- --vault-token', '- --vault-token'],
  ['a text that only speaks of one', 'why: use --vault-token', 'how: never', 'how: never'],
])('%s', (_, before, line, expected) => {
  expect(withoutSecretArguments(line, before)).toBe(expected);
});
