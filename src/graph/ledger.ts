import type { Claim } from '../input/claim.js';
import { groupBy } from '../input/group-by.js';
import { isClusterScoped } from '../input/kinds.js';
import type { KindName } from './resource.js';

/**
 * How much the input knows about a kind in a namespace. `none`: nobody claims anything. `failed`: it was asked for in
 * vain, and no other evidence may answer in its place.
 */
export type Knowledge =
  | {
      readonly completeness: 'full' | 'probable' | 'failed';
      readonly evidence: string;
      /** Not the kind itself is known, but that its definition, or its namespace, is not there. */
      readonly lacks?: 'definition' | 'namespace';
    }
  | { readonly completeness: 'none' };

const RANK = { failed: -1, none: 0, probable: 1, full: 2 } as const;
export const NOTHING: Knowledge = { completeness: 'none' };

/** The ledger of one cluster: which kinds were captured, where, and how completely. */
export class Ledger {
  readonly #byKind: ReadonlyMap<KindName, ClaimsOfKind>;

  constructor(claims: readonly Claim[]) {
    const groups = groupBy(claims, ({ kind }) => kind);
    this.#byKind = new Map([...groups].map(([kind, all]) => [kind, claimsOfKind(all)]));
  }

  /** What is known of a kind in a namespace; `undefined` asks for the whole cluster. A failed capture outweighs all others. */
  of(kind: KindName, namespace: string | undefined): Knowledge {
    const covering = [kind, '*'].flatMap((each) => coveringClaims(this.#byKind.get(each), namespace));
    const failed = covering.find(({ completeness }) => completeness === 'failed');
    if (failed !== undefined) return { completeness: 'failed', evidence: failed.evidence };
    return covering.map((claim) => knowledgeOf(claim, namespace)).reduce(stronger, NOTHING);
  }
}

/** The weaker of two: a fact that rests on two kinds is no better known than the less known one. */
export function weaker(one: Knowledge, other: Knowledge): Knowledge {
  return RANK[other.completeness] < RANK[one.completeness] ? other : one;
}

export function stronger(one: Knowledge, other: Knowledge): Knowledge {
  return RANK[other.completeness] > RANK[one.completeness] ? other : one;
}

/** The claims of one kind, in their order. A bundle makes one for each of its thousands of namespaces. */
interface ClaimsOfKind {
  readonly all: readonly Claim[];
  /** Those of the whole cluster, which cover every namespace. */
  readonly general: readonly Claim[];
  /** With the general ones, for each namespace that a claim names. */
  readonly byNamespace: ReadonlyMap<string, readonly Claim[]>;
}

function claimsOfKind(all: readonly Claim[]): ClaimsOfKind {
  const general: Claim[] = [];
  const byNamespace = new Map<string, Claim[]>();
  for (const claim of all) {
    if (claim.namespaces === undefined || isClusterScoped(claim.kind)) {
      for (const claims of byNamespace.values()) claims.push(claim);
      general.push(claim);
    } else {
      for (const namespace of claim.namespaces)
        byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? general), claim]);
    }
  }
  return { all, general, byNamespace };
}

function coveringClaims(claims: ClaimsOfKind | undefined, namespace: string | undefined): readonly Claim[] {
  if (claims === undefined) return [];
  return namespace === undefined ? claims.all : (claims.byNamespace.get(namespace) ?? claims.general);
}

/** A claim about some namespaces says something probable, at most, about the whole cluster. */
function knowledgeOf(claim: Claim, namespace: string | undefined): Knowledge {
  const partial = namespace === undefined && claim.namespaces !== undefined && !isClusterScoped(claim.kind);
  return { completeness: partial ? 'probable' : claim.completeness, evidence: claim.evidence };
}
