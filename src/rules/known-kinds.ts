import { FACTS } from '../facts/derive.js';
import { kubectlName } from '../graph/kinds.js';
import type { KindName } from '../graph/resource.js';
import { isArray, isObject, type Json } from '../input/json.js';
import type { CompiledRule } from './compile.js';
import { nearest } from './nearest.js';
import type { Rule } from './rule.js';

/** The kinds of the input that rules and facts ask for: what it says of any other kind changes nothing. */
export function knownKinds(rules: readonly CompiledRule[]): readonly KindName[] {
  const asked = kindsAskedBy(rules.map(({ rule }) => rule));
  const kinds = new Set([...asked, ...FACTS.flatMap(({ reads, looksAt }) => [...reads, ...looksAt])]);
  return [...kinds].filter((kind) => !kind.startsWith('meshlint/')).sort();
}

/** The kinds, of the input and of facts, that rules judge and refer to. */
export function kindsAskedBy(rules: readonly Rule[]): ReadonlySet<KindName> {
  const asked = rules.flatMap((rule) => [
    ...rule.subject.kinds,
    ...[rule.subject.where, rule.when, rule.expect].flatMap((condition) => kindsIn(condition)),
    // A finding asks whether its object has any effect.
    ...(rule.dormant === undefined ? [] : ['meshlint/Dormant']),
  ]);
  return new Set(asked);
}

/** The kinds that a graph keyword names, anywhere inside a condition. */
function kindsIn(condition: Json | undefined): readonly KindName[] {
  if (isArray(condition)) return condition.flatMap(kindsIn);
  if (!isObject(condition)) return [];
  const own = Object.entries(condition).flatMap(([keyword, value]) =>
    keyword === 'exists' || keyword === 'any' ? [value].flat().flatMap(kindOf) : [],
  );
  return [...own, ...Object.values(condition).flatMap(kindsIn)];
}

function kindOf(value: Json): readonly KindName[] {
  return isObject(value) && typeof value.kind === 'string' ? [value.kind] : [];
}

/**
 * The kind that a user means by `Deployment`, `apps/Deployment`, `deployments` or `traffictargets.access.smi-spec.io`;
 * otherwise the sentence that says that there is none.
 */
export function kindMeant(
  written: string,
  kinds: readonly KindName[],
): { readonly kinds: readonly KindName[] } | string {
  if (written === '*') return { kinds: ['*'] };
  const meant = kinds.filter((kind) => namesOf(kind).includes(written.toLowerCase()));
  if (meant.length > 0) return { kinds: meant };
  const near = nearest(
    written,
    kinds.flatMap((kind) => [kind, kind.split('/').at(-1) ?? kind]),
  );
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  return `'${written}' is no kind that any rule asks for.${hint}`;
}

function namesOf(kind: KindName): readonly string[] {
  const plural = kubectlName(kind);
  return [kind, kind.split('/').at(-1) ?? kind, plural, plural.split('.')[0] ?? plural].map((name) =>
    name.toLowerCase(),
  );
}
