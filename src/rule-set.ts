import { fileURLToPath } from 'node:url';
import { readSources } from './input/files/sources.js';
import type { JsonObject } from './input/json.js';
import type { Problem, Source } from './input/source.js';
import type { FileMistake } from './rules/check-document.js';
import type { RuleSchemas } from './rules/check-rule.js';
import type { CompiledRule } from './rules/compile.js';
import {
  type BuiltInRule,
  builtInRulesIn,
  type KnownIds,
  loadBuiltInRules,
  loadRules,
} from './rules/load.js';

/** Rules that are ready to run, and what is wrong with those that the user gave. */
export interface RuleSet {
  readonly rules: readonly CompiledRule[];
  readonly mistakes: readonly FileMistake[];
  readonly problems: readonly Problem[];
  /** Directories that are not there. */
  readonly missing: readonly string[];
}

/** The directory that holds rules/ and schemas/, in a checkout as in an installed package. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The rules of meshlint, and those of the user's files and directories beside them. */
export async function loadRuleSet(paths: readonly string[], cwd: string): Promise<RuleSet> {
  const schemas = await loadSchemas();
  const builtIn = loadBuiltInRules(await builtInRules(), schemas);
  const ids = builtIn.map(({ rule }) => rule.id);
  const own = await readUserRules(paths, cwd, schemas, { taken: ids, named: ids });
  return { ...own, rules: [...builtIn, ...own.rules] };
}

/** The rules of meshlint, from what the build made of them where there was one. */
async function builtInRules(): Promise<readonly BuiltInRule[]> {
  return (await bundledRules()) ?? (await readBuiltInRules());
}

/** The rules of meshlint as their files hold them. */
export async function readBuiltInRules(): Promise<readonly BuiltInRule[]> {
  const { sources } = await readSources(['rules'], { cwd: PACKAGE });
  return builtInRulesIn(sources);
}

/**
 * What the build made of them, beside what it made of this file: to parse the files takes longer than all else at start.
 * Sources that run without a build have none.
 */
export const BUNDLE = fileURLToPath(new URL('built-in-rules.json', import.meta.url));

async function bundledRules(): Promise<readonly BuiltInRule[] | undefined> {
  const { sources } = await readSources([BUNDLE], { cwd: PACKAGE });
  return sources[0] && JSON.parse(sources[0].text);
}

/** The user's rules alone: what `test-rules` tries. */
export async function loadUserRules(paths: readonly string[], cwd: string): Promise<RuleSet> {
  const named = (await builtInRules()).map(({ value }) => String(value.id));
  return readUserRules(paths, cwd, await loadSchemas(), { taken: [], named });
}

async function readUserRules(
  paths: readonly string[],
  cwd: string,
  schemas: RuleSchemas,
  ids: KnownIds,
): Promise<RuleSet> {
  const { sources, problems, missing } = await readSources(paths, { cwd });
  return { ...loadRules(sources, schemas, ids), problems, missing };
}

async function loadSchemas(): Promise<RuleSchemas> {
  const language = await readSources(['schemas/rule.schema.json', 'schemas/condition.schema.json'], {
    cwd: PACKAGE,
  });
  const kinds = await readSources(['schemas/kinds'], { cwd: PACKAGE });
  return { language: within('schemas/', language.sources), kinds: within('schemas/kinds/', kinds.sources) };
}

/** The schemas of a folder, by their path in it. */
function within(folder: string, sources: readonly Source[]): ReadonlyMap<string, JsonObject> {
  return new Map(
    sources.map(({ name, text }) => [name.slice(folder.length), JSON.parse(text) as JsonObject]),
  );
}
