import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/rules/formats.js';

const matches = (format: string, text: string) => FORMATS[format]?.matches(text);

describe.each<[string, readonly string[], readonly string[]]>([
  [
    'go-duration',
    ['24h', '1h30m', '0', '0s', '.5s', '7µs', '+1s'],
    ['', '1d', '-1s', '30', '1h 30m', 'a day'],
  ],
  ['go-duration-or-empty', ['', '24h', '0'], [' ', '1d', '-1s', '30']],
  [
    'go-bool',
    ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'],
    ['', 'yes', 'no', 'on', 'off', 'tRUE', 'fALSE', '2', '01', ' true', 'true ', 'truefalse', 'true\n'],
  ],
  [
    'cidr',
    [
      '10.0.0.0/8',
      '10.1.2.3/16',
      '0.0.0.0/0',
      '255.255.255.255/32',
      '::/0',
      'fd00::/8',
      '2001:db8::1/128',
      '::ffff:10.0.0.0/104',
    ],
    [
      '',
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0/8',
      '10/8',
      '256.0.0.0/8',
      '010.0.0.0/8',
      '0x0a.0.0.0/8',
      '10.0.0.0/8 ',
      ' 10.0.0.0/8',
      '10.0.0.0/8/8',
      '10.0.0.0/255.0.0.0',
      'fd00::/129',
      'fd00::',
      'fd00:::/8',
      'fe80::1%eth0/64',
      'localhost/8',
      '10.0.0.0/8,10.0.0.0/8',
    ],
  ],
  [
    'cidr-network',
    [
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.3/32',
      '0.0.0.0/0',
      'fd00::/8',
      '2001:db8::1/128',
      'no range at all',
      '10.0.0.0',
    ],
    ['10.1.0.0/8', '10.1.2.3/31', '1.0.0.0/0', 'fd00::1/8', '2001:db8::1/127'],
  ],
  [
    'cidr-list',
    ['10.0.0.0/8', '10.0.0.0/8,192.168.0.0/16', '10.0.0.0/8, 192.168.0.0/16 ', ' fd00::/8 ,10.0.0.0/8'],
    [
      '',
      ',',
      '10.0.0.0/8,',
      ',10.0.0.0/8',
      '10.0.0.0/8,,10.0.0.0/8',
      '10.0.0.0/8 10.0.0.0/8',
      '10.0.0.0/8;10.0.0.0/8',
      '10.0.0.0/8,10.0.0.1',
      '[10.0.0.0/8]',
    ],
  ],
  // The injector knows no upper bound.
  [
    'port-list',
    ['80', '6379,8080', '6379, 8080 ', '70000', '080'],
    ['', '0', '80,', ',80', '80,,81', '-80', '80.0', '80 81', '8o', '0x50', '[80]', 'http', '1e3'],
  ],
  [
    'port-number',
    ['0', '80', '65535', '080'],
    ['', '65536', '-1', '+1', '80.0', '1e3', 'http', ' 80', '80\n'],
  ],
  [
    'osm-log-level',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'panic', 'disabled', 'INFO', 'Error'],
    ['', 'warning', 'critical', 'off', 'none', ' info', 'info\n', 'infos'],
  ],
  [
    're2',
    [
      '',
      '/books.*',
      '^/a/(b|c)$',
      '(?i)a',
      '(?P<name>a)',
      '\\d+\\.\\w',
      '[[:alpha:]]',
      '\\pN',
      'a{2,3}',
      'a*?',
      '\\Qa.b\\E',
      '\\z',
    ],
    [
      '(',
      ')',
      '[a',
      '*',
      '*.example.com',
      'a**',
      '(?=a)',
      '(?!a)',
      '(?<=a)',
      '(?<!a)',
      '(a)\\1',
      'a{2000}',
      '\\Z',
      'a{3,2}',
      '(?>a)',
      '\\',
    ],
  ],
  [
    'base64',
    ['', 'YQ==', 'YWI=', 'YWJj', 'YWJj\nYWJj\n', ' YWJj ', '+/+/'],
    [
      'YQ',
      'YQ=',
      'YWJ',
      'YWJj=',
      '====',
      '=',
      'Y=Q=',
      'YWJj-_',
      'YWJj!',
      '-----BEGIN CERTIFICATE-----',
      '<redacted>',
    ],
  ],
  [
    'quantity',
    [
      '0',
      '1',
      '500m',
      '128Mi',
      '1.5',
      '1.',
      '.5',
      '1.5Gi',
      '1k',
      '1M',
      '1G',
      '1T',
      '1P',
      '1E',
      '1Ki',
      '1Ei',
      '5n',
      '5u',
      '1e3',
      '1E3',
      '1e-3',
      '+1',
      '-1',
    ],
    [
      '',
      ' ',
      '.',
      '1 Mi',
      '1K',
      '1mi',
      '1MiB',
      '1MB',
      'm',
      '1e',
      '1e3Mi',
      '1,5',
      '--1',
      '1m1',
      '0x1',
      '128Mi ',
      'Infinity',
    ],
  ],
  [
    'release-range',
    [
      '*',
      '1.2',
      '1.2.4',
      'v1.2.4',
      '>=0.11',
      '>=0.11 <1.2',
      '<1.0',
      '^1.2',
      '~1.2',
      '1.x',
      '>=1.1 || <0.9',
      '0.9 - 1.1',
      '>= 1.1',
    ],
    ['latest', '>=0.11 and <1.2', '=>1.1', '1.2.3.4', 'asm-1104-6', '>1.2,<1.3'],
  ],
  [
    'regex',
    ['', '^a$', '(?=a)', '(?<name>a)', '\\p{L}', '\\$\\{'],
    ['(', '[a', '*', 'a**', '(?P<name>a)', '\\p{Nope}', '\\-', '{', '(?i)a', '\\'],
  ],
])('%s', (format, valid, invalid) => {
  it.each(valid)('takes %j', (text) => {
    expect(matches(format, text)).toBe(true);
  });

  it.each(invalid)('refuses %j', (text) => {
    expect(matches(format, text)).toBe(false);
  });
});

describe('culprits', () => {
  it.each<[string, string | undefined]>([
    ['10.0.0.0/8,192.168.0.0/16', undefined],
    ['10.0.0.0/8, 10.0.0.1 ,x', '10.0.0.1'],
    ['10.0.0.0/8,', ''],
    ['', ''],
  ])('of %j', (text, expected) => {
    expect(FORMATS['cidr-list']?.culprit?.(text)).toBe(expected);
  });
});

describe('the formats', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/condition.schema.json', import.meta.url), 'utf8'),
  ) as { readonly properties: { readonly format: { readonly enum: readonly string[] } } };
  /** Those that only the schema of rule files asks for. */
  const OWN = ['regex', 'release-range'];

  it('are those that a rule may ask for', () => {
    expect(Object.keys(FORMATS).sort()).toEqual([...schema.properties.format.enum, ...OWN].sort());
  });

  it.each(Object.entries(FORMATS))('%s completes "where ... belongs"', (_, { words }) => {
    expect(words).toMatch(/^\S.*[^.\s]$/);
  });
});

describe('a regular expression', () => {
  const compiles = (text: string) => {
    try {
      RE2JS.compile(text);
      return true;
    } catch {
      return false;
    }
  };
  const part = fc.constantFrom(
    ...'ab/-.*+?()|[]^$',
    '\\.',
    '[0-9]',
    '[a-z]',
    '.*',
    '[z-a]',
    '(a|b)',
    '(?!a)',
    '{2}',
    '\\1',
  );

  it('is what RE2 compiles, however plain it is', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const text = parts.join('');
        expect([text, matches('re2', text)]).toEqual([text, compiles(text)]);
      }),
      { numRuns: 2000 },
    );
  });
});
