import type { KindName } from '../graph/resource.js';
import type { Json } from '../input/json.js';
import type { RuleInfo, Severity } from './finding.js';
import type { MeshRange, Releases } from './releases.js';

/** JSON Schema, with the keywords of the graph: see schemas/condition.schema.json. */
export type Condition = { readonly [keyword: string]: Json } | boolean;

/** One rule file, read. */
export interface Rule extends RuleInfo {
  readonly mesh: MeshRange | undefined;
  readonly subject: Subject;
  readonly when: Condition | undefined;
  readonly expect: Condition;
  /** Keywords whose mistakes count; undefined: all. */
  readonly judge: readonly string[] | undefined;
  readonly findingPer: 'subject' | 'mistake';
  readonly message: string;
  /** The severity where an absence is only probable; undefined: then the subject is undecided. */
  readonly probably: Severity | undefined;
  /** The severity where the object has no effect anyway; undefined: the same as elsewhere. */
  readonly dormant: Severity | undefined;
  readonly consequenceOf: readonly Cause[];
  readonly related: readonly { readonly at: string; readonly message: string }[];
  /** The build leaves out all examples of our own rules: `withExamples` has them. */
  readonly fails: readonly Example[];
  readonly passes: readonly Example[];
  readonly undecided: readonly Example[];
}

/** Rules whose findings may explain those of another rule. */
export interface Cause {
  readonly rules: readonly string[];
  /** Columns of the resource that they judge, and the operands that must be found there. */
  readonly where: Readonly<Record<string, Json>>;
}

/** The values that a rule judges. */
export interface Subject {
  readonly kinds: readonly KindName[];
  readonly apiVersions: readonly string[] | undefined;
  readonly captured: boolean | undefined;
  readonly where: Condition | undefined;
  /** Queries; the empty one picks the whole resource. */
  readonly at: readonly string[];
  readonly point: string | undefined;
}

/** An input that a rule's author gives, with what the run was told beside it. */
export interface Example {
  readonly input: string;
  readonly releases: Releases;
  readonly complete: readonly KindName[];
  /** What other clusters hold that were read before this one. */
  readonly otherClusters: readonly string[];
  /** The message of the first finding, word for word; undefined: not checked. */
  readonly message: string | undefined;
}
