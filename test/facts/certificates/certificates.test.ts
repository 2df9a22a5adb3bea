import { expect, test } from 'vitest';
import { decodeBundle } from '../../../src/facts/certificates/certificates.js';
import { base64, OLD, ONE, TWO } from '../pem.js';

const KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

test.each([
  ['nothing', undefined, 'absent'],
  ['null', null, 'absent'],
  ['an empty text', '', 'absent'],
  ['a number', 12, 'not-base64'],
  ['PEM text that was not encoded', ONE, 'not-base64'],
  ['base64 without its padding', 'QQ', 'not-base64'],
  ['some text', base64('hello'), 'not-pem'],
  ['a key', base64(KEY), 'not-a-certificate'],
  ['a certificate that is none', base64(BROKEN), 'not-a-certificate'],
  ['the mark of troubleshoot', '***HIDDEN***', 'masked'],
  ['a word of a careful user', 'REDACTED', 'masked'],
  ['three crosses', 'xxx', 'masked'],
  ['an encoded run of crosses, by insights', base64('x'.repeat(64)), 'masked'],
  ['an encoded length, by must-gather', base64('1024 bytes long'), 'masked'],
])('%s', (_, value, state) => {
  expect(decodeBundle(value)).toEqual({ state, certificates: [] });
});

test('a certificate tells its subject and times', () => {
  expect(decodeBundle(base64(OLD))).toEqual({
    state: 'certificates',
    certificates: [
      {
        subject: 'CN=old',
        notBefore: '2020-01-01T00:00:00.000Z',
        notAfter: '2021-01-01T00:00:00.000Z',
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      },
    ],
  });
});

test.each([
  ['two certificates', `${ONE}${TWO}`, ['O=cluster.local, CN=one', 'O=cluster.local, CN=two']],
  [
    'text between them',
    `# first\n${ONE}\n# second\n${TWO}`,
    ['O=cluster.local, CN=one', 'O=cluster.local, CN=two'],
  ],
  ['line ends of Windows', ONE.replaceAll('\n', '\r\n'), ['O=cluster.local, CN=one']],
  ['a key beside it', `${KEY}${ONE}`, ['O=cluster.local, CN=one']],
  ['a broken one beside it', `${BROKEN}${ONE}`, ['O=cluster.local, CN=one']],
])('%s', (_, pem, subjects) => {
  expect(decodeBundle(base64(pem)).certificates.map(({ subject }) => subject)).toEqual(subjects);
});

test('base64 may be wrapped', () => {
  expect(decodeBundle(base64(ONE).replace(/.{76}/g, '$&\n')).state).toBe('certificates');
});
