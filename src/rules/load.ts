import { parseConfiguration } from '../input/configuration.js';
import type { Document } from '../input/document.js';
import { isObject, type JsonObject } from '../input/json.js';
import type { Source } from '../input/source.js';
import { brokenMistake, type FileMistake, mistakeAt } from './check-document.js';
import { folderOf, type RuleSchemas, ruleChecker } from './check-rule.js';
import { type CompiledRule, compileRules } from './compile.js';
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

export function loadBuiltInRules(
  rules: readonly BuiltInRule[],
  schemas: RuleSchemas,
): readonly CompiledRule[] {
  return compileRules(
    rules.map(({ value, folder }) => readRule(value, folder)),
    schemas.kinds,
  );
}

/** The rules of a user's files, and every mistake in them. `taken` are the ids of rules that run beside them. */
export function loadRules(
  sources: readonly Source[],
  schemas: RuleSchemas,
  taken: readonly string[] = [],
): { readonly rules: readonly CompiledRule[]; readonly mistakes: readonly FileMistake[] } {
  if (sources.length === 0) return { rules: [], mistakes: [] };
  const checkRule = ruleChecker(schemas);
  const parsed = sources.map((source) => ({ source, ...parseConfiguration(source) }));
  const broken = parsed.flatMap(({ broken }) => broken.map(brokenMistake));
  const documents = parsed.flatMap(({ documents }) => documents);
  const mistakes = [...broken, ...documents.flatMap(checkRule), ...sameIds(documents, taken)];
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
