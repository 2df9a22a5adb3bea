import type { InputCounts, RecognisedCapture } from '../input/read.js';
import type { Problem } from '../input/source.js';
import type { Finding, RuleInfo, Severity, Undecided } from '../rules/finding.js';

/** Everything that a run has to say, in the order in which it is said. The one value that all formats read. */
export interface Report {
  /** All rules that ran, whether they fired or not, by id. */
  readonly rules: readonly RuleInfo[];
  /** By source name, line, column, rule. */
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  readonly problems: readonly Problem[];
  /** What was assumed because the input does not say it, such as the release of a mesh. Sentences. */
  readonly assumptions: readonly string[];
  /** The control planes that were found: `Open Service Mesh 0.11.1 (AKS add-on) in namespace 'kube-system'`. */
  readonly controlPlanes: readonly string[];
  /**
   * `kubectl get` command lines that would decide the undecided subjects, never one that asks for Secrets. Where there
   * are several worlds, a line that begins with `#` names those that the lines behind it are for.
   */
  readonly captureCommands: readonly string[];
  /** The captures whose layout was recognised. */
  readonly captures: readonly RecognisedCapture[];
  /** The worlds that the input holds: clusters, overlays, captures. None where it is but one. */
  readonly worlds: readonly string[];
  readonly counts: Counts;
  /** 0 nothing at or above the threshold, 1 findings, 2 the run itself failed. */
  readonly exitCode: 0 | 1 | 2;
}

export interface Counts extends Omit<InputCounts, 'unread'> {
  readonly objects: number;
  readonly severities: Readonly<Record<Severity, number>>;
  readonly undecided: number;
  /** Findings that nobody is told of, because an object asks for that: `galley.istio.io/analyze-suppress`. */
  readonly suppressed: number;
}
