import type { Wanted } from '../../src/input/wanted.js';
import { compareReaders } from '../input/text/readers.js';
import { type Random, randomFrom } from './random.js';
import { TEXTS } from './seeds.js';
import { mutatedYaml } from './yaml-mutations.js';
import { yamlFrom } from './yaml-texts.js';

/** Documents to mutate: the slow reader takes long for large ones. */
const DOCUMENTS = TEXTS.flatMap((text) => text.split(/^---\n/m)).filter(({ length }) => length < 1500);

/** What went wrong with the document of a seed, in the shape in which the other fuzzer tells it. */
export function failureOf(seed: number) {
  const random = randomFrom(seed);
  const text = documentFrom(random);
  const faults = differencesIn(text, wantedFrom(text, random)).map((name) => `the readers differ: ${name}`);
  return faults.length === 0 ? undefined : { seed, files: { 'a.yaml': text }, faults };
}

function differencesIn(text: string, wanted: Wanted): readonly string[] {
  try {
    return compareReaders(text, wanted).differences;
  } catch (error) {
    return [String(error)];
  }
}

function documentFrom(random: Random): string {
  const text = random.isOneIn(4) ? random.oneOf(DOCUMENTS) : yamlFrom(random);
  return random.isOneIn(5) ? text : mutatedYaml(text, random);
}

/** Parts of a document, by keys that occur in it. */
function wantedFrom(text: string, random: Random): Wanted {
  const keys = [...text.matchAll(/[\w./-]+(?=["']?:)/g)].map(([key]) => key);
  const part = (): Wanted | boolean => (random.isOneIn(3) ? chosen() : random.isOneIn(3));
  const chosen = (): Wanted => ({
    rest: random.isOneIn(2),
    keys: new Map(
      Array.from({ length: keys.length === 0 ? 0 : random.below(4) }, () => [random.oneOf(keys), part()]),
    ),
  });
  return chosen();
}

/** Whether the fast reader reads the document of a seed. */
export function isRead(seed: number): boolean {
  return !compareReaders(documentFrom(randomFrom(seed)), ALL).isHandedOver;
}

const ALL: Wanted = { rest: true, keys: new Map() };

/**
 * How much of it was worth the trouble.
 * @public for fuzz.mjs, which has no types
 */
export function summary(count: number): string {
  const read = Array.from({ length: Math.min(count, 2000) }, (_, at) => at).filter(isRead);
  const handedOver = DOCUMENTS.filter((text) => compareReaders(text, ALL).isHandedOver);
  return [
    `the fast reader reads ${read.length} of the first 2000`,
    `and hands over ${handedOver.length} of ${DOCUMENTS.length} documents that were not changed`,
  ].join(' ');
}
