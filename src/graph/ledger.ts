import type { Claim } from '../input/claim.js';
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
const NOTHING: Knowledge = { completeness: 'none' };

/** The ledger of one cluster: which kinds were captured, where, and how completely. */
export class Ledger {
  readonly #byKind: ReadonlyMap<KindName, readonly Claim[]>;

  constructor(claims: readonly Claim[]) {
    const byKind = new Map<KindName, Claim[]>();
    for (const claim of claims) byKind.set(claim.kind, [...(byKind.get(claim.kind) ?? []), claim]);
    this.#byKind = byKind;
  }

  /** What is known of a kind in a namespace; `undefined` asks for the whole cluster. A failed capture outweighs all others. */
  of(kind: KindName, namespace: string | undefined): Knowledge {
    const covering = [...(this.#byKind.get(kind) ?? []), ...(this.#byKind.get('*') ?? [])].filter((claim) =>
      covers(claim, namespace),
    );
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

function covers(claim: Claim, namespace: string | undefined): boolean {
  if (claim.namespaces === undefined || namespace === undefined || isClusterScoped(claim.kind)) return true;
  return claim.namespaces.has(namespace);
}

/** A claim about some namespaces says something probable, at most, about the whole cluster. */
function knowledgeOf(claim: Claim, namespace: string | undefined): Knowledge {
  const partial = namespace === undefined && claim.namespaces !== undefined && !isClusterScoped(claim.kind);
  return { completeness: partial ? 'probable' : claim.completeness, evidence: claim.evidence };
}
