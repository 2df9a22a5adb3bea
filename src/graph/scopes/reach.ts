import type { Fork } from './fork.js';
import type { Reference, References } from './references.js';

/** Of one fork: the alternatives that each file belongs to. A file that is not in it is common, or has no part in it. */
export type Reach = ReadonlyMap<string, ReadonlySet<string>>;

/** A file belongs to the alternatives that reach it, and is common where something common reaches it as well. */
export function reachOf({ alternatives }: Fork, { from, to }: References): Reach {
  const reach = new Map<string, Set<string>>();
  for (const [name, files] of alternatives)
    for (const file of reachedFrom(files, from)) reach.set(file, (reach.get(file) ?? new Set()).add(name));
  const starts = new Set([...alternatives.values()].flat());
  const isCommon = (file: string) => !starts.has(file) && to.get(file)?.some((each) => !reach.has(each.from));
  for (const file of reachedFrom([...reach.keys()].filter(isCommon), from)) reach.delete(file);
  return reach;
}

function reachedFrom(files: readonly string[], from: References['from']): ReadonlySet<string> {
  const reached = new Set(files);
  // A set that grows is walked to its end, and holds each file once: no circle can keep it going.
  for (const file of reached) for (const { to } of from.get(file) ?? []) reached.add(to);
  return reached;
}

/** A reference to a file that an alternative starts from, by a file outside of all alternatives. */
export interface Entry {
  readonly alternative: string;
  readonly reference: Reference;
}

/** All entries into the alternatives of a fork. */
export function entriesInto({ alternatives }: Fork, reach: Reach, { to }: References): readonly Entry[] {
  return [...alternatives].flatMap(([alternative, files]) =>
    files
      .filter((file) => reach.has(file))
      .flatMap((file) => (to.get(file) ?? []).filter(({ from }) => !reach.has(from)))
      .map((reference) => ({ alternative, reference })),
  );
}

/**
 * Alternatives that are brought to one cluster are one: what belongs to one of them belongs to all. Only files for which
 * that changes something are given.
 */
export function joinedWhereMet(reach: Reach, clusters: Iterable<readonly Entry[]>): Reach {
  const met = new Map<string, ReadonlySet<string>>();
  const joined = (names: ReadonlySet<string>) =>
    new Set([...names].flatMap((name) => [...(met.get(name) ?? [name])]));
  for (const entries of clusters) {
    const names = joined(new Set(entries.map(({ alternative }) => alternative)));
    if (names.size > 1) for (const name of names) met.set(name, names);
  }
  const changed = [...reach].filter(([, names]) => [...names].some((name) => met.has(name)));
  return new Map(changed.map(([file, names]) => [file, joined(names)]));
}
