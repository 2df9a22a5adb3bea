import { isArray, isObject, type Json } from '../input/json.js';
import type { CompiledRule } from './compile.js';

/**
 * What rules look for in logs: the patterns that they put on the text of an ObservedLine before they judge it. Lines that
 * match none are not kept, because a bundle holds gigabytes of them.
 */
export function signaturesOf(rules: readonly CompiledRule[]): readonly RegExp[] {
  const patterns = rules
    .filter(({ rule }) => rule.subject.kinds.includes(OBSERVED_LINE))
    .flatMap(({ rule }) => patternsIn(rule.subject.where));
  return [...new Set(patterns)].map((pattern) => new RegExp(pattern, 'u'));
}

const OBSERVED_LINE = 'meshlint/ObservedLine';

/** Wherever a condition speaks of the text, be it in one of several alternatives. */
function patternsIn(condition: Json | undefined): readonly string[] {
  if (isArray(condition)) return condition.flatMap(patternsIn);
  if (!isObject(condition)) return [];
  const { properties } = condition;
  const own = isObject(properties) ? patternsOfText(properties.text) : [];
  return [...own, ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => patternsIn(condition[keyword]))];
}

function patternsOfText(condition: Json | undefined): readonly string[] {
  if (isArray(condition)) return condition.flatMap(patternsOfText);
  if (!isObject(condition)) return [];
  const own = typeof condition.pattern === 'string' ? [condition.pattern] : [];
  return [...own, ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => patternsOfText(condition[keyword]))];
}
