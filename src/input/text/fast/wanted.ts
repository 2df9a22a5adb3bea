import type { Wanted } from '../../wanted.js';

export type { Wanted } from '../../wanted.js';

/** What is wanted of the value of a key. */
export function partOf(wanted: Wanted | true, key: string): Wanted | boolean {
  return wanted === true ? true : (wanted.keys.get(key) ?? wanted.rest);
}
