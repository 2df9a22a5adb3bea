import { expect, test } from 'vitest';
import { istioPath } from '../../../src/facts/migration/istio-paths.js';

test.each([
  ['/books', '/books'],
  ['^/books$', '/books'],
  ['/books/.*', '/books/*'],
  ['/books(.*)', '/books*'],
  ['.*/buy', '*/buy'],
  ['.*', '*'],
  ['^.*$', '*'],
  ['/v1\\.0/books\\-all', '/v1.0/books-all'],
  ['/index.html', '/index.html'],
  ['shop.shop', 'shop.shop'],
  ['/price\\$', '/price$'],
])('%s is %s', (regex, path) => {
  expect(istioPath(regex)).toBe(path);
});

test.each([
  '',
  '/books/.',
  '/a.b+',
  '/books/[0-9]+',
  '/books/.+',
  '.*/books/.*',
  '/(a|b)',
  '/a|/b',
  '/books?',
  '/books/\\d',
  '/\\*',
  '/books/.*/pages',
])('%s cannot be said', (regex) => {
  expect(istioPath(regex)).toBeUndefined();
});
