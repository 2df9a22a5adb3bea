const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const DURATION = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
/** Go keeps a duration in 64 bits. */
const LONGEST = 2 ** 63;

/** Nanoseconds of a duration as Go's time.ParseDuration reads it; undefined where it refuses the text. */
export function durationOf(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, parts = ''] = match;
  const total = [...parts.matchAll(PART)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (NANOSECONDS[unit] ?? 0),
    0,
  );
  return total < LONGEST ? total * (sign === '-' ? -1 : 1) : undefined;
}
