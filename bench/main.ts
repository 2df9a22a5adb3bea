import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differenceOf, expectedInDump, expectedInRepository } from './check.js';
import { run } from './measure/child.js';
import { generate, type Input, inputOf } from './measure/inputs.js';
import { ratiosOf, worsened } from './measure/recorded.js';
import { type Measured, measure } from './measure/rounds.js';
import { inferredSchemas } from './measure/schemas.js';
import { machine, tableOf } from './measure/table.js';
import { type Places, pathOf, reportPath, schemasPath, TOOLS, type Tool } from './measure/tools.js';

const HELP = `Usage: node bench/bench.mjs COMMAND [INPUT...] [options]

Commands:
  generate   write the inputs
  check      run meshlint on the inputs, and compare what it finds with what was planted
  measure    run all tools on the inputs in turn, and print one table
  ci         check and measure small inputs; exit code 1 where a finding or a ratio is not as it should be
  record     measure what ci measures, and write the ratios to bench/recorded.json

Inputs: d100 (a dump of 100 MB of YAML with managedFields), d100n (without), d100j and d100nj (the same objects as JSON),
  g5000 (a repository of 5,000 files), file (one small file), version (meshlint --version). Any size will do.

Options:
  --folder DIR      where inputs and reports are kept (.cache/bench)
  --meshlint FILE   the main.js that is measured (dist/cli/main.js: npm run build)
  --tools a,b       only these: ${TOOLS.map(({ id }) => id).join(', ')}
  --rounds N        of measuring (3)
  --limit SECONDS   after which a run is given up (300)
`;

const ROOT = join(import.meta.dirname, '..');
const RECORDED = join(import.meta.dirname, 'recorded.json');
/** What continuous integration takes: all kinds of inputs, and less than a minute. */
const SMALL: readonly string[] = ['d10', 'd10n', 'd10nj', 'g200', 'file', 'version'];
const SMALL_TOOLS: readonly string[] = ['meshlint', 'json', 'naive', 'node'];

interface Options {
  readonly inputs: readonly Input[];
  readonly places: Places;
  readonly tools: readonly Tool[];
  readonly rounds: number;
  readonly limit: number;
}

/** Runs a command of the benchmark, and gives its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      folder: { type: 'string', default: join(ROOT, '.cache/bench') },
      meshlint: { type: 'string', default: join(ROOT, 'dist/cli/main.js') },
      tools: { type: 'string', default: TOOLS.map(({ id }) => id).join() },
      rounds: { type: 'string', default: '3' },
      limit: { type: 'string', default: '300' },
    },
  });
  const [command, ...ids] = positionals;
  const perform = COMMANDS[command ?? ''];
  if (perform === undefined) return print(HELP, 2);
  const folder = resolve(values.folder);
  const names = values.tools.split(',');
  return perform({
    inputs: (isSmallRun(command) ? SMALL : ids).map((id) => inputOf(id, folder)),
    places: { folder, meshlint: resolve(values.meshlint) },
    tools: TOOLS.filter(({ id }) => (isSmallRun(command) ? SMALL_TOOLS : names).includes(id)),
    rounds: Number(values.rounds),
    limit: Number(values.limit),
  });
}

function isSmallRun(command: string | undefined): boolean {
  return command === 'ci' || command === 'record';
}

const COMMANDS: Readonly<Record<string, (options: Options) => Promise<number>>> = {
  generate: async (options) => {
    prepare(options);
    return 0;
  },
  check: async (options) => {
    prepare(options);
    return checked(options);
  },
  measure: async (options) => {
    await printed(options);
    return 0;
  },
  ci,
  record: async (options) => {
    const ratios = ratiosOf(await printed(options));
    writeFileSync(RECORDED, `${JSON.stringify(ratios, undefined, 2)}\n`);
    return 0;
  },
};

function print(text: string, code: number): number {
  console.log(text);
  return code;
}

function prepare({ inputs, places, tools }: Options): void {
  for (const input of inputs) generate(input, places.folder);
  if (!tools.some(({ id }) => id === 'naive')) return;
  mkdirSync(places.folder, { recursive: true });
  writeFileSync(schemasPath(places.folder), JSON.stringify(inferredSchemas(2)));
}

/** Whether meshlint finds in each input what was planted there: 0, or 1. */
async function checked({ inputs, places, limit }: Options): Promise<number> {
  let code = 0;
  for (const input of inputs) {
    if (input.kind !== 'dump' && input.kind !== 'repository') continue;
    const { missing, extra } = await differenceIn(input, places, limit);
    const isRight = missing.length === 0 && extra.length === 0;
    console.log(
      `${input.id}: ${isRight ? 'the truth' : `${missing.length} missing, ${extra.length} too many`}`,
    );
    for (const line of missing.slice(0, 20)) console.log(`  missing  ${line}`);
    for (const line of extra.slice(0, 20)) console.log(`  too many ${line}`);
    if (!isRight) code = 1;
  }
  return code;
}

async function differenceIn(
  input: Extract<Input, { readonly kind: 'dump' | 'repository' | 'file' }>,
  places: Places,
  limit: number,
) {
  const command = TOOLS[0]?.commandFor(input, places);
  if (typeof command !== 'object') throw new Error('meshlint reads all inputs');
  const { failure } = await run(command, limit);
  if (failure !== undefined) throw new Error(`meshlint on ${input.id}: ${failure}`);
  const expected =
    input.kind === 'dump'
      ? expectedInDump(input.path, input.form, basename(pathOf(input)))
      : expectedInRepository(input.path);
  return differenceOf(expected, readFileSync(reportPath(input, places), 'utf8'));
}

/** Measures, and prints the table. */
async function printed(options: Options): Promise<readonly Measured[]> {
  prepare(options);
  const measured: Measured[] = [];
  for (const input of options.inputs) measured.push(...(await measure(input, options)));
  console.log(`${machine()}; medians of ${options.rounds} rounds in turn\n\n${tableOf(measured)}`);
  return measured;
}

async function ci(options: Options): Promise<number> {
  prepare(options);
  const code = await checked(options);
  const complaints = worsened(JSON.parse(readFileSync(RECORDED, 'utf8')), ratiosOf(await printed(options)));
  for (const complaint of complaints) console.log(complaint);
  return complaints.length > 0 ? 1 : code;
}
