import { ANY_KIND, readingOf as readingOfFacts } from '../facts/reading.js';
import type { JsonObject } from '../input/json.js';
import { once } from '../input/once.js';
import { union, type WantedOf } from '../input/wanted.js';
import { kindsAskedBy } from './known-kinds.js';
import { readingOf } from './reading.js';
import type { Rule } from './rule.js';

/**
 * What a run of these rules can read of the objects of a kind: the rules, and the facts that they ask for. It is worked out
 * when somebody first asks, because few inputs are so large that anybody does.
 */
export function wantedBy(rules: readonly Rule[], schemas: ReadonlyMap<string, JsonObject>): WantedOf {
  const byRules = once(() => readingOf(rules, schemas));
  const byFacts = once(() => readingOfFacts(kindsAskedBy(rules)));
  const wanted: WantedOf = (kind) =>
    union(byRules().get(kind) ?? false, byFacts().get(kind) ?? byFacts().get(ANY_KIND) ?? false);
  const known = new Map<string, ReturnType<WantedOf>>();
  return (kind) => {
    const answer = known.get(kind) ?? wanted(kind);
    known.set(kind, answer);
    return answer;
  };
}
