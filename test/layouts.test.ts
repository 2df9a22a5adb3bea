import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../src/input/claim.js';
import { kindName } from '../src/input/kinds.js';
import { type ReadInput, readInput } from '../src/input/read.js';
import type { Finding } from '../src/rules/finding.js';
import { directory } from './cli/meshlint.js';
import { tarGzOf, tarOf } from './input/archives/archives.js';
import { zipOf } from './input/archives/zip-writer.js';
import { SHAPES, type Shape } from './shapes/all.js';
import { sonobuoy } from './shapes/backups.js';
import { asked, type Cluster, clusterOf, kindOf } from './shapes/cluster.js';
import { type Files, filePerKind, listOf, yaml, yamlList } from './shapes/plain.js';
import { linesOf, readBytes, reportOn, subjectOf } from './shapes/report.js';
import { troubleshoot } from './shapes/troubleshoot.js';

const STORIES = ['aks-0.8', 'aks-0.11', 'aks-1.2', 'asm'];
const BROKEN = STORIES.map((story) => `${story}/broken`);

function readFiles(files: Readonly<Record<string, string | Buffer>>): Promise<ReadInput> {
  return readInput(['.'], { cwd: directory(files) });
}

function claimsIn({ documents, bundles }: ReadInput): readonly Claim[] {
  return [...documents, ...bundles].flatMap(({ claims }) => claims);
}

/** The same input, about which nothing is known but what these claims say. */
function knowing(input: ReadInput, claims: readonly Claim[]): ReadInput {
  const documents = input.documents.map((document, at) => ({ ...document, claims: at === 0 ? claims : [] }));
  return { ...input, documents };
}

function kindsIn({ objects }: Cluster): readonly string[] {
  return [...new Set(objects.map((object) => kindName(kindOf(object))))].sort();
}

/** Findings of rules that speak of files alone are left out: a file that was cut is a broken one. */
function isOfObjects({ rule }: Finding): boolean {
  return !rule.tags.includes('input');
}

// The samples with all that a cluster has, and what is found where nothing is left open. Endpoints stand there in two
// kinds, and of these a capture may hold one alone.

interface Whole {
  readonly cluster: Cluster;
  /** Findings by what they are about, and by what they say: who reports may be another object, the words are the same. */
  readonly known: ReadonlySet<string>;
}

async function wholeOf(sample: string): Promise<Whole> {
  const cluster = clusterOf(sample);
  const variants = ['Endpoints', 'EndpointSlice', 'neither'].map((left) =>
    asked(cluster, ({ kind }) => kind !== left),
  );
  const reports = await Promise.all(
    variants.map(async (variant) => reportOn(await readBytes(Buffer.from(textOf(variant))), ['*'])),
  );
  const findings = reports.flatMap((report) => report.findings);
  return { cluster, known: new Set(findings.flatMap(namesOf)) };
}

function textOf({ objects }: Cluster): string {
  return yaml(listOf(objects));
}

function namesOf(finding: Finding): readonly string[] {
  return [subjectOf(finding), `${finding.rule.id}: ${finding.message}`];
}

/**
 * What was found in a capture and would not be found in the whole cluster. One rule says itself that it knows no more
 * than this input: of pods without their Deployment. With the Deployment another rule says the same.
 */
function inventions(findings: readonly Finding[], { known }: Whole): readonly string[] {
  return findings
    .filter(isOfObjects)
    .filter(({ rule }) => rule.id !== 'osm-control-plane-pod-not-ready')
    .filter((finding) => !namesOf(finding).some((name) => known.has(name)))
    .map((finding) => `${subjectOf(finding)}: ${finding.message} ${finding.notes.join(' ')}`);
}

describe.each(BROKEN)('%s', async (sample) => {
  const whole = await wholeOf(sample);

  test('written anew is what it was', async () => {
    const anew = reportOn(await readFiles(yamlList(whole.cluster)));
    const before = reportOn(await readInput([`samples/${sample}`], { cwd: process.cwd() }));
    const shared = (lines: readonly string[]) => lines.map((line) => line.replace(/^.*?: /, ''));
    expect(shared(linesOf(anew))).toEqual(shared(linesOf(before)));
  });

  test.each(SHAPES.map((shape) => [shape.name, shape] as const))('as %s', async (_, shape) => {
    const held = shape.held?.(whole.cluster) ?? whole.cluster;
    const input = await readFiles(shape.write(held));
    const report = reportOn(input);
    // Where the same is known, the same is found. What is known is another matter, see below.
    const reference = reportOn(knowing(await readFiles(yamlList(held)), claimsIn(input)));
    expect(linesOf(report)).toEqual(linesOf(reference));
    expect(report.problems).toEqual([]);
    expect(report.counts.objects).toBe(held.objects.length);
    expect(input.bundles.length).toBe(shape.proves === undefined ? 0 : 1);
    expect(provenKinds(input, held)).toEqual(kindsThatShouldBe(shape, held, input));
    expect(inventions(report.findings, whole)).toEqual([]);
  });
});

function provenKinds(input: ReadInput, held: Cluster): readonly string[] {
  const proven = new Set(
    claimsIn(input).flatMap((claim) => (claim.completeness === 'full' ? claim.kind : [])),
  );
  return kindsIn(held).filter((kind) => proven.has(kind));
}

/** What a file proves that is in no bundle is said by the tests of claims. */
function kindsThatShouldBe({ proves }: Shape, held: Cluster, input: ReadInput): readonly string[] {
  if (proves === undefined) return provenKinds(input, held);
  const proven = held.kinds.filter(proves).map(kindName);
  return kindsIn(held).filter((kind) => proven.includes(kind));
}

describe('packed', () => {
  const cluster = clusterOf('aks-0.11/broken');
  const files = { filePerKind, troubleshoot: troubleshootFiles, sonobuoy };

  test.each<[string, (files: Files) => Promise<Buffer>]>([
    ['tar', (each) => tarOf(Object.entries(each))],
    ['tar.gz', (each) => tarGzOf(Object.entries(each))],
    ['zip', async (each) => zipOf(Object.entries(each).map(([name, content]) => ({ name, content })))],
  ])('as %s', async (extension, pack) => {
    for (const write of Object.values(files)) {
      const unpacked = reportOn(await readFiles(write(cluster)));
      const packed = reportOn(await readFiles({ [`capture.${extension}`]: await pack(write(cluster)) }));
      expect(linesOf(packed)).toEqual(linesOf(unpacked));
    }
  });

  test('as Windows writes it', async () => {
    const text = textOf(cluster);
    const windows = Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le');
    expect(linesOf(reportOn(await readBytes(windows)))).toEqual(
      linesOf(reportOn(await readBytes(Buffer.from(text)))),
    );
  });
});

function troubleshootFiles(cluster: Cluster): Files {
  const shape = SHAPES.find(({ write }) => write === troubleshoot);
  return troubleshoot(shape?.held?.(cluster) ?? cluster);
}

// The law of partial captures: nobody is told that something does not exist which was only not captured.

/** What is missing of a capture. Numbers stand for kinds, namespaces and files, by their order. */
interface Loss {
  readonly sample: string;
  readonly shape: Shape;
  readonly kinds: readonly number[];
  readonly namespaces: readonly number[];
  readonly files: readonly number[];
  /** Files that are cut, and what is left of each. */
  readonly cuts: readonly (readonly [file: number, left: number])[];
  /** What is left of the archive. */
  readonly left: number;
}

const SAMPLES = STORIES.flatMap((story) => [`${story}/broken`, `${story}/healthy`]);
const WHOLES = new Map(
  await Promise.all(SAMPLES.map(async (sample) => [sample, await wholeOf(sample)] as const)),
);

const some = (max: number) => fc.array(fc.nat(1000), { maxLength: max, size: 'max' });
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

const losses: fc.Arbitrary<Loss> = fc.record({
  sample: fc.constantFrom(...SAMPLES),
  shape: fc.constantFrom(...SHAPES).map((shape) => ({ ...shape, toString: () => shape.name })),
  kinds: some(25),
  namespaces: some(3),
  files: some(10),
  cuts: fc.array(fc.tuple(fc.nat(1000), share), { maxLength: 4 }),
  left: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: share }),
});

/** The files of a capture with such losses as can befall it, and as can be noticed. */
function remainsOf(loss: Loss, whole: Cluster): Files {
  const { shape } = loss;
  const held = shape.held?.(whole) ?? whole;
  const isLost = <T>(all: readonly T[], lost: readonly number[], one: T) =>
    lost.some((at) => all[at % all.length] === one);
  const cluster = asked(
    held,
    (kind) => shape.always?.includes('kinds') === true || !isLost(held.kinds, loss.kinds, kind),
    (namespace) =>
      shape.always?.includes('namespaces') === true || !isLost(held.namespaces, loss.namespaces, namespace),
  );
  const files = Object.entries(shape.write(cluster));
  const paths = files.map(([path]) => path);
  return Object.fromEntries(
    files
      .filter(([path]) => shape.silent?.test(path) === true || !isLost(paths, loss.files, path))
      .map(([path, text]) => [
        path,
        cutAt(text, loss.cuts.find(([at]) => paths[at % paths.length] === path)?.[1]),
      ]),
  );
}

/** A manifest that is cut may be one still, so that only lists and JSON are: their end shows. */
function cutAt(text: string, left = 1): string {
  const showsItsEnd = /^\s*[{[]/.test(text) || /^kind: \w*List$/m.test(text);
  return showsItsEnd ? text.slice(0, text.length * left) : text;
}

describe('a partial capture', () => {
  test('invents nothing', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(losses, async (loss) => {
        const whole = WHOLES.get(loss.sample);
        if (whole === undefined) return;
        const archive = gzipSync(await tarOf(Object.entries(remainsOf(loss, whole.cluster))), { level: 1 });
        const { findings } = reportOn(await readBytes(archive.subarray(0, archive.length * loss.left)));
        expect(inventions(findings, whole)).toEqual([]);
      }),
      { numRuns: Number(process.env.PARTIAL_CAPTURES ?? 120) },
    );
  });
});
