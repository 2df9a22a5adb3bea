import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import type { Command } from './child.js';
import { fitsInText, type Input } from './inputs.js';

/** Where things are that commands name. */
export interface Places {
  /** The `main.js` of the meshlint that is measured. */
  readonly meshlint: string;
  /** Where inputs and reports are. */
  readonly folder: string;
}

/** Something that is measured. */
export interface Tool {
  readonly id: string;
  readonly title: string;
  /** How it is run on an input; a text says why it is not, and undefined that there is no sense in it. */
  readonly commandFor: (input: Input, places: Places) => Command | string | undefined;
}

const LOADERS = join(import.meta.dirname, 'loaders');
const MODULES = join(import.meta.dirname, '../node_modules');

export const TOOLS: readonly Tool[] = [
  { id: 'meshlint', title: 'meshlint', commandFor: meshlint },
  {
    id: 'node',
    title: '`node -e 0`',
    commandFor: (input) => (isSmall(input) ? node('/', ['-e', '0']) : undefined),
  },
  { id: 'json', title: '`JSON.parse` of the same objects', commandFor: jsonParse },
  {
    id: 'js-yaml',
    title: 'js-yaml 4 `loadAll`',
    commandFor: (input) => peer('js-yaml', loader('js-yaml.mjs', input)),
  },
  { id: 'naive', title: 'naive: yaml, LineCounter, ajv', commandFor: naive },
  { id: 'yamllint', title: 'yamllint', commandFor: yamllint },
  {
    id: 'monokle',
    title: '@monokle/validation',
    commandFor: (input) => peer('@monokle/validation', loader('monokle.mjs', input)),
  },
  {
    id: 'spectral',
    title: '@stoplight/spectral-cli',
    commandFor: (input) => peer('@stoplight/spectral-cli', spectral(input)),
  },
];

function isSmall({ kind }: Input): boolean {
  return kind === 'file' || kind === 'version';
}

/** The other tools read YAML, and JSON only because it is a part of that. */
function isYaml(input: Input): input is Exclude<Input, { readonly kind: 'version' }> {
  return input.kind !== 'version' && !(input.kind === 'dump' && input.form === 'json');
}

function node(cwd: string, args: readonly string[], output?: string): Command {
  return { program: process.execPath, args, cwd, ...(output !== undefined && { output }) };
}

/** The file or folder that a tool reads. */
export function pathOf(input: Exclude<Input, { readonly kind: 'version' }>): string {
  return input.kind === 'dump' ? `${input.path}.${input.form}` : input.path;
}

/** Where the report of meshlint on an input is written. */
export function reportPath({ id }: Input, { folder }: Places): string {
  return join(folder, `${id}.sarif`);
}

/** All rules, all facts, and a report in SARIF. Names of files are relative to where it runs. */
export function meshlint(input: Input, places: Places): Command {
  if (input.kind === 'version') return node('/', [places.meshlint, '--version']);
  const path = pathOf(input);
  const [cwd, name] = input.kind === 'repository' ? [path, '.'] : [dirname(path), basename(path)];
  return node(
    cwd,
    [places.meshlint, 'lint', name, '--format', 'sarif', '--fail-on', 'none'],
    reportPath(input, places),
  );
}

function jsonParse(input: Input): Command | string | undefined {
  if (input.kind !== 'dump') return undefined;
  return fitsInText(input)
    ? node('/', [join(LOADERS, 'json-parse.mjs'), `${input.path}.json`])
    : 'text too long';
}

const LARGE_HEAP = '--max-old-space-size=8192';

function loader(file: string, input: Input, ...more: readonly string[]): Command | undefined {
  if (!isYaml(input)) return undefined;
  return node('/', [LARGE_HEAP, join(LOADERS, file), pathOf(input), ...more]);
}

function naive(input: Input, { folder }: Places): Command | undefined {
  return loader('naive.mjs', input, schemasPath(folder));
}

export function schemasPath(folder: string): string {
  return join(folder, 'schemas.json');
}

function yamllint(input: Input): Command | string | undefined {
  if (!isYaml(input)) return undefined;
  const program = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, 'yamllint'))
    .find(existsSync);
  if (program === undefined) return 'not on PATH';
  return { program, args: ['-d', 'relaxed', '-f', 'parsable', pathOf(input)], cwd: '/' };
}

function peer(name: string, command: Command | undefined): Command | string | undefined {
  return command === undefined || existsSync(join(MODULES, name)) ? command : 'not installed';
}

function spectral(input: Input): Command | undefined {
  if (!isYaml(input)) return undefined;
  const files = input.kind === 'repository' ? join(input.path, '**/*.yaml') : pathOf(input);
  const main = join(MODULES, '@stoplight/spectral-cli/dist/index.js');
  return node('/', [
    LARGE_HEAP,
    main,
    'lint',
    '-q',
    '-f',
    'sarif',
    '-r',
    join(LOADERS, 'spectral.yaml'),
    files,
  ]);
}
