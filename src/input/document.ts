import type { Claim } from './claim.js';
import type { Json, JsonObject } from './json.js';
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

/** A document that holds objects of Kubernetes, one or many. */
export interface KubernetesDocument extends Document {
  readonly objects: readonly ObjectAt[];
  /** Its text, from the document before it on: comments may tell what it was rendered from. */
  readonly written: () => string;
  /** What its shape lets conclude of the objects that it does not hold. */
  readonly claims: readonly Claim[];
  /** Whether it is an item of a list that is read item by item. The list without them is a document, too. */
  readonly isItem?: boolean;
  /** How many objects of a list nobody reads, and the namespaces of all that it holds of a capture. */
  readonly unread?: { readonly count: number; readonly namespaces: ReadonlySet<string> };
}

/** One object of a document, with its apiVersion and kind, and its path there: the root, or an item of a list. */
export interface ObjectAt {
  readonly value: JsonObject;
  readonly path: Path;
  /** A watch saw it vanish: what was read of it before counts no more. */
  readonly deleted?: true;
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
