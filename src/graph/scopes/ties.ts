import { groupBy } from '../../input/group-by.js';
import type { Cell } from './cells.js';
import { alternativeFor, type Fork } from './fork.js';
import { stageOf } from './stage.js';

/** Forks that vary together, as they have alternatives of one name: the overlays `prod` of two applications meet. */
export interface Tie {
  readonly forks: ReadonlySet<Fork>;
  /** Of clusters: each has of every fork the alternative of its name or stage. */
  readonly names: ReadonlySet<string>;
  readonly stages: ReadonlySet<string>;
}

/** Forks are not tied where a file would then belong nowhere: one in the overlay `dev` that the cluster `prod` uses. */
export function tiesOf(forks: readonly Fork[], cells: readonly Cell[]): readonly Tie[] {
  const pairs = cells.flatMap((cell) => [...cell.belonging.keys()].map((fork) => ({ fork, cell })));
  const touching = groupBy(pairs, ({ fork }) => fork);
  const ties = new Set<Tie>();
  for (const fork of forks) {
    let tie = tieOf(fork);
    for (const other of ties) {
      if (!asksFor(tie, other) && !asksFor(other, tie)) continue;
      const [small, large] = tie.forks.size <= other.forks.size ? [tie, other] : [other, tie];
      const both = joined(large, small);
      const touched = [...small.forks].flatMap((each) => touching.get(each) ?? []);
      if (touched.some(({ cell }) => namesFor(cell, both).length === 0)) continue;
      ties.delete(other);
      tie = both;
    }
    ties.add(tie);
  }
  return [...ties].toSorted((one, other) => firstOf(one) - firstOf(other));
}

function tieOf(fork: Fork): Tie {
  return {
    forks: new Set([fork]),
    names: new Set(fork.alternatives.keys()),
    stages: new Set(fork.stages.keys()),
  };
}

function joined(one: Tie, other: Tie): Tie {
  return {
    forks: new Set([...one.forks, ...other.forks]),
    names: new Set([...one.names, ...other.names]),
    stages: new Set([...one.stages, ...other.stages]),
  };
}

function asksFor({ names }: Tie, other: Tie): boolean {
  return [...names].some((name) => other.names.has(name) || other.stages.has(stageOf(name)));
}

function firstOf({ forks }: Tie): number {
  return [...forks].reduce((first, { index }) => Math.min(first, index), Number.POSITIVE_INFINITY);
}

/** The names of clusters that have everything of a cell, as far as the forks of a tie tell. */
export function namesFor({ belonging }: Cell, { forks, names }: Tie): readonly string[] {
  const own = [...belonging].filter(([fork]) => forks.has(fork));
  return [...names].filter((name) =>
    own.every(([fork, alternatives]) => alternatives.has(alternativeFor(name, fork) ?? '')),
  );
}
