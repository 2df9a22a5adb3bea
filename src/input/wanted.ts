import { isArray, isObject, type Json, type JsonObject } from './json.js';
import type { KindName } from './kinds.js';

/**
 * Which parts of a document somebody wants to know: of a mapping the named keys, or parts of their values, and whether
 * the keys that are not named. A list is as its items are.
 */
export interface Wanted {
  readonly rest: boolean;
  readonly keys: ReadonlyMap<string, Wanted | boolean>;
}

/** What is wanted of the value of a key. */
export function partOf(wanted: Wanted | boolean, key: string): Wanted | boolean {
  return typeof wanted === 'boolean' ? wanted : (wanted.keys.get(key) ?? wanted.rest);
}

/** What is wanted by one or the other. */
export function union(one: Wanted | boolean, other: Wanted | boolean): Wanted | boolean {
  if (one === true || other === true) return true;
  if (one === false) return other;
  if (other === false) return one;
  const keys = new Set([...one.keys.keys(), ...other.keys.keys()]);
  return {
    rest: one.rest || other.rest,
    keys: new Map([...keys].map((key) => [key, union(partOf(one, key), partOf(other, key))])),
  };
}

/** What somebody wants to know of the objects of a kind: all, nothing, or parts. */
export type WantedOf = (kind: KindName) => Wanted | boolean;

/** What every object is known by, be it read otherwise or not: its identity, and what tells a capture from a manifest. */
export const HEADER: Wanted = {
  rest: false,
  keys: new Map<string, Wanted | boolean>([
    ['apiVersion', true],
    ['kind', true],
    [
      'metadata',
      {
        rest: false,
        keys: new Map(
          ['name', 'namespace', 'labels', 'uid', 'resourceVersion', 'creationTimestamp'].map((key) => [
            key,
            true,
          ]),
        ),
      },
    ],
  ]),
};

/** A value without what nobody will read. */
export function pruned(value: Json, wanted: Wanted | boolean): Json {
  if (typeof wanted === 'boolean') return value;
  if (isArray(value)) return value.map((item) => pruned(item, wanted));
  return isObject(value) ? prunedMapping(value, wanted) : value;
}

function prunedMapping(mapping: JsonObject, wanted: Wanted): JsonObject {
  const kept = Object.entries(mapping).filter(([key]) => partOf(wanted, key) !== false);
  return Object.fromEntries(kept.map(([key, child]) => [key, pruned(child, partOf(wanted, key))]));
}
