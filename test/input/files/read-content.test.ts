import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInput } from '../../../src/input/read.js';
import { textIn } from '../../../src/input/text/lines.js';

const PODS = Array.from(
  { length: 1000 },
  (_, at) =>
    `- apiVersion: v1\n  kind: Pod\n  metadata:\n    annotations:\n      é: "${'😀'.repeat(at % 7)}${'x'.repeat(200)}"\n    name: pod-${at}\n`,
);
const TEXT = `apiVersion: v1\nitems:\n${PODS.join('')}kind: List\n`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'meshlint-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, bytes: Uint8Array) {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const stdin = async () => bytes;
  return readInput([name.startsWith('stdin') ? '-' : file], { cwd: folder, stdin, wantedOf: () => true });
}

describe('a large list is read item by item', () => {
  test.each<[string, Uint8Array]>([
    ['a.yaml', Buffer.from(TEXT)],
    ['with a byte order mark.yaml', Buffer.from(`\ufeff${TEXT}`)],
    ['in UTF-16.yaml', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['packed.yaml.gz', gzipSync(TEXT)],
    ['stdin.yaml', Buffer.from(TEXT)],
  ])('%s', async (name, bytes) => {
    const { documents, problems, counts } = await read(name, bytes);
    expect([problems, counts.files]).toEqual([[], 1]);
    const names = documents.flatMap((document) =>
      document.objects.map(({ path: at }) =>
        textIn(document.source, document.locate([...at, 'metadata', 'name'], 'value')),
      ),
    );
    expect(names).toEqual(PODS.map((_, at) => `pod-${at}`));
    const last = documents.at(-1);
    expect(last?.locate([0, 'metadata', 'name'], 'value').start).toEqual({
      line: 3 + 6 * 999 + 5,
      column: 11,
    });
  });
});
