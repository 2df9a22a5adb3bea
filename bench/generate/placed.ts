import type { Json } from '../../src/input/json.js';

/** A text that grows, and where in it the value that somebody asks for has begun. */
export interface Page {
  text: string;
  /** The mapping or list in which the value stands, and its key there. */
  readonly parent?: Json | undefined;
  readonly key?: string | number | undefined;
  /** Offsets in the text; -1 as long as the value was not written. */
  keyAt: number;
  valueAt: number;
}

export function pageFor(parent?: Json, key?: string | number): Page {
  return { text: '', parent, key, keyAt: -1, valueAt: -1 };
}
