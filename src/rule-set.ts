import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { KindName } from './graph/resource.js';
import { readSources } from './input/files/sources.js';
import type { JsonObject } from './input/json.js';
import type { Problem } from './input/source.js';
import { type Compiled, type CompiledAhead, type CompiledModule, GIVEN } from './rules/ahead.js';
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
import { readRule } from './rules/read-rule.js';
import type { Rule } from './rules/rule.js';

/** Rules that are ready to run, and what is wrong with those that the user gave. */
export interface RuleSet {
  readonly rules: readonly CompiledRule[];
  /** Schemas of kinds that rules refer to, by their path in schemas/kinds. */
  readonly schemas: Kinds;
  readonly mistakes: readonly FileMistake[];
  readonly problems: readonly Problem[];
  /** Directories that are not there. */
  readonly missing: readonly string[];
}

/** The directory that holds rules/ and schemas/, in a checkout as in an installed package. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The rules of meshlint, and those of the user's files and directories beside them. */
export async function loadRuleSet(paths: readonly string[], cwd: string): Promise<RuleSet> {
  const { rules, kinds, ahead } = await builtIns();
  const builtIn = loadBuiltInRules(rules, kinds, ahead);
  const ids = builtIn.map(({ rule }) => rule.id);
  const own = await readUserRules(paths, cwd, kinds, { taken: ids, named: ids });
  return { ...own, rules: [...builtIn, ...own.rules] };
}

/** The user's rules alone: what `test-rules` tries. */
export async function loadUserRules(paths: readonly string[], cwd: string): Promise<RuleSet> {
  const { rules, kinds } = await builtIns();
  return readUserRules(paths, cwd, kinds, { taken: [], named: rules.map(({ value }) => String(value.id)) });
}

/** A rule with its examples, which stand in its file where it is one of meshlint. */
export async function withExamples(rule: Rule): Promise<Rule> {
  if (rule.fails.length > 0) return rule;
  const { sources } = await readSources([`rules/${rule.tags[0]}/${rule.id}.yaml`], { cwd: PACKAGE });
  const [found] = builtInRulesIn(sources);
  return found === undefined ? rule : readRule(found.value, found.folder);
}

type Kinds = RuleSchemas['kinds'];

/** The rules of meshlint, and the schemas of kinds that any rule may refer to. */
interface BuiltIns {
  readonly rules: readonly BuiltInRule[];
  readonly kinds: Kinds;
  readonly ahead?: CompiledAhead;
}

/** From what the build made of them where there was one: sources that run without a build have their files only. */
async function builtIns(): Promise<BuiltIns> {
  return (await bundled()) ?? (await readBuiltIns());
}

/** The rules and schemas of meshlint as their files hold them. */
export async function readBuiltIns(): Promise<BuiltIns> {
  const { sources } = await readSources(['rules'], { cwd: PACKAGE });
  return { rules: builtInRulesIn(sources), kinds: await readSchemas('schemas/kinds/', ['schemas/kinds']) };
}

/**
 * What the build made of them, beside what it made of this file: to parse the rules, and to compile their conditions, takes
 * longer than all else at start.
 */
export const BUNDLE = fileURLToPath(new URL('built-in-rules.json', import.meta.url));

/** What the bundle holds. */
export interface Bundle {
  readonly rules: readonly BuiltInRule[];
  readonly kinds: JsonObject;
}

async function bundled(): Promise<BuiltIns | undefined> {
  const { sources } = await readSources([BUNDLE], { cwd: PACKAGE });
  if (sources[0] === undefined) return undefined;
  const { rules, kinds } = JSON.parse(sources[0].text) as Bundle;
  return {
    rules,
    kinds: new Map(Object.entries(kinds) as readonly [string, JsonObject][]),
    ahead: compiledAhead(),
  };
}

/** The modules that the build made of conditions, each loaded when a condition on its kind is first weighed. */
function compiledAhead(): CompiledAhead {
  const load = createRequire(import.meta.url);
  const loaded = new Map<KindName, Compiled>();
  return (kind) => {
    const compiled = loaded.get(kind) ?? (load(moduleFile(kind)) as CompiledModule)(GIVEN);
    loaded.set(kind, compiled);
    return compiled;
  };
}

/** The module of a kind, from the bundle. */
export function moduleFile(kind: KindName): string {
  return `./conditions/${kind}.cjs`;
}

async function readUserRules(
  paths: readonly string[],
  cwd: string,
  kinds: Kinds,
  ids: KnownIds,
): Promise<RuleSet> {
  const { sources, problems, missing } = await readSources(paths, { cwd });
  const schemas =
    sources.length === 0 ? { language: new Map(), kinds } : { language: await readLanguage(), kinds };
  return { ...loadRules(sources, schemas, ids), schemas: kinds, problems, missing };
}

function readLanguage(): Promise<RuleSchemas['language']> {
  return readSchemas('schemas/', ['schemas/rule.schema.json', 'schemas/condition.schema.json']);
}

/** Schemas by their path in a folder. */
async function readSchemas(
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const { sources } = await readSources(paths, { cwd: PACKAGE });
  return new Map(
    sources.map(({ name, text }) => [name.slice(folder.length), JSON.parse(text) as JsonObject]),
  );
}
