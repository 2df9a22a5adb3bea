/**
 * Which parts of a document somebody wants to know: of a mapping the named keys, or parts of their values, and whether
 * the keys that are not named. A list is as its items are.
 */
export interface Wanted {
  readonly rest: boolean;
  readonly keys: ReadonlyMap<string, Wanted | boolean>;
}

/** What is wanted of the value of a key. */
export function partOf(wanted: Wanted | true, key: string): Wanted | boolean {
  return wanted === true ? true : (wanted.keys.get(key) ?? wanted.rest);
}
