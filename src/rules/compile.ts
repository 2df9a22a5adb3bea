import { isPlaceholder } from '../graph/placeholder.js';
import type { Json, JsonObject } from '../input/json.js';
import { type Check, Conditions, type Counting, type Gate } from './condition.js';
import type { Condition, Rule } from './rule.js';
import type { SchemaError } from './schema-error.js';

/** A rule, and the checks of its conditions. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly where: Gate | undefined;
  readonly when: Gate | undefined;
  readonly expect: Check;
  /** What `expect` says or refers to: where it knows keys that may have been misplaced. */
  readonly schema: Json;
}

/** Compiles rules against the schemas that they may `$ref`. */
export function compileRules(
  rules: readonly Rule[],
  schemas: ReadonlyMap<string, JsonObject>,
): readonly CompiledRule[] {
  const conditions = new Conditions(schemas);
  return rules.map((rule) => ({
    rule,
    where: rule.subject.where === undefined ? undefined : conditions.gate(rule.subject.where),
    when: rule.when === undefined ? undefined : conditions.gate(rule.when),
    expect: conditions.check(rule.expect, countingOf(rule)),
    schema: referredSchema(rule.expect, schemas),
  }));
}

function countingOf(rule: Rule): Counting {
  return (error) => isJudged(rule, error) && !isFilledInLater(error);
}

function isJudged({ judge }: Rule, { keyword }: SchemaError): boolean {
  return judge?.includes(keyword) ?? true;
}

/** Of a value that another tool fills in one knows only that it is there. */
function isFilledInLater({ keyword, data }: SchemaError): boolean {
  return keyword !== 'false schema' && isPlaceholder(data as Json);
}

function referredSchema(condition: Condition, schemas: ReadonlyMap<string, JsonObject>): Json {
  if (typeof condition === 'boolean') return condition;
  const { $ref } = condition;
  return (typeof $ref === 'string' ? schemas.get($ref) : undefined) ?? condition;
}
