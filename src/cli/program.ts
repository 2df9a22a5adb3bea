import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type ArchiveLimits, DEFAULT_LIMITS, parseLimit } from '../input/archives/limits.js';
import { FORMATS } from '../report/format.js';
import { RULE_GROUPS, type RuleGroup } from '../rules/finding.js';
import type { Releases } from '../rules/releases.js';
import type { LintOptions, OutputFile } from './lint.js';
import { complain, print } from './print.js';
import { VERSION } from './version.js';

const EXAMPLES = `
Examples:
  meshlint                                   lint the manifests below this directory
  meshlint dump.yaml bundle/                 lint what kubectl wrote
  kustomize build overlays/prod | meshlint - lint rendered manifests
  meshlint --output sarif=meshlint.sarif .   text for the log, SARIF for code scanning
  meshlint --mesh osm=0.11 policies/         judge by another release than the newest
  meshlint capture > capture.sh              what to run where the cluster is
  meshlint explain smi-traffic-target-unknown-match

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed.`;

/**
 * Runs the command line. Actions set the exit code; wrong usage is 2, because 1 means findings. `linted` is called when a
 * run has judged something.
 */
export async function run(linted: () => void): Promise<void> {
  try {
    await program(linted).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

function program(linted: () => void): Command {
  const command = new Command('meshlint')
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ writeOut: print, writeErr: (text) => complain(text.trimEnd()) })
    .description(
      'Finds mistakes in service mesh configuration, offline: Open Service Mesh, SMI, Istio, Anthos Service Mesh.',
    )
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(meshlint --help shows all options)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  addLint(command, linted);
  addRuleCommands(command);
  return command;
}

function addLint(command: Command, linted: () => void): void {
  command
    .command('lint', { isDefault: true })
    .description('judge files, directories, globs, or standard input (-)')
    .argument('[paths...]', 'what to read', ['.'])
    .addOption(new Option('-f, --format <format>', 'what to print').choices(FORMATS).default('text'))
    .addOption(
      new Option('-o, --output <format=file>', 'also write a report to a file (repeatable)')
        .argParser(collectOutput)
        .default([], 'none'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity that gives exit code 1')
        .choices(['error', 'warning', 'note', 'none'])
        .default('error'),
    )
    .addOption(furtherRules())
    .addOption(
      new Option('--enable <group>', `further built-in rules: ${RULE_GROUPS.join(', ')} (repeatable)`)
        .argParser(collectGroup)
        .default([], 'none'),
    )
    .addOption(
      new Option('--complete <kinds>', "kinds that the input holds completely, such as Service,Pod, or '*'")
        .argParser(collectKinds)
        .default([], 'none'),
    )
    .option('--require-complete', 'exit with 1 if anything could not be judged')
    .addOption(
      new Option(
        '--limit <name=value>',
        'how far archives are unpacked: unpacked=32GB, members, ratio, nesting',
      )
        .argParser(collectLimit)
        .default(DEFAULT_LIMITS, 'unpacked=16GB, members=1000000, ratio=1000, nesting=3'),
    )
    .addOption(
      new Option('--mesh <name=release>', 'the release of a mesh, such as osm=0.11 (repeatable)')
        .argParser(collectRelease)
        .default({}, 'that of the control plane in the input'),
    )
    .addOption(
      new Option('--color <when>', 'colour the text').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--no-fast', 'read all YAML with the slow reader, which must make no difference')
    .option('--allow-empty', 'input without Kubernetes objects is no failure')
    .option('--profile', 'print where time and memory went, behind the report')
    .option('-q, --quiet', 'one line for each finding')
    .option('-v, --verbose', 'also each subject that could not be judged, and what captures were taken for')
    .action(async (paths: readonly string[], options: LintOptions) => {
      const { lint } = await import('./lint.js');
      process.exitCode = await lint(paths, options);
      if (process.exitCode < 2) linted();
    });
}

function addRuleCommands(command: Command): void {
  command
    .command('explain')
    .description('say what a rule finds, why it matters and how to mend it')
    .argument('<rule>', 'the id of a rule')
    .addOption(furtherRules())
    .action(async (id: string, { rules }: { rules: readonly string[] }) => {
      const { explainRule } = await import('./explain.js');
      process.exitCode = await explainRule(id, rules);
    });
  command
    .command('capture')
    .description('print a shell script that captures with kubectl what the rules read, without secrets')
    .addOption(furtherRules())
    .action(async ({ rules }: { rules: readonly string[] }) => {
      const { capture } = await import('./capture.js');
      process.exitCode = await capture(rules);
    });
  command
    .command('rules')
    .description('list all rules')
    .addOption(furtherRules())
    .action(async ({ rules }: { rules: readonly string[] }) => {
      const { listRules } = await import('./list-rules.js');
      process.exitCode = await listRules(rules);
    });
  command
    .command('test-rules')
    .description('check rule files and run their examples')
    .argument('<paths...>', 'directories or files of rules')
    .action(async (paths: readonly string[]) => {
      const { testRules } = await import('./test-rules.js');
      process.exitCode = await testRules(paths);
    });
}

function furtherRules(): Option {
  return new Option('--rules <path>', 'a directory or file of further rules (repeatable)')
    .argParser(collect)
    .default([], 'none');
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function collectKinds(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, ...value.split(',').map((kind) => kind.trim())];
}

function collectGroup(value: string, previous: readonly RuleGroup[]): readonly RuleGroup[] {
  const group = RULE_GROUPS.find((known) => known === value);
  if (group === undefined) throw new InvalidArgumentError(`It is one of ${RULE_GROUPS.join(', ')}.`);
  return [...previous, group];
}

function collectLimit(value: string, previous: ArchiveLimits): ArchiveLimits {
  try {
    return parseLimit(value, previous);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function collectOutput(value: string, previous: readonly OutputFile[]): readonly OutputFile[] {
  const format = FORMATS.find((known) => value.startsWith(`${known}=`));
  const file = value.slice(value.indexOf('=') + 1);
  if (format === undefined || file === '') {
    throw new InvalidArgumentError(`It is FORMAT=FILE, with a format of ${FORMATS.join(', ')}.`);
  }
  return [...previous, { format, file }];
}

function collectRelease(value: string, previous: Releases): Releases {
  const [mesh = '', release = ''] = value.split('=');
  if (!['osm', 'istio'].includes(mesh) || !/^v?\d+(\.\d+)*/.test(release)) {
    throw new InvalidArgumentError('It is NAME=RELEASE, such as osm=0.11 or istio=1.20.');
  }
  return { ...previous, [mesh]: release };
}
