import type { Outcome } from '../rules/evaluate.js';
import type { Finding, Undecided } from '../rules/finding.js';

/** What the rules said of one world. */
export interface JudgedWorld {
  /** Undefined where there is but one. */
  readonly name: string | undefined;
  readonly outcome: Outcome;
}

/** What the rules said of all worlds. What they share, such as the base of two overlays, is said once, with the names of both. */
export function outcomeOfAll(worlds: readonly JudgedWorld[]): Outcome {
  const named = <T extends Finding | Undecided>(of: (outcome: Outcome) => readonly T[]): readonly T[] =>
    merged(worlds.flatMap(({ name, outcome }) => of(outcome).map((each) => inWorld(each, name))));
  const problems = worlds.flatMap(({ outcome }) => outcome.problems);
  return {
    findings: named(({ findings }) => findings),
    undecided: named(({ undecided }) => undecided),
    problems: [
      ...new Map(problems.map((problem) => [`${problem.subject}: ${problem.message}`, problem])).values(),
    ],
    assumed: [...new Set(worlds.flatMap(({ outcome }) => outcome.assumed))].sort(),
  };
}

function inWorld<T extends Finding | Undecided>(said: T, name: string | undefined): T {
  if (name === undefined) return said;
  const consequences = consequencesOf(said).map((each) => inWorld(each, name));
  return { ...said, worlds: [name], ...('consequences' in said ? { consequences } : {}) };
}

function consequencesOf(said: Finding | Undecided): readonly Finding[] {
  return 'consequences' in said ? said.consequences : [];
}

function merged<T extends Finding | Undecided>(said: readonly T[]): readonly T[] {
  const known = new Map<string, T>();
  for (const each of said) {
    const key = keyOf(each);
    const before = known.get(key);
    known.set(key, before === undefined ? each : both(before, each));
  }
  return [...known.values()];
}

/** What is said of two worlds. One fault may have further consequences in one of them. */
function both<T extends Finding | Undecided>(one: T, other: T): T {
  const worlds = [...new Set([...one.worlds, ...other.worlds])];
  const consequences = merged([...consequencesOf(one), ...consequencesOf(other)]);
  return { ...one, worlds, ...('consequences' in one ? { consequences } : {}) };
}

/** One world never says the same thing twice of one place, so that only what several worlds say is merged. */
function keyOf(said: Finding | Undecided): string {
  const { rule, location, path } = said;
  const { line, column } = location.range.start;
  const words = 'message' in said ? [said.message, said.severity, said.notes] : said.needs;
  return JSON.stringify([rule.id, location.source.name, line, column, path, words]);
}
