import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AnalysisOptions, analyze } from '../analyze.js';
import { configuredScopes, loadConfig } from '../config.js';
import { unmeasured } from '../graph/measure.js';
import type { ArchiveLimits } from '../input/archives/limits.js';
import { type ReadInput, readInput } from '../input/read.js';
import type { Problem } from '../input/source.js';
import { useFastReader } from '../input/text/yaml-value.js';
import type { Format } from '../report/format.js';
import { type RenderOptions, render } from '../report/render.js';
import { loadRuleSet } from '../rule-set.js';
import type { RuleGroup } from '../rules/finding.js';
import { kindMeant, knownKinds } from '../rules/known-kinds.js';
import type { Releases } from '../rules/releases.js';
import { signaturesOf } from '../rules/signatures.js';
import { wantedBy } from '../rules/wanted-by.js';
import type { Report } from '../triage/report.js';
import type { Threshold } from '../triage/triage.js';
import { complain, isPrintedToTerminal, mistakeLine, print, problemLine } from './print.js';
import { profileTable, startProfile } from './profile.js';
import { VERSION } from './version.js';

/** What `meshlint lint` was told. */
export interface LintOptions {
  readonly format: Format;
  readonly output: readonly OutputFile[];
  readonly failOn: Threshold;
  readonly rules: readonly string[];
  readonly complete: readonly string[];
  readonly requireComplete?: true;
  readonly limit: ArchiveLimits;
  readonly mesh: Releases;
  readonly enable: readonly RuleGroup[];
  readonly color: 'auto' | 'always' | 'never';
  readonly allowEmpty?: true;
  readonly fast: boolean;
  readonly profile?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

export interface OutputFile {
  readonly format: Format;
  readonly file: string;
}

/** Lints the paths, writes the reports, and gives the exit code: the same for every format. */
export async function lint(paths: readonly string[], options: LintOptions): Promise<number> {
  const cwd = process.cwd();
  useFastReader(options.fast);
  const ruleSet = await loadRuleSet(options.rules, cwd);
  const kinds = options.complete.length === 0 ? [] : knownKinds(ruleSet.rules);
  const stated = options.complete.map((kind) => kindMeant(kind, kinds));
  const { config, ...configured } = await loadConfig(cwd);
  const complaints = [
    ...configured.problems.map(problemLine),
    ...configured.mistakes.map(mistakeLine),
    ...stated.filter((kind) => typeof kind === 'string').map((reason) => `error: --complete: ${reason}`),
    ...ruleSet.missing.map((path) => `error: --rules ${path}: there is no such file or directory.`),
    ...ruleSet.problems.map(problemLine),
    ...ruleSet.mistakes.map(mistakeLine),
  ];
  for (const complaint of complaints) complain(complaint);
  if (complaints.length > 0) return 2;
  const profile = options.profile ? startProfile() : undefined;
  const measure = profile?.measure ?? unmeasured;
  const reading = {
    cwd,
    stdin: readStandardInput,
    limits: options.limit,
    signatures: signaturesOf(ruleSet.rules),
    wantedOf: wantedBy(
      ruleSet.rules.map(({ rule }) => rule),
      ruleSet.schemas,
    ),
  };
  const input = await measure('input', undefined, () => readInput(paths, reading));
  const { scopes, notes } = configuredScopes(config, input, cwd);
  const problems = [...input.problems, ...notes, ...emptinessProblems(input, options)];
  const analysis: AnalysisOptions = {
    complete: stated.flatMap((kind) => (typeof kind === 'string' ? [] : kind.kinds)),
    scopes,
    releases: options.mesh,
    groups: options.enable,
    failOn: options.failOn,
    requireComplete: options.requireComplete === true,
  };
  const report = analyze({ ...input, problems }, ruleSet.rules, analysis, measure);
  measure('report', undefined, () => write(report, options, cwd));
  if (profile !== undefined) complain(profileTable(profile.laps()));
  return report.exitCode;
}

/** A run that judged nothing must not look like a run that found nothing. */
function emptinessProblems(input: ReadInput, { allowEmpty }: LintOptions): readonly Problem[] {
  const missing = input.missing.map((path) =>
    problem(path, 'There is no such file or directory, and no file matches it.'),
  );
  const isEmpty = input.documents.length === 0 && input.broken.length === 0;
  if (missing.length > 0 || !isEmpty || allowEmpty === true) return missing;
  const hint =
    input.counts.templates > 0
      ? 'It holds templates only: render them first, for example with helm template, and pass the output.'
      : 'Name a directory that holds some, or pass --allow-empty if that is right.';
  return [
    problem('input', `No Kubernetes objects were found in ${count(input.counts.files, 'file')}. ${hint}`),
  ];
}

function problem(subject: string, message: string): Problem {
  return { level: 'error', subject, message };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function write(report: Report, options: LintOptions, cwd: string): void {
  const how: RenderOptions = {
    tool: { name: 'meshlint', version: VERSION },
    color: hasColor(options.color),
    verbosity: options.quiet ? 'quiet' : options.verbose ? 'verbose' : 'normal',
  };
  for (const { format, file } of options.output) {
    writeFileSync(resolve(cwd, file), render(format, report, { ...how, color: false }));
  }
  print(render(options.format, report, how));
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and Node have them. */
function hasColor(when: LintOptions['color']): boolean {
  if (when !== 'auto') return when === 'always';
  const { FORCE_COLOR: forced, NO_COLOR: refused } = process.env;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return (refused ?? '') === '' && process.env.TERM !== 'dumb' && isPrintedToTerminal();
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
