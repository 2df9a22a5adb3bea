import type { Json } from './json.js';
import type { Path } from './path.js';
import type { Range, Source } from './source.js';

/** One parsed YAML or JSON document. Its value is plain data; places are looked up late, for findings only. */
export interface Document {
  readonly source: Source;
  readonly value: Json;
  /**
   * The range of the value at a path, or of its key. Where the path does not exist, the range of the nearest parent
   * that does: a value always has a place.
   */
  locate(path: Path, part: Part): Range;
}

/** Whether a place means a value or the key that names it (an unknown key is a mistake of the key). */
export type Part = 'key' | 'value';

/** A document that no parser accepts, or that YAML accepts and Kubernetes would not. */
export interface BrokenDocument {
  readonly source: Source;
  readonly range: Range;
  /** What is wrong, in our own words: one sentence without a period. */
  readonly message: string;
}

/** What a run read: documents in the order of their sources, and everything that is not a document. */
export interface Input {
  readonly documents: readonly Document[];
  /** Broken documents of files that look like Kubernetes. Those of other files are only counted. */
  readonly broken: readonly BrokenDocument[];
  /** Keys that stand twice in one mapping of a Kubernetes document; the last one wins. */
  readonly duplicates: readonly BrokenDocument[];
}
