import { isArray, isObject, type Json, type JsonObject } from './json.js';
import type { KindName } from './kinds.js';

/** Which parts of a value somebody will read: all, none, or what its keys say. */
export type Wanted = boolean | WantedKeys;

export interface WantedKeys {
  /** Whether the keys are wanted that are not named. */
  readonly rest: boolean;
  readonly keys: ReadonlyMap<string, Wanted>;
}

/** Which parts of the objects of a kind somebody will read. */
export type WantedOf = (kind: KindName) => Wanted;

/** What every object is known by, be it read otherwise or not: its identity, and what tells a capture from a manifest. */
export const HEADER: WantedKeys = {
  rest: false,
  keys: new Map<string, Wanted>([
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
export function pruned(value: Json, wanted: Wanted): Json {
  if (typeof wanted === 'boolean') return value;
  if (isArray(value)) return value.map((item) => pruned(item, wanted));
  return isObject(value) ? prunedMapping(value, wanted) : value;
}

function prunedMapping(mapping: JsonObject, { rest, keys }: WantedKeys): JsonObject {
  const kept = Object.entries(mapping).filter(([key]) => (keys.get(key) ?? rest) !== false);
  return Object.fromEntries(kept.map(([key, child]) => [key, pruned(child, keys.get(key) ?? rest)]));
}
