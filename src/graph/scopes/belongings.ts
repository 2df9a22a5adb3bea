import { groupBy } from '../../input/group-by.js';
import type { Fork } from './fork.js';
import { entriesInto, joinedWhereMet, type Reach, reachOf } from './reach.js';
import type { References } from './references.js';

/** Of each fork that a file is not common to: the alternatives that the file belongs to. */
export type Belonging = ReadonlyMap<Fork, ReadonlySet<string>>;

type Belongings = Map<string, Map<Fork, ReadonlySet<string>>>;

/**
 * By name of file, what it belongs to. Files belong to the alternatives that reach them. Alternatives that are brought to
 * one cluster from outside meet; who brings one there belongs to it, too.
 */
export function belongingsOf(forks: readonly Fork[], references: References): ReadonlyMap<string, Belonging> {
  const belongings: Belongings = new Map();
  const parts = forks.map((fork) => {
    const reach = reachOf(fork, references);
    return { fork, reach, entries: entriesInto(fork, reach, references) };
  });
  for (const { fork, reach } of parts) assign(belongings, fork, reach);
  for (const { fork, reach, entries } of parts) {
    const clusters = groupBy(entries, ({ reference: { from, isApplied } }) =>
      isApplied ? keyOf(belongings.get(from)) : from,
    );
    assign(belongings, fork, joinedWhereMet(reach, clusters.values()));
  }
  for (const { fork, entries } of parts) {
    const bringers = entries.flatMap(({ reference: { from, to } }) => {
      const names = belongings.get(to)?.get(fork);
      return names === undefined ? [] : [[from, names] as const];
    });
    assign(belongings, fork, new Map(bringers));
  }
  return belongings;
}

/** What belongs to all alternatives of a fork is common. */
function assign(belongings: Belongings, fork: Fork, reach: Reach): void {
  for (const [file, names] of reach) {
    const belonging = belongings.get(file) ?? new Map<Fork, ReadonlySet<string>>();
    belongings.set(file, belonging.set(fork, names));
    if (names.size === fork.alternatives.size) belonging.delete(fork);
  }
}

/** Equal for files that belong to the same alternatives of the same forks. */
export function keyOf(belonging: Belonging = new Map()): string {
  const entries = [...belonging].map(([{ index }, names]) => [index, ...[...names].sort()] as const);
  return JSON.stringify(entries.sort(([one], [other]) => one - other));
}
