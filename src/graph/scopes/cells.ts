import { groupBy } from '../../input/group-by.js';
import { type Belonging, keyOf } from './belongings.js';

/** Files that belong together: to the same alternatives of the same forks. */
export interface Cell {
  readonly belonging: Belonging;
  readonly files: readonly string[];
}

/** The cells of all files; those that are common to all forks are in none. */
export function cellsOf(belongings: ReadonlyMap<string, Belonging>): readonly Cell[] {
  const forked = [...belongings].filter(([, { size }]) => size > 0);
  return [...groupBy(forked, ([, belonging]) => keyOf(belonging)).values()].map((group) => ({
    belonging: group[0]?.[1] ?? new Map(),
    files: group.map(([file]) => file),
  }));
}
