import type { Place, ResourceId } from '../graph/resource.js';
import type { Need } from '../graph/unknown.js';
import type { Location } from '../input/source.js';

/** The worst first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Rules that answer a question which not every run asks. */
export const RULE_GROUPS = ['migration', 'upgrade'] as const;

export type RuleGroup = (typeof RULE_GROUPS)[number];

/** What a rule says about itself: everything that reports, `explain` and the reference page need. */
export interface RuleInfo {
  /** Kebab-case, equal to the file name, for ever. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence without a period: what is wrong when the rule fires. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Where the facts come from: pages and source files, as text. */
  readonly sources: readonly string[];
  /** The mesh and subject of the rule, from the folder that it stands in: osm, smi, istio, input. */
  readonly tags: readonly string[];
  /** Messages of other tools that say the same, such as IST0123. */
  readonly equivalent: readonly string[];
  /** Runs only where this group is asked for; undefined: always. */
  readonly group: RuleGroup | undefined;
}

/** A second place that explains a finding: the other end of a reference, the nearest candidate. */
export interface RelatedPlace {
  /** A short phrase without a period, for the label beside the carets. */
  readonly message: string;
  readonly location: Location;
  /** The object that the place is in: what is not known to be no Secret is shown with its value masked. */
  readonly resource?: ResourceId;
}

export function relatedPlace(message: string, { location, resource }: Place): RelatedPlace {
  return { message, location, resource };
}

/** One subject that fails one rule. */
export interface Finding {
  readonly rule: RuleInfo;
  /** The rule's, or its lower one when the proof is only probable. */
  readonly severity: Severity;
  /** One or more plain sentences, each with a period, readable alone. */
  readonly message: string;
  readonly resource: ResourceId;
  /** JSON Pointer in the resource: `/spec/rules/0/matches/1`. */
  readonly path: string;
  readonly location: Location;
  readonly related: readonly RelatedPlace[];
  /** What the judgement rests on: evidence for an absence, an assumed release. Sentences. */
  readonly notes: readonly string[];
  /** What would not be said without this finding: it goes away with it, and is not counted. */
  readonly consequences: readonly Finding[];
  /** The worlds that it was found in, by name; none where the input is but one. */
  readonly worlds: readonly string[];
  /** Stable under moved lines, renamed files and reworded messages: rule, resource, path, offending value. */
  readonly fingerprint: string;
}

/** A subject that could not be judged, for lack of a kind in the input. */
export interface Undecided {
  readonly rule: RuleInfo;
  readonly resource: ResourceId;
  readonly path: string;
  readonly location: Location;
  readonly needs: readonly Need[];
  readonly worlds: readonly string[];
}
