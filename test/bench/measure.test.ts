import { expect, test } from 'vitest';
import { run } from '../../bench/measure/child.js';
import { inputOf } from '../../bench/measure/inputs.js';
import { worsened } from '../../bench/measure/recorded.js';
import { median } from '../../bench/measure/rounds.js';
import { inferredSchemas } from '../../bench/measure/schemas.js';
import { at } from '../clusters/objects.js';

test.each<[readonly number[], number | undefined]>([
  [[], undefined],
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
])('the median of %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each<[number | undefined, readonly string[]]>([
  [1, []],
  [3, []],
  [3.01, ['d10: 3.01 times its reference, recorded are 2']],
  [undefined, ['d10: not measured']],
])('a ratio of %d where 2 is recorded', (now, complaints) => {
  expect(worsened({ d10: 2 }, now === undefined ? {} : { d10: now })).toEqual(complaints);
});

test.each<[string, object]>([
  ['d100', { kind: 'dump', megabytes: 100, form: 'yaml', path: '/c/d100' }],
  ['d100n', { kind: 'dump', megabytes: 100, form: 'yaml', path: '/c/d100n' }],
  ['d100nj', { kind: 'dump', megabytes: 100, form: 'json', path: '/c/d100n' }],
  ['g200', { kind: 'repository', path: '/c/g200' }],
  ['version', { kind: 'version' }],
])('the input %s', (id, expected) => {
  expect(inputOf(id, '/c')).toEqual({ id, ...expected });
});

test('there are no other inputs', () => {
  expect(() => inputOf('d100x', '/c')).toThrow('no input is called d100x');
});

const node = (code: string) => ({ program: process.execPath, args: ['-e', code], cwd: '/' });

test('a run tells its time and its largest resident set', async () => {
  const { milliseconds, peak, failure } = await run(node('globalThis.kept = Buffer.alloc(2e8, 1)'), 30);
  expect(failure).toBeUndefined();
  expect(milliseconds).toBeGreaterThan(10);
  expect(peak).toBeGreaterThan(2e8);
});

test.each<[string, string, number, string | undefined]>([
  ['exits with 1, as after findings', 'process.exit(1)', 30, undefined],
  ['takes too long', 'setTimeout(() => {}, 60_000)', 0.5, 'over 0.5 s'],
  ['asks for too long a text', '"a".repeat(2 ** 29)', 30, 'text too long'],
  ['throws', 'throw new Error("no such luck")', 30, 'Error: no such luck'],
])('a run that %s', async (_, code, limit, failure) => {
  expect((await run(node(code), limit)).failure).toBe(failure);
});

test('a program that is not there', async () => {
  const { failure } = await run({ program: '/no/such/program', args: [], cwd: '/' }, 30);
  expect(failure).toContain('ENOENT');
});

test('the naive tool has a schema for each kind', () => {
  const schemas = Object.entries(inferredSchemas(1));
  expect(schemas.length).toBeGreaterThan(20);
  expect(schemas.filter(([, schema]) => at(schema, 'type', 0) !== 'object')).toEqual([]);
});
