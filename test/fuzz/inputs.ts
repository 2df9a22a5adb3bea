import { gzipSync } from 'node:zlib';
import { parseSources, type ReadInput, readInput } from '../../src/input/read.js';
import { tarOf } from '../input/archives/archives.js';
import { zipOf } from '../input/archives/zip-writer.js';
import type { Files } from '../shapes/plain.js';
import { CANARIES } from './canaries.js';
import { mutated, mutatedBytes } from './mutations.js';
import { type Random, randomFrom } from './random.js';
import { CANARY, captureFrom, TEXTS } from './seeds.js';

/** An input with something wrong in it, and the findings that have to be there all the same. */
export interface FuzzInput {
  /** Its files as somebody may look at them: archives whole. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly read: () => Promise<ReadInput>;
  /** `RULE FILE:LINE`, or `RULE NAME` of a resource. */
  readonly expected: readonly string[];
}

/** The input of a seed. */
export async function inputFrom(seed: number): Promise<FuzzInput> {
  const random = randomFrom(seed);
  const kind = random.below(10);
  if (kind < 6) return oneAmongFiles(random);
  if (kind < 8) return oneAmongDocuments(random);
  return kind < 9 ? oneInCapture(random) : brokenArchive(random);
}

function mutant(random: Random): string {
  return mutated(random.oneOf(TEXTS), random, random.oneOf(TEXTS));
}

/** A mutated file beside others. */
function oneAmongFiles(random: Random): FuzzInput {
  const canary = random.oneOf(CANARIES);
  const files = { 'a.yaml': mutant(random), [canary.file]: canary.text };
  return {
    ...inMemory(files),
    expected: canary.findings.map(([rule, line]) => `${rule} ${canary.file}:${line}`),
  };
}

/** A mutated document behind others in one file, and before others. What looks like the begin of a log has no end. */
function oneAmongDocuments(random: Random): FuzzInput {
  const [before, behind] = [random.oneOf(CANARIES), random.oneOf(CANARIES)];
  const head = `${before.text}---\n${mutant(random)}\n---\n`;
  const isLog = head.includes('==== START logs for container ');
  const first = head.split(/\r\n|\n|\r/).length - 1;
  const expected = [
    ...before.findings.map(([rule, line]) => `${rule} a.yaml:${line}`),
    ...(isLog ? [] : behind.findings.map(([rule, line]) => `${rule} a.yaml:${first + line}`)),
  ];
  return { ...inMemory({ 'a.yaml': head + behind.text }), expected };
}

function inMemory(files: Files): Pick<FuzzInput, 'files' | 'read'> {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
  return { files, read: async () => ({ ...parseSources(sources), problems: [], captures: [], missing: [] }) };
}

/** A capture of which one file is mutated, and not that with the canary. */
async function oneInCapture(random: Random): Promise<FuzzInput> {
  const { files } = captureFrom(random);
  const others = Object.keys(files).filter((path) => files[path]?.includes(CANARY) !== true);
  if (others.length === 0) return oneAmongFiles(random);
  const chosen = random.oneOf(others);
  const changed = { ...files, [chosen]: mutated(files[chosen] ?? '', random, random.oneOf(TEXTS)) };
  const holdsBird = Object.values(files).some((text) => text.includes('enabeld'));
  return {
    ...fromBytes(await tarOf(Object.entries(changed))),
    files: changed,
    expected: holdsBird ? [`osm-namespace-injection-unknown-value ${CANARY}`] : [],
  };
}

/** An archive that was damaged on its way. */
async function brokenArchive(random: Random): Promise<FuzzInput> {
  const entries = Object.entries(captureFrom(random).files);
  const archive = random.isOneIn(3)
    ? zipOf(entries.map(([name, content]) => ({ name, content })))
    : await tarOf(entries);
  const packed = random.isOneIn(2) ? archive : gzipSync(archive, { level: 1 });
  return { ...fromBytes(mutatedBytes(packed, random)), expected: [] };
}

function fromBytes(bytes: Uint8Array): Pick<FuzzInput, 'files' | 'read'> {
  return {
    files: { archive: bytes },
    read: () => readInput(['-'], { cwd: process.cwd(), stdin: async () => bytes, signatures: [/a/] }),
  };
}
