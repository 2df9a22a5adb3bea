import { isStage, stageOf } from './stage.js';

/** By name, the files that each of several things starts from, of which a cluster has one. */
export type Alternatives = ReadonlyMap<string, readonly string[]>;

/** A place where clusters differ: each has one of the alternatives. */
export interface Fork {
  /** Its place among all forks. */
  readonly index: number;
  readonly alternatives: Alternatives;
  /** The alternatives that are named after a stage and no more, by that stage. */
  readonly stages: ReadonlyMap<string, string>;
}

/** Forks of these alternatives. One alternative alone is none. */
export function forksOf(all: readonly Alternatives[]): readonly Fork[] {
  return all
    .filter(({ size }) => size > 1)
    .map((alternatives, index) => {
      const stages = [...alternatives.keys()].filter(isStage);
      return { index, alternatives, stages: new Map(stages.map((name) => [stageOf(name), name])) };
    });
}

/** The alternative that a cluster of this name has: that of its name, or of its stage. */
export function alternativeFor(name: string, { alternatives, stages }: Fork): string | undefined {
  return alternatives.has(name) ? name : stages.get(stageOf(name));
}
