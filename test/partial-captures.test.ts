import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupAndVersion, kindName } from '../src/input/kinds.js';
import { isCaptured } from '../src/input/objects.js';
import type { Example, Rule } from '../src/rules/rule.js';
import { tarOf } from './input/archives/archives.js';
import { SHAPES, type Shape } from './shapes/all.js';
import { asked, type Cluster } from './shapes/cluster.js';
import type { Files } from './shapes/plain.js';
import { inventions, known, RULES, readBytes, readTexts, reportOn, wholeOf } from './shapes/whole.js';

// The law: nobody is told that something does not exist, or that something is wrong, because it was not captured. What is
// found in a part of a cluster is found in the whole of it.

/** What is missing of a capture. Numbers stand for kinds, namespaces and files, in their order. */
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

const STORIES = ['aks-0.8', 'aks-0.11', 'aks-1.2', 'asm'];
const WHOLES = new Map(
  STORIES.flatMap((story) => [`${story}/broken`, `${story}/healthy`]).map((name) => [name, wholeOf(name)]),
);

const some = (maxLength: number) => fc.array(fc.nat(1000), { maxLength, size: 'max' });
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

const losses: fc.Arbitrary<Loss> = fc.record({
  sample: fc.constantFrom(...WHOLES.keys()),
  shape: fc.constantFrom(...SHAPES).map((shape) => ({ ...shape, toString: () => shape.name })),
  kinds: some(25),
  namespaces: some(3),
  files: some(10),
  cuts: fc.array(fc.tuple(fc.nat(1000), share), { maxLength: 4 }),
  left: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: share }),
});

/** A capture after such losses as can befall it. */
function remainsOf(loss: Loss, whole: Cluster): Files {
  const { shape } = loss;
  const files = Object.entries(shape.write(seenIn(loss, shape.held?.(whole) ?? whole)));
  const paths = files.map(([path]) => path);
  const isLost = (path: string) => shape.silent?.test(path) !== true && isAmong(loss.files, paths, path);
  const left = (path: string) => loss.cuts.find(([at]) => isAmong([at], paths, path))?.[1];
  const kept = files.filter(([path]) => !isLost(path));
  return Object.fromEntries(kept.map(([path, text]) => [path, cutTo(text, left(path))]));
}

/** What was asked for. */
function seenIn({ shape: { always = [] }, kinds, namespaces }: Loss, held: Cluster): Cluster {
  return asked(
    held,
    (kind) => always.includes('kinds') || !isAmong(kinds, held.kinds, kind),
    (namespace) => always.includes('namespaces') || !isAmong(namespaces, held.namespaces, namespace),
  );
}

function isAmong<T>(numbers: readonly number[], all: readonly T[], one: T): boolean {
  return numbers.some((number) => all[number % all.length] === one);
}

/** Of a manifest in YAML one half is a manifest, too: only JSON and lists show where they end. */
function cutTo(text: string, left = 1): string {
  const showsItsEnd = /^\s*[{[]/.test(text) || /^kind: \w*List$/m.test(text);
  return showsItsEnd ? text.slice(0, text.length * left) : text;
}

test('a partial capture invents nothing', { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(losses, async (loss) => {
      const whole = WHOLES.get(loss.sample);
      if (whole === undefined) return;
      const archive = gzipSync(await tarOf(Object.entries(remainsOf(loss, whole.cluster))), { level: 1 });
      const read = await readBytes(archive.subarray(0, archive.length * loss.left));
      expect(inventions(reportOn(read), whole.known)).toEqual([]);
    }),
    { numRuns: Number(process.env.PARTIAL_CAPTURES ?? 120) },
  );
});

/** Examples that are captures of several objects. Of manifests more is concluded: they are authored side by side. */
const EXAMPLES = RULES.flatMap(({ rule }) => examplesOf(rule)).filter(([, { input }]) => {
  const documents = documentsIn(input);
  const objects = readTexts(documents).documents.flatMap((document) => document.objects);
  return documents.length > 1 && objects.every(({ value }) => isCaptured(value));
});

function examplesOf({ id, fails, passes, undecided }: Rule): readonly (readonly [string, Example])[] {
  return Object.entries({ fails, passes, undecided }).flatMap(([list, examples]) =>
    examples.map((example, at) => [`${id} ${list}/${at}`, example] as const),
  );
}

function documentsIn(text: string): readonly string[] {
  return text.split(/^---$/m);
}

function kindsOf(texts: readonly string[]): readonly string[] {
  const objects = readTexts(texts).documents.flatMap((document) => document.objects);
  return objects.map(({ value: { apiVersion, kind } }) => {
    const [group] = groupAndVersion(String(apiVersion));
    return kindName({ group, kind: String(kind) });
  });
}

describe('an example of a rule without one of its objects invents nothing', () => {
  test.each(EXAMPLES)('%s', (_, { input, releases }) => {
    const documents = documentsIn(input);
    const all = [['*'], []].map((complete) => reportOn(readTexts(documents), { complete, releases }));
    for (const lost of documents) {
      const rest = documents.filter((document) => document !== lost);
      const others = kindsOf(rest).filter((kind) => !kindsOf([lost]).includes(kind));
      for (const complete of [[], others])
        expect(inventions(reportOn(readTexts(rest), { complete, releases }), known(all))).toEqual([]);
    }
  });
});
