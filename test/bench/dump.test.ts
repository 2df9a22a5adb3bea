import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DumpChoice, writeDump } from '../../bench/generate/dump.js';
import type { Spot } from '../../bench/generate/truth.js';
import { isObject, type Json } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { itemsAt } from '../clusters/objects.js';
import { readTexts, reportOn } from '../shapes/whole.js';

const CHOICE: Omit<DumpChoice, 'path'> = {
  megabytes: 5,
  hasManagedFields: true,
  faultEvery: 2,
  seed: 7,
  forms: ['yaml', 'json'],
};

function dumpOf(choice: Partial<DumpChoice> = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'meshlint-bench-')), 'dump');
  const truth = writeDump({ ...CHOICE, path, ...choice });
  const textOf = (ending: string) => readFileSync(`${path}.${ending}`, 'utf8');
  return { truth, yaml: textOf('yaml'), json: textOf('json'), written: textOf('truth.json') };
}

const dump = dumpOf();

test('the same seed gives the same bytes, another one gives others', () => {
  const hashOf = ({ yaml, json, written }: ReturnType<typeof dumpOf>) =>
    createHash('sha256').update(`${yaml}${json}${written}`).digest('hex');
  expect(hashOf(dumpOf())).toBe(hashOf(dump));
  expect(hashOf(dumpOf({ seed: 8 }))).not.toBe(hashOf(dump));
});

test('both forms hold the same objects', () => {
  const { documents } = parseSources([{ name: 'dump.yaml', text: dump.yaml }]);
  const items = itemsAt(JSON.parse(dump.json) as Json, 'items');
  expect(documents.flatMap(({ objects }) => objects.map(({ value }) => value))).toEqual(items);
  expect(items).toHaveLength(dump.truth.objects);
});

test('it is as large as asked for, and sorted by kind', () => {
  expect(dump.yaml.length / 1e6).toBeCloseTo(5, 0);
  const kinds = itemsAt(JSON.parse(dump.json), 'items').map(
    ({ apiVersion, kind }) => `${apiVersion} ${kind}`,
  );
  const borders = kinds.filter((kind, index) => kind !== kinds[index - 1]);
  expect(new Set(borders).size).toBe(borders.length);
});

test('managedFields are left out where nobody asks for them', () => {
  const bare = dumpOf({ hasManagedFields: false });
  expect(bare.yaml).not.toContain('managedFields');
  expect(bare.truth.objects).toBeGreaterThan(dump.truth.objects);
});

/** What stands at a spot, up to the end of its line. */
function textAt(text: string, { line, column }: Spot): string | undefined {
  return text.split('\n')[line - 1]?.slice(column - 1);
}

test('what was planted stands where the truth says', () => {
  expect(dump.truth.findings.length).toBeGreaterThan(5);
  for (const { path, name, spots } of dump.truth.findings) {
    const key = path.split('/').at(-1)?.replaceAll('~1', '/') ?? '';
    const value = valueIn(JSON.parse(dump.json), name, path);
    const shown = typeof value === 'object' ? `"${key}": ` : JSON.stringify(value);
    expect(textAt(dump.json, spots.json as Spot)).toContain(shown);
    expect(textAt(dump.yaml, spots.yaml as Spot)).toContain(
      typeof value === 'object' ? `${key}:` : String(value),
    );
  }
});

function valueIn(list: Json, name: string, path: string): Json | undefined {
  const candidates = itemsAt(list, 'items').filter(
    ({ metadata }) => isObject(metadata) && metadata.name === name,
  );
  const segments = path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/'));
  return candidates
    .map((object) =>
      segments.reduce<Json | undefined>((value, key) => (value as Record<string, Json>)?.[key], object),
    )
    .find((value) => value !== undefined);
}

// Each fault stands in an application of its own.
test('meshlint finds every fault at its place, and nothing else', { timeout: 300_000 }, () => {
  const { truth, yaml } = dumpOf({ megabytes: 9, hasManagedFields: false, faultEvery: 1 });
  const { findings } = reportOn(readTexts([yaml]));
  const lineOf = (rule: string, { line, column }: Spot) => `${line}:${column} ${rule}`;
  const found = findings.map(({ rule, location }) => lineOf(rule.id, location.range.start));
  expect(found.sort()).toEqual(
    truth.findings.map(({ rule, spots }) => lineOf(rule, spots.yaml as Spot)).sort(),
  );
  expect(new Set(truth.findings.map(({ rule }) => rule)).size).toBeGreaterThan(20);
});

test('a cluster without faults has no findings', { timeout: 300_000 }, () => {
  const { truth, json } = dumpOf({ megabytes: 3, faultEvery: undefined });
  expect(truth.findings).toEqual([]);
  expect(reportOn(readTexts([json])).findings).toEqual([]);
});
