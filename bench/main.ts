import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check, ci, generateAll, type Options, print, record } from './commands.js';
import { inputOf } from './measure/inputs.js';
import { TOOLS } from './measure/tools.js';

const HELP = `Usage: node bench/bench.mjs COMMAND [INPUT...] [options]

Commands:
  generate   write the inputs
  check      run meshlint on the inputs, and compare what it finds with what was planted
  measure    run all tools on the inputs in turn, and print one table
  ci         measure small inputs; exit code 1 where a finding or a ratio is not as it should be
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

const COMMANDS: Readonly<Record<string, (options: Options) => number | Promise<number>>> = {
  generate: generateAll,
  check,
  measure: print,
  ci,
  record,
};

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
      help: { type: 'boolean', default: false },
    },
  });
  const [name = '', ...ids] = positionals;
  const command = COMMANDS[name];
  if (command === undefined || values.help) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const folder = resolve(values.folder);
  const names = values.tools.split(',');
  return command({
    inputs: ids.map((id) => inputOf(id, folder)),
    places: { folder, meshlint: resolve(values.meshlint) },
    toolsFor: () => TOOLS.filter(({ id }) => names.includes(id)),
    rounds: Number(values.rounds),
    limit: Number(values.limit),
  });
}
