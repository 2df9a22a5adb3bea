import { distance } from 'fastest-levenshtein';

/** The candidate that a misspelled word most likely meant; undefined where none is near. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const word = latinPart(written);
  const near = [...new Set(candidates)]
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= farthest(word, candidate))
    .sort((one, other) => one.far - other.far);
  return near[0]?.candidate;
}

/** A third of the word may be wrong, and one letter always (two letters swapped are two); a word that is only lengthened is near too. */
function farthest(word: string, candidate: string): number {
  const isPart = word.length > 3 && (candidate.includes(word) || word.includes(candidate));
  return isPart ? Math.max(word.length, candidate.length) : Math.max(1, Math.ceil(word.length / 3));
}

/** Translated documentation translates parts of words: only what is left of them can be compared. */
function latinPart(word: string): string {
  const latin = word.replace(/[^\u0020-\u024f]/g, '');
  return latin.length > 3 ? latin : word;
}
