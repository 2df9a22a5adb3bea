import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a word most likely meant: the nearest misspelling, else the only one that lengthens or shortens
 * the word. Of several such, as `istiod` is the beginning of every revision, none is nearer than the others.
 */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const word = latinPart(written);
  const others = [...new Set(candidates)].filter((candidate) => candidate !== written);
  const lower = word.toLowerCase();
  const [misspelled] = others
    .map((candidate) => ({ candidate, other: candidate.toLowerCase() }))
    // Words of very different lengths are far from each other, and there may be thousands of them.
    .filter(({ other }) => Math.abs(other.length - lower.length) <= farthest(word))
    .map(({ candidate, other }) => ({ candidate, far: distance(lower, other) }))
    .filter(({ far }) => far <= farthest(word))
    .sort((one, other) => one.far - other.far);
  if (misspelled !== undefined) return misspelled.candidate;
  const [only, another] = others.filter((candidate) => isPart(word, candidate));
  return another === undefined ? only : undefined;
}

/** A third of the word may be wrong, and one letter always (two letters swapped are two). */
function farthest(word: string): number {
  return Math.max(1, Math.ceil(word.length / 3));
}

function isPart(word: string, candidate: string): boolean {
  return word.length > 3 && (candidate.includes(word) || word.includes(candidate));
}

/** Translated documentation translates parts of words: only what is left of them can be compared. */
function latinPart(word: string): string {
  const latin = word.replace(/[^\u0020-\u024f]/g, '');
  return latin.length > 3 ? latin : word;
}
