import { describe, expect, test } from 'vitest';
import type { Claim } from '../src/input/claim.js';
import { kindName } from '../src/input/kinds.js';
import { type ReadInput, readInput } from '../src/input/read.js';
import type { Report } from '../src/triage/report.js';
import { directory } from './cli/meshlint.js';
import { tarGzOf, tarOf } from './input/archives/archives.js';
import { zipOf } from './input/archives/zip-writer.js';
import { SHAPES, type Shape } from './shapes/all.js';
import { sonobuoy } from './shapes/backups.js';
import { type Cluster, clusterOf, kindOf } from './shapes/cluster.js';
import { mustGather } from './shapes/openshift.js';
import { type Files, filePerKind, yamlList } from './shapes/plain.js';
import { inventions, readBytes, reportOn, subjectOf, wholeOf, wordsOf } from './shapes/whole.js';

const SAMPLES = ['aks-0.8/broken', 'aks-0.11/broken', 'aks-1.2/broken', 'asm/broken'];
const SHAPES_BY_NAME = SHAPES.map((shape) => [shape.name, shape] as const);

describe.each(SAMPLES)('%s', (sample) => {
  const whole = wholeOf(sample);

  test('written anew says what it said', async () => {
    const anew = reportOn(await readFiles(yamlList(whole.cluster)));
    const before = reportOn(await readInput([`samples/${sample}`], { cwd: process.cwd() }));
    expect(anew.findings.map(wordsOf).sort()).toEqual(before.findings.map(wordsOf).sort());
  });

  test.each(SHAPES_BY_NAME)('as %s', async (_, shape) => {
    const held = shape.held?.(whole.cluster) ?? whole.cluster;
    const input = await readFiles(shape.write(held));
    const report = reportOn(input);
    expect(report.problems).toEqual([]);
    expect(report.counts.objects).toBe(held.objects.length);
    // With the same objects and the same knowledge of what is complete, the same is found.
    const reference = knowing(await readFiles(yamlList(held)), claimsIn(input));
    expect(linesOf(report)).toEqual(linesOf(reportOn(reference)));
    expect(inventions(report, whole.known)).toEqual([]);
    if (shape.proves !== undefined) expect(provenIn(input, held)).toEqual(provenBy(shape, held));
  });
});

describe('the same when it is packed as', () => {
  const cluster = clusterOf('aks-0.11/broken');

  test.each<[string, (files: Files) => Promise<Buffer>]>([
    ['tar', (files) => tarOf(Object.entries(files))],
    ['tar.gz', (files) => tarGzOf(Object.entries(files))],
    ['zip', async (files) => zipOf(Object.entries(files).map(([name, content]) => ({ name, content })))],
  ])('%s', async (extension, pack) => {
    for (const files of [filePerKind(cluster), sonobuoy(cluster), mustGather(cluster)]) {
      const packed = await readFiles({ [`capture.${extension}`]: await pack(files) });
      expect(linesOf(reportOn(packed))).toEqual(linesOf(reportOn(await readFiles(files))));
    }
  });

  test('the UTF-16 of Windows', async () => {
    const [text = ''] = Object.values(yamlList(cluster));
    const windows = Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le');
    const [one, other] = [await readBytes(windows), await readBytes(Buffer.from(text))];
    expect(linesOf(reportOn(one))).toEqual(linesOf(reportOn(other)));
  });
});

function readFiles(files: Readonly<Record<string, string | Buffer>>): Promise<ReadInput> {
  return readInput(['.'], { cwd: directory(files) });
}

/** All but severities and places in files. */
function linesOf({ findings }: Report): readonly string[] {
  return findings.map((finding) => `${subjectOf(finding)} ${wordsOf(finding)}`).sort();
}

function claimsIn({ documents, bundles }: ReadInput): readonly Claim[] {
  return [...documents, ...bundles].flatMap(({ claims }) => claims);
}

/** The same input, about which nothing is known but what these claims say. */
function knowing(input: ReadInput, claims: readonly Claim[]): ReadInput {
  const documents = input.documents.map((document, at) => ({ ...document, claims: at === 0 ? claims : [] }));
  return { ...input, documents };
}

/** The kinds of a cluster of which a bundle proves that it holds all objects. */
function provenIn(input: ReadInput, held: Cluster): readonly string[] {
  const full = claimsIn(input).filter(({ completeness }) => completeness === 'full');
  const kinds = new Set(full.map(({ kind }) => kind));
  return kindsIn(held).filter((kind) => kinds.has(kind));
}

function provenBy({ proves }: Shape, held: Cluster): readonly string[] {
  const proven = held.kinds.filter((kind) => proves?.(kind) === true).map(kindName);
  return kindsIn(held).filter((kind) => proven.includes(kind));
}

function kindsIn({ objects }: Cluster): readonly string[] {
  return [...new Set(objects.map((object) => kindName(kindOf(object))))].sort();
}
