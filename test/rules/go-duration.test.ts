import { describe, expect, it } from 'vitest';
import { durationOf } from '../../src/rules/go-duration.js';

const SECOND = 1e9;

describe('durationOf', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['+0', 0],
    ['0s', 0],
    ['0h0m', 0],
    ['24h', 24 * 3600 * SECOND],
    ['90s', 90 * SECOND],
    ['1h30m', 5400 * SECOND],
    ['1m1h', 3660 * SECOND],
    ['1m1m', 120 * SECOND],
    ['1.5h', 5400 * SECOND],
    ['1.s', SECOND],
    ['.5s', SECOND / 2],
    ['0.25m', 15 * SECOND],
    ['1h0.5m', 3630 * SECOND],
    ['100ms', 1e8],
    ['7us', 7000],
    ['7µs', 7000],
    ['7μs', 7000],
    ['7ns', 7],
    ['1m1ms', 60_001_000_000],
    ['007s', 7 * SECOND],
    ['+5s', 5 * SECOND],
    ['-5s', -5 * SECOND],
    ['-1h30m', -5400 * SECOND],
    ['2562047h', 2562047 * 3600 * SECOND],
  ])('%s is a duration', (text, nanoseconds) => {
    expect(durationOf(text)).toBe(nanoseconds);
  });

  it.each([
    '',
    ' ',
    '+',
    '-',
    '1',
    '00',
    '30',
    '0.0',
    '1h30',
    's',
    '.',
    '.s',
    '-.s',
    '1..5s',
    '1.5.5s',
    '1,5s',
    '1 s',
    ' 1s',
    '1s ',
    '1s\n',
    '1h 30m',
    '1h-30m',
    '1h+30m',
    '--1s',
    '+-1s',
    '1d',
    '1w',
    '1y',
    '1H',
    '1S',
    '1sec',
    '1min',
    '1e3s',
    '0x1s',
    '1_000s',
    '١s',
    '24h0d',
    'PT1H',
    '1:30',
    'infinity',
    '2562048h',
    '-2562048h',
    '9999999999999h',
  ])('%j is none', (text) => {
    expect(durationOf(text)).toBeUndefined();
  });
});
