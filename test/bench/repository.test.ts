import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRepository } from '../../bench/generate/repository.js';
import { readInput } from '../../src/input/read.js';
import { reportOn } from '../shapes/whole.js';

const FILES = 1500;

function repositoryOf(files = FILES) {
  const path = join(mkdtempSync(join(tmpdir(), 'meshlint-bench-')), 'repository');
  const truth = writeRepository({ files, faultEvery: 4, seed: 3, path });
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();
  const texts = names.map((name) => readFileSync(join(path, name), 'utf8'));
  return { path, truth, names, texts };
}

const repository = repositoryOf();

test('it has as many files as asked for, the same for the same seed', () => {
  const { names, texts } = repositoryOf();
  expect(names).toHaveLength(FILES);
  expect({ names, texts }).toEqual({ names: repository.names, texts: repository.texts });
});

test.each<[string, RegExp]>([
  ['lists that are indented', /^ +rules:\n( +)- /m],
  ['lists that are not', /^( +)rules:\n\1- /m],
  ['comments', /^# /m],
  ['quotes of one kind', /: '/],
  ['and of the other', /name: "/],
  ['several documents', /\n---\n/],
  ['kustomizations', /^kind: Kustomization$/m],
  ['templates of Helm', /\{\{- include/],
  ['line ends of Windows', /\r\n/],
  ['a mark of the encoding', /^\ufeff/],
  ['anchors and aliases', /&labels-0[\s\S]*\*labels-0/],
  ['mappings on one line', /\{ app: /],
  ['literal blocks', /: \|\n/],
])('it has %s', (_, pattern) => {
  expect(repository.texts.some((text) => pattern.test(text))).toBe(true);
});

test('files are small', () => {
  const bytes = repository.texts.reduce((sum, text) => sum + text.length, 0);
  expect(bytes / FILES).toBeGreaterThan(500);
  expect(bytes / FILES).toBeLessThan(900);
});

test('meshlint finds every fault at its place, and nothing else', { timeout: 120_000 }, async () => {
  const { findings } = reportOn(await readInput(['.'], { cwd: repository.path }));
  const found = findings.map(({ rule, location: { source, range } }) =>
    [rule.id, source.name, range.start.line, range.start.column].join(),
  );
  const expected = repository.truth.findings.flatMap(({ rule, spots }) =>
    Object.entries(spots).map(([file, { line, column }]) => [rule, file, line, column].join()),
  );
  expect(found.sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(10);
});

test('a folder of somebody else is left alone', () => {
  const path = mkdtempSync(join(tmpdir(), 'meshlint-bench-'));
  expect(() => writeRepository({ files: 1, faultEvery: undefined, seed: 1, path })).toThrow(
    'is there already',
  );
});
