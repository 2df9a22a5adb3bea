import type { Measured } from './rounds.js';

/** Ratios of meshlint to the reference of each input. */
export type Ratios = Readonly<Record<string, number>>;

export function ratiosOf(measured: readonly Measured[]): Ratios {
  const own = measured.filter(({ tool }) => tool.id === 'meshlint');
  return Object.fromEntries(
    own.flatMap(({ input, ratio }) => (ratio === undefined ? [] : [[input.id, rounded(ratio)]])),
  );
}

function rounded(ratio: number): number {
  return Number(ratio.toPrecision(3));
}

/** A ratio may become worse by half before somebody has to look. */
const TOLERATED = 1.5;

/** What is worse than it was by more than is tolerated, or was not measured. */
export function worsened(recorded: Ratios, now: Ratios): readonly string[] {
  return Object.entries(recorded).flatMap(([id, before]) => {
    const ratio = now[id];
    if (ratio === undefined) return [`${id}: not measured`];
    return ratio > before * TOLERATED ? [`${id}: ${ratio} times its reference, recorded are ${before}`] : [];
  });
}
