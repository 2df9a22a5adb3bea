import { isPlaceholder } from '../graph/placeholder.js';
import type { Json, JsonObject } from '../input/json.js';
import { type CompiledAhead, conditionName } from './ahead.js';
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

/** Compiles rules against the schemas that they may `$ref`. `ahead` is what the build has compiled of them. */
export function compileRules(
  rules: readonly Rule[],
  schemas: ReadonlyMap<string, JsonObject>,
  ahead?: CompiledAhead,
): readonly CompiledRule[] {
  const conditions = new Conditions(schemas, ahead);
  return rules.map((rule) => {
    const { id, subject, when, expect } = rule;
    return {
      rule,
      where:
        subject.where === undefined ? undefined : conditions.gate(subject.where, conditionName(id, 'where')),
      when: when === undefined ? undefined : conditions.gate(when, conditionName(id, 'when')),
      expect: conditions.check(expect, conditionName(id, 'expect'), countingOf(rule)),
      schema: referredSchema(expect, schemas),
    };
  });
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
