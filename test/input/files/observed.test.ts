import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { observedLines } from '../../../src/input/files/observed.js';
import type { TextRole } from '../../../src/input/layouts/layout.js';
import type { Bundle } from '../../../src/input/source.js';

const ROLE: TextRole = { type: 'text', of: 'log', namespace: 'shop', pod: 'orders-1' };
const BUNDLE: Bundle = {
  name: 'dump',
  nameOf: (path) => `dump/${path}`,
  layout: { name: 'test', evidence: () => undefined, roleOf: () => undefined },
  root: Folder.of([]),
  because: 'it says so',
};

async function* chunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** `2 text`: the number of each line and what it says. */
async function observed(
  text: string | Uint8Array,
  signatures: readonly RegExp[],
  size = 1 << 16,
): Promise<readonly string[]> {
  const lines = await observedLines(
    'a.log',
    { bundle: BUNDLE, role: ROLE },
    chunks(Buffer.from(text), size),
    signatures,
  );
  return lines.map(({ source }) => `${source.firstLine} ${source.text}`);
}

const ANY = [/(?:)/u];

test('a line is told with its file, its number, its bundle and its role', async () => {
  const content = chunks(Buffer.from('one\ntwo\n'), 100);
  expect(await observedLines('a.log', { bundle: BUNDLE, role: ROLE }, content, [/two/u])).toEqual([
    { source: { name: 'a.log', text: 'two', firstLine: 2 }, bundle: BUNDLE, role: ROLE },
  ]);
});

describe('lines', () => {
  test.each<[string, string, readonly RegExp[], readonly string[]]>([
    ['of nothing', '', ANY, []],
    ['without a line end at the end', 'a\nb', ANY, ['1 a', '2 b']],
    ['with one at the end', 'a\nb\n', ANY, ['1 a', '2 b']],
    ['that are empty', 'a\n\n\nb\n', ANY, ['1 a', '2 ', '3 ', '4 b']],
    ['with Windows line ends', 'a\r\nb\r\n', [/^[ab]$/u], ['1 a', '2 b']],
    ['with a Windows line end that is cut off', 'a\r\nb\r', [/^[ab]$/u], ['1 a', '2 b']],
    ['with a carriage return inside', '10%\r20%\n', ANY, ['1 10%\r20%']],
    ['behind a byte order mark', '\ufeffa\n', [/^a/u], ['1 a']],
    ['that one signature matches', 'ab\nb\nc\n', [/a/u], ['1 ab']],
    ['that any signature matches, once', 'ab\nb\nc\n', [/a/u, /b/u], ['1 ab', '2 b']],
    ['where there are no signatures', 'a\n', [], []],
  ])('%s', async (_, text, signatures, expected) => {
    expect(await observed(text, signatures)).toEqual(expected);
  });

  test.each([1, 2, 3, 5, 7, 64])('in chunks of %i bytes', async (size) => {
    const text = 'a 😀 b\r\nünïcödé – ok\n\nlast 漢字';
    expect(await observed(text, ANY, size)).toEqual(['1 a 😀 b', '2 ünïcödé – ok', '3 ', '4 last 漢字']);
  });

  test('with bytes that are no text', async () => {
    expect(await observed(Buffer.from([0x61, 0xff, 0x0a, 0x62, 0x0a]), ANY)).toEqual(['1 a\ufffd', '2 b']);
  });

  test('that end in the middle of a character', async () => {
    expect(await observed(Buffer.from('a\nb😀').subarray(0, 5), ANY)).toEqual(['1 a', '2 b\ufffd']);
  });
});

describe('what is too much', () => {
  const crash = (count: number, word = 'crash') => `${word}\n`.repeat(count);

  test('a line that is written for hours is told twenty times', async () => {
    const lines = await observed(`start\n${crash(5_000)}end\n`, [/crash/u, /start|end/u]);
    expect(lines).toEqual([
      '1 start',
      ...Array.from({ length: 20 }, (_, at) => `${at + 2} crash`),
      '5002 end',
    ]);
  });

  test('a second sort of line is told, however often the first was', async () => {
    const lines = await observed(`${crash(50, 'error: refused')}error: expired\n`, [/error/u, /expired/u]);
    expect(lines.at(-1)).toBe('51 error: expired');
  });

  test('a line is cut at 8000 units', async () => {
    expect(await observed(`${'a'.repeat(20_000)}b\nc\n`, ANY)).toEqual([`1 ${'a'.repeat(8_000)}`, '2 c']);
  });

  test('a line is cut at the same place, however it comes', async () => {
    const text = `${'ab'.repeat(6_000)}\nnext\n`;
    expect(await observed(text, ANY, 999)).toEqual(await observed(text, ANY));
  });

  test('what stands behind the cut is matched no more', async () => {
    expect(await observed(`${'a'.repeat(20_000)}needle\nneedle\n`, [/needle/u], 5_000)).toEqual(['2 needle']);
  });

  test('a line that never ends takes no memory and little time', async () => {
    const chunk = new Uint8Array(1 << 16).fill(0x61);
    async function* endless(): AsyncIterable<Uint8Array> {
      for (let count = 0; count < 4_000; count += 1) yield chunk;
      yield Buffer.from('\nnext\n');
    }
    const before = process.memoryUsage().heapUsed;
    const lines = await observedLines('a.log', { bundle: BUNDLE, role: ROLE }, endless(), [/next/u]);
    expect(lines.map(({ source }) => source)).toEqual([{ name: 'a.log', text: 'next', firstLine: 2 }]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
  });
});
