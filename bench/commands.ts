import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Difference, differenceOf, expectedInDump, expectedInRepository } from './check.js';
import { run } from './measure/child.js';
import { generate, type Input, inputOf } from './measure/inputs.js';
import { type Ratios, ratiosOf, worsened } from './measure/recorded.js';
import { type Measured, MORE, measure, referenceFor } from './measure/rounds.js';
import { inferredSchemas } from './measure/schemas.js';
import { machine, tableOf } from './measure/table.js';
import { meshlint, type Places, pathOf, reportPath, schemasPath, TOOLS, type Tool } from './measure/tools.js';

/** What a command works on. */
export interface Options {
  readonly inputs: readonly Input[];
  readonly places: Places;
  /** What is measured on an input. */
  readonly toolsFor: (input: Input) => readonly Tool[];
  readonly rounds: number;
  /** In seconds. */
  readonly limit: number;
}

/** Writes all inputs that are not there yet. */
export function generateAll({ inputs, places: { folder } }: Options): number {
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) generate(input);
  return 0;
}

/** Compares what meshlint finds in the inputs with what was planted there. */
export async function check(options: Options): Promise<number> {
  generateAll(options);
  for (const input of options.inputs) {
    const { failure } = await run(meshlint(input, options.places), options.limit);
    if (failure !== undefined) throw new Error(`meshlint on ${input.id}: ${failure}`);
  }
  return compared(options);
}

/** Compares the reports that meshlint wrote last: 0 where all of them are the truth, or 1. */
function compared({ inputs, places }: Options): number {
  const right = inputs.map((input) => {
    const expected = expectedIn(input);
    if (expected === undefined) return true;
    return told(input, differenceOf(expected, readFileSync(reportPath(input, places), 'utf8')));
  });
  return right.every(Boolean) ? 0 : 1;
}

function expectedIn(input: Input): readonly string[] | undefined {
  if (input.kind === 'dump') return expectedInDump(input.path, input.form, basename(pathOf(input)));
  return input.kind === 'repository' ? expectedInRepository(input.path) : undefined;
}

const MOST_LINES = 20;

/** Tells a difference, and whether there is none. */
function told({ id }: Input, { missing, extra }: Difference): boolean {
  const isRight = missing.length + extra.length === 0;
  console.log(`${id}: ${isRight ? 'the truth' : `${missing.length} missing, ${extra.length} too many`}`);
  for (const line of missing.slice(0, MOST_LINES)) console.log(`  missing  ${line}`);
  for (const line of extra.slice(0, MOST_LINES)) console.log(`  too many ${line}`);
  return isRight;
}

/** Prints the table of what was measured. */
export async function print(options: Options): Promise<number> {
  await printed(options);
  return 0;
}

async function printed(options: Options): Promise<readonly Measured[]> {
  generateAll(options);
  writeFileSync(schemasPath(options.places.folder), JSON.stringify(inferredSchemas(2)));
  const measured: Measured[] = [];
  for (const input of options.inputs)
    measured.push(...(await measure(input, options.toolsFor(input), options)));
  console.log(
    `${machine()}; medians of ${options.rounds} rounds in turn, of short runs ${options.rounds * MORE}\n\n${tableOf(measured)}\n`,
  );
  return measured;
}

const RECORDED = join(import.meta.dirname, 'recorded.json');

/** Measures small inputs of all kinds; 1 where a finding is not the truth, or a ratio is far worse than recorded. */
export async function ci(options: Options): Promise<number> {
  const small = smallRun(options);
  const recorded: Ratios = JSON.parse(readFileSync(RECORDED, 'utf8'));
  let complaints: readonly string[] = [];
  // Something else may have run on the machine: what became slower is slower each time.
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    complaints = worsened(recorded, ratiosOf(await printed(small)));
    for (const complaint of complaints) console.log(complaint);
    if (complaints.length === 0) break;
  }
  return complaints.length > 0 ? 1 : compared(small);
}

const ATTEMPTS = 3;

/** Writes down the ratios that later runs are held to. */
export async function record(options: Options): Promise<number> {
  const ratios = ratiosOf(await printed(smallRun(options)));
  writeFileSync(RECORDED, `${JSON.stringify(ratios, undefined, 2)}\n`);
  return 0;
}

const SMALL: readonly string[] = ['d10', 'd10nj', 'g200', 'file', 'version'];

/** Meshlint and the reference of each input, which are generated anew: the generator may have changed. */
function smallRun({ places, ...options }: Options): Options {
  const folder = join(places.folder, 'small');
  rmSync(folder, { recursive: true, force: true });
  return {
    ...options,
    inputs: SMALL.map((id) => inputOf(id, folder)),
    places: { ...places, folder },
    toolsFor: (input) => TOOLS.filter(({ id }) => id === 'meshlint' || id === referenceFor(input)),
  };
}
