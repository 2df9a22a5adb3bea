import type { KindName } from './kinds.js';

/**
 * What a file says about the completeness of its contents. `full`: every object of the kind in the scope was written;
 * `probable`: so it seems, but a selector or a list of names may have been used; `failed`: the capture went wrong.
 */
export interface Claim {
  /** A kind, or `*` for every kind. */
  readonly kind: KindName;
  /** Undefined: the whole cluster. */
  readonly namespaces: ReadonlySet<string> | undefined;
  readonly completeness: 'full' | 'probable' | 'failed';
  /** The file, or the option, that the claim rests on. */
  readonly evidence: string;
}
