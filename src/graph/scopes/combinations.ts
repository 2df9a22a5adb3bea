import type { Cell } from './cells.js';
import { namesFor, type Tie } from './ties.js';

/** What one cluster may have: the names that it has in ties, and all cells that go with them. */
export interface Combination {
  readonly alternatives: readonly string[];
  readonly cells: ReadonlySet<Cell>;
}

/** More scopes than this are not made by combining ties; a single tie may have more names. */
const LIMIT = 64;

/** The names of which a combination must have one in each tie, for a cell to be in it. */
type Need = ReadonlyMap<Tie, readonly string[]>;

/** The name that a combination has in each tie. */
type Picks = ReadonlyMap<Tie, string>;

/** As few combinations as hold every cell; where they would be too many, those of the largest tie alone. */
export function combinationsOf(cells: readonly Cell[], ties: readonly Tie[]): readonly Combination[] {
  const needs = new Map(cells.map((cell) => [cell, needOf(cell, ties)]));
  const all = filledUp(picksFor([...needs.values()]), ties, [...needs.values()]);
  const [largest] = ties.toSorted((one, other) => other.names.size - one.names.size);
  if (largest && all.length > Math.max(LIMIT, largest.names.size)) return combinationsOf(cells, [largest]);
  return all.map((picks) => ({
    alternatives: ties.flatMap((tie) => picks.get(tie) ?? []),
    cells: new Set(cells.filter((cell) => meets(picks, needs.get(cell)))),
  }));
}

function needOf(cell: Cell, ties: readonly Tie[]): Need {
  const own = ties.filter(({ forks }) => [...cell.belonging.keys()].some((fork) => forks.has(fork)));
  return new Map(own.map((tie) => [tie, namesFor(cell, tie)]));
}

/**
 * As few picks as meet all needs. Needs in several ties come first, so that what refers to each other stays together;
 * then forks that have nothing to do with each other vary side by side.
 */
function picksFor(needs: readonly Need[]): readonly Picks[] {
  const all: Map<Tie, string>[] = [];
  const choice = (need: Need) => [...need.values()].reduce((sum, names) => sum + names.length, 0);
  for (const need of needs.toSorted((one, other) => other.size - one.size || choice(one) - choice(other))) {
    if (all.some((picks) => meets(picks, need))) continue;
    const open = all.find((picks) =>
      [...need].every(([tie, names]) => names.includes(picks.get(tie) ?? names[0] ?? '')),
    );
    const picks = open ?? new Map<Tie, string>();
    for (const [tie, [first]] of need) if (first !== undefined && !picks.has(tie)) picks.set(tie, first);
    if (open === undefined) all.push(picks);
  }
  return all;
}

function meets(picks: Picks, need: Need = new Map()): boolean {
  return [...need].every(([tie, names]) => names.includes(picks.get(tie) ?? ''));
}

/** A tie of which a scope has nothing yet lends it one of its names, unless references bind it to other scopes. */
function filledUp(all: readonly Picks[], ties: readonly Tie[], needs: readonly Need[]): readonly Picks[] {
  const bound = new Map(ties.map((tie) => [tie, new Set<Tie>()]));
  for (const need of needs)
    for (const tie of need.keys()) for (const other of need.keys()) bound.get(tie)?.add(other);
  return all.map((picks, index) => {
    const open = ties.filter(
      (tie) => !picks.has(tie) && ![...(bound.get(tie) ?? [])].some((other) => picks.has(other)),
    );
    return new Map([
      ...picks,
      ...open.map((tie) => [tie, [...tie.names][index % tie.names.size] ?? ''] as const),
    ]);
  });
}
