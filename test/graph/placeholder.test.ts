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
  ['orders', false],
  ['/books-bought$', false],
  ['', false],
])('%s: %s', (text, expected) => {
  expect(isPlaceholder(text)).toBe(expected);
});
