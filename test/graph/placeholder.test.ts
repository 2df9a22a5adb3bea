import { expect, test } from 'vitest';
import { isPlaceholder } from '../../src/graph/placeholder.js';

test.each([
  ['$' + '{NAMESPACE}', true],
  ['$NAMESPACE', true],
  ['orders-$(ENV)', true],
  ['{{ .Values.namespace }}', true],
  ['<namespace>', true],
  ['__NAMESPACE__', true],
  ['CHANGEME', true],
  ['replace_me', true],
  ['***HIDDEN***', true],
  ['server=***HIDDEN***;port=1', true],
  ['---redacted---', true],
  ['********', true],
  ['ENC[AES256_GCM,data:Zm9v]', true],
  ['x-ipv4-0000000001-x', true],
  ['xxx.xxx.xxx.xxx', true],
  ['orders', false],
  ['xx', false],
  ['.*', false],
  ['/books-bought$', false],
  ['', false],
])('%s: %s', (text, expected) => {
  expect(isPlaceholder(text)).toBe(expected);
});
