import { type Command, type Run, run } from './child.js';
import type { Input } from './inputs.js';
import type { Places, Tool } from './tools.js';

/** What was measured of one tool on one input. */
export interface Measured {
  readonly input: Input;
  readonly tool: Tool;
  /** Medians of all rounds; undefined where the tool gave no result. */
  readonly milliseconds: number | undefined;
  readonly peak: number | undefined;
  /** The median of its ratio to the reference, round by round. */
  readonly ratio: number | undefined;
  readonly remark: string;
}

/** How it is measured. */
export interface Choice {
  readonly places: Places;
  readonly rounds: number;
  /** Seconds after which a run is given up. */
  readonly limit: number;
}

/** How many times as many rounds there are of short runs. */
export const MORE = 5;
/** Whatever takes longer is run once. */
const LONG = 60_000;

/** Runs all tools on an input in turn, round by round, so that noise hits all of them. */
export async function measure(
  input: Input,
  tools: readonly Tool[],
  { places, rounds, limit }: Choice,
): Promise<readonly Measured[]> {
  const candidates = tools.map((tool) => ({
    tool,
    command: tool.commandFor(input, places),
    runs: [] as Run[],
  }));
  for (let round = 0; round < roundsOf(input, rounds); round += 1)
    for (const { command, runs } of candidates)
      if (isRunnable(command) && isWorthARun(runs)) runs.push(await run(command, limit));
  const reference = candidates.find(({ tool }) => tool.id === referenceFor(input))?.runs ?? [];
  return candidates.flatMap(({ tool, command, runs }) =>
    command === undefined
      ? []
      : [summary(input, tool, typeof command === 'string' ? command : runs, reference)],
  );
}

/** What is over in a moment is at the mercy of all else that the machine does, and costs little to run again. */
function roundsOf({ kind }: Input, rounds: number): number {
  return kind === 'file' || kind === 'version' ? rounds * MORE : rounds;
}

function isRunnable(command: Command | string | undefined): command is Command {
  return typeof command === 'object';
}

function isWorthARun(runs: readonly Run[]): boolean {
  return runs.every(({ failure, milliseconds }) => failure === undefined && milliseconds < LONG);
}

/** The tool whose time an input is measured by. */
export function referenceFor({ kind }: Input): string {
  if (kind === 'dump') return 'json';
  return kind === 'repository' ? 'naive' : 'node';
}

function summary(
  input: Input,
  tool: Tool,
  runs: readonly Run[] | string,
  reference: readonly Run[],
): Measured {
  const failure = typeof runs === 'string' ? runs : runs.find((each) => each.failure !== undefined)?.failure;
  if (typeof runs === 'string' || failure !== undefined)
    return { input, tool, milliseconds: undefined, peak: undefined, ratio: undefined, remark: failure ?? '' };
  const peaks = runs.flatMap(({ peak }) => peak ?? []);
  return {
    input,
    tool,
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    peak: median(peaks),
    ratio: median(runs.flatMap((each, round) => ratioOf(each, reference[round]))),
    remark: runs.length === 1 ? 'one run' : '',
  };
}

function ratioOf({ milliseconds }: Run, reference: Run | undefined): readonly number[] {
  return reference === undefined || reference.failure !== undefined
    ? []
    : [milliseconds / reference.milliseconds];
}

/** The value in the middle, or the mean of the two there; undefined where there is none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
