import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, imports: importsOf(join(ROOT, 'src', file)) }));

/** Rooms from left to right: a room may import from those to its left, and from itself. */
const LINE = ['input', 'graph', 'facts', 'rules', 'triage', 'report'];
/** What stands over the rooms: the whole line, the loader of rules, the library, the rim. */
const ABOVE = ['rule-set.ts', 'config.ts', 'analyze.ts', 'index.ts', 'cli'];

function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return Array.from(
    text.matchAll(/(?:^(?:import|export)[^;]*? from |\bimport\()'([^']+)'/gms),
    ([, from = '']) => (from.startsWith('.') ? relative(join(ROOT, 'src'), join(dirname(path), from)) : from),
  );
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function importersOf(name: string): readonly string[] {
  return SOURCES.filter(({ imports }) => imports.some((from) => from === name || from.startsWith(`${name}/`)))
    .map(({ file }) => file)
    .sort();
}

describe('the house', () => {
  it('has no rooms but the known ones', () => {
    const rooms = new Set(SOURCES.map(({ file }) => roomOf(file)));
    expect([...rooms].sort()).toEqual([...LINE, ...ABOVE].sort());
  });

  it('imports one way: input, graph, facts, rules, triage, report', () => {
    const backward = SOURCES.flatMap(({ file, imports }) =>
      imports
        .filter((from) => LINE.includes(roomOf(from)) && LINE.includes(roomOf(file)))
        .filter((from) => LINE.indexOf(roomOf(from)) > LINE.indexOf(roomOf(file)))
        .map((from) => `${file} -> ${from}`),
    );
    expect(backward).toEqual([]);
  });

  it('lets no room know what stands over it', () => {
    const upward = SOURCES.flatMap(({ file, imports }) =>
      imports
        .filter((from) => LINE.includes(roomOf(file)) && ABOVE.includes(roomOf(from).replace(/\.js$/, '.ts')))
        .map((from) => `${file} -> ${from}`),
    );
    expect(upward).toEqual([]);
  });

  it.each([
    ['yaml', ['input/text/yaml.ts']],
    ['fast-glob', ['input/files/sources.ts']],
    ['jsonc-parser', ['input/text/json-tokens.ts']],
    ['commander', ['cli/program.ts']],
    ['diff', ['cli/test-rules.ts']],
    ['ajv', ['rules/validator.ts', 'rules/compile-ahead.ts', 'rules/check-document.ts']],
    ['ignore', ['input/files/gitignore.ts']],
    ['tar-stream', ['input/archives/tar.ts']],
    ['yauzl', ['input/archives/zip.ts']],
    ['smol-toml', ['facts/settings/toml.ts']],
    ['semver', ['rules/releases.ts', 'rules/formats.ts']],
  ])('keeps %s to %j', (name, files) => {
    expect(importersOf(name)).toEqual([...files].sort());
  });

  it('reads disk in the input room, and writes at the rim', () => {
    const elsewhere = importersOf('node:fs').filter((file) => !file.startsWith('input/'));
    expect(elsewhere.sort()).toEqual(['cli/bundle-rules.ts', 'cli/chunks.ts', 'cli/lint.ts', 'cli/print.ts']);
  });

  it('has no circle of imports', () => {
    const circles = SOURCES.map(({ file }) => circleFrom(file, [])).filter((circle) => circle !== undefined);
    expect([...new Set(circles)].slice(0, 3)).toEqual([]);
  });
});

const NEXT = new Map(
  SOURCES.map(({ file, imports }) => [file, imports.map((from) => from.replace(/\.js$/, '.ts'))]),
);
const CLEAR = new Set<string>();

function circleFrom(file: string, trail: readonly string[]): string | undefined {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(' -> ');
  if (CLEAR.has(file)) return undefined;
  for (const next of NEXT.get(file) ?? []) {
    const circle = circleFrom(next, [...trail, file]);
    if (circle !== undefined) return circle;
  }
  CLEAR.add(file);
  return undefined;
}
