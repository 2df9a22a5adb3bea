import { pick } from '../graph/query.js';
import { parseConfiguration } from '../input/configuration.js';
import type { Document } from '../input/document.js';
import { isObject, type JsonObject } from '../input/json.js';
import type { Source } from '../input/source.js';
import type { CompiledAhead } from './ahead.js';
import { brokenMistake, type FileMistake, mistakeAt } from './check-document.js';
import { folderOf, type RuleSchemas, ruleChecker } from './check-rule.js';
import { type CompiledRule, compileRules } from './compile.js';
import { nearest } from './nearest.js';
import { readRule } from './read-rule.js';

/** What a rule file of meshlint itself holds: the laws of its tests have held it to the schema. */
export interface BuiltInRule {
  readonly folder: string;
  readonly value: JsonObject;
}

export function builtInRulesIn(sources: readonly Source[]): readonly BuiltInRule[] {
  return sources.flatMap((source) =>
    parseConfiguration(source).documents.map(({ value }) => ({
      folder: folderOf(source),
      value: value as JsonObject,
    })),
  );
}

/** `kinds` are the schemas of kinds, `ahead` what the build has compiled of the rules. */
export function loadBuiltInRules(
  rules: readonly BuiltInRule[],
  kinds: RuleSchemas['kinds'],
  ahead?: CompiledAhead,
): readonly CompiledRule[] {
  return compileRules(
    rules.map(({ value, folder }) => readRule(value, folder)),
    kinds,
    ahead,
  );
}

/** A rule without the examples that its author gave: only who explains or tries it needs them, and they are its larger part. */
export function withoutExamples({ folder, value }: BuiltInRule): BuiltInRule {
  const { fails, passes, undecided, ...rest } = value;
  return { folder, value: rest };
}

/** The ids of the rules of meshlint: those that run beside the user's, and all that his may name. */
export interface KnownIds {
  readonly taken: readonly string[];
  readonly named: readonly string[];
}

/** The rules of a user's files, and every mistake in them. */
export function loadRules(
  sources: readonly Source[],
  schemas: RuleSchemas,
  { taken, named }: KnownIds = { taken: [], named: [] },
): { readonly rules: readonly CompiledRule[]; readonly mistakes: readonly FileMistake[] } {
  if (sources.length === 0) return { rules: [], mistakes: [] };
  const checkRule = ruleChecker(schemas);
  const parsed = sources.map((source) => ({ source, ...parseConfiguration(source) }));
  const broken = parsed.flatMap(({ broken }) => broken.map(brokenMistake));
  const documents = parsed.flatMap(({ documents }) => documents);
  const mistakes = [
    ...broken,
    ...documents.flatMap(checkRule),
    ...sameIds(documents, taken),
    ...unknownCauses(documents, named),
  ];
  if (mistakes.length > 0) return { rules: [], mistakes };
  const rules = documents.map(({ source, value }) => readRule(value as JsonObject, folderOf(source)));
  return { rules: compileRules(rules, schemas.kinds), mistakes };
}

/** Reports, baselines and suppressions know a rule by its id alone. */
function sameIds(documents: readonly Document[], taken: readonly string[]): readonly FileMistake[] {
  const seen = new Set(taken);
  return documents.flatMap((document) => {
    const id = isObject(document.value) ? document.value.id : undefined;
    if (typeof id !== 'string') return [];
    const isTaken = seen.has(id);
    seen.add(id);
    return isTaken
      ? [mistakeAt(document, ['id'], `Another rule has the id '${id}'; give this one its own.`)]
      : [];
  });
}

/** A cause that no rule finds would explain nothing, in silence. */
function unknownCauses(documents: readonly Document[], named: readonly string[]): readonly FileMistake[] {
  const own = documents.flatMap(({ value }) =>
    isObject(value) && typeof value.id === 'string' ? [value.id] : [],
  );
  const ids = [...named, ...own];
  return documents.flatMap((document) =>
    ['/consequenceOf/*/rule', '/consequenceOf/*/rule/*'].flatMap((query) =>
      pick(document.value, query)
        .filter(({ value }) => typeof value === 'string' && !ids.includes(value))
        .map(({ path, value }) => mistakeAt(document, path, unknownCause(String(value), ids))),
    ),
  );
}

function unknownCause(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  return `There is no rule '${id}'.${near === undefined ? '' : ` Did you mean '${near}'?`}`;
}
