import { isPlaceholder } from '../graph/placeholder.js';
import type { Json, JsonObject } from '../input/json.js';
import { type Check, Conditions } from './condition.js';
import type { Condition, Rule } from './rule.js';
import type { SchemaError } from './schema-error.js';

/** A rule, and the checks of its conditions. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly where: Check | undefined;
  readonly when: Check | undefined;
  readonly expect: Check;
  /** What `expect` says or refers to: where it knows keys that may have been misplaced. */
  readonly schema: Json;
}

/** Compiles rules against the schemas that they may `$ref`. Each condition is compiled when it is first judged. */
export function compileRules(
  rules: readonly Rule[],
  schemas: ReadonlyMap<string, JsonObject>,
): readonly CompiledRule[] {
  const conditions = new Conditions(schemas);
  return rules.map((rule) => ({
    rule,
    where: rule.subject.where === undefined ? undefined : lazily(conditions, rule.subject.where),
    when: rule.when === undefined ? undefined : lazily(conditions, rule.when),
    expect: lazily(conditions, rule.expect, (error) => isJudged(rule, error) && !isFilledInLater(error)),
    schema: referredSchema(rule.expect, schemas),
  }));
}

function lazily(
  conditions: Conditions,
  condition: Condition,
  counts?: (error: SchemaError) => boolean,
): Check {
  let check: Check | undefined;
  return (setting, standpoint, value) => {
    check ??= conditions.compile(condition, counts);
    return check(setting, standpoint, value);
  };
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
