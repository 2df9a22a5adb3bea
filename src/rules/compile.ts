import type { Json, JsonObject } from '../input/json.js';
import { type Check, Conditions } from './condition.js';
import type { Condition, Rule } from './rule.js';

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
    expect: lazily(conditions, rule.expect, rule.judge),
    schema: referredSchema(rule.expect, schemas),
  }));
}

function lazily(conditions: Conditions, condition: Condition, judged?: readonly string[]): Check {
  let check: Check | undefined;
  return (world, standpoint, value) => {
    check ??= conditions.compile(condition, judged);
    return check(world, standpoint, value);
  };
}

function referredSchema(condition: Condition, schemas: ReadonlyMap<string, JsonObject>): Json {
  if (typeof condition === 'boolean') return condition;
  const { $ref } = condition;
  return (typeof $ref === 'string' ? schemas.get($ref) : undefined) ?? condition;
}
