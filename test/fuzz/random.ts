/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number below a limit. */
  readonly below: (limit: number) => number;
  readonly oneOf: <T>(values: readonly T[]) => T;
  /** True in one of so many cases. */
  readonly isOneIn: (cases: number) => boolean;
}

/** The generator mulberry32: small, quick, and good enough to choose by. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    isOneIn: (cases) => below(cases) === 0,
    oneOf: (values) => {
      const chosen = values[below(values.length)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
  };
}
