import { analyze } from '../../src/analyze.js';
import { kindName } from '../../src/input/kinds.js';
import { parseSources, type ReadInput, readInput } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import type { Finding } from '../../src/rules/finding.js';
import type { Releases } from '../../src/rules/releases.js';
import type { Report } from '../../src/triage/report.js';
import { asked, type Cluster, clusterOf } from './cluster.js';
import { yamlList } from './plain.js';

export const { rules: RULES } = await loadRuleSet([], process.cwd());

/** What the user says of an input. */
interface Said {
  readonly complete?: readonly string[];
  readonly releases?: Releases;
}

/** What the rules of meshlint say of an input. */
export function reportOn(input: ReadInput, { complete = [], releases = {} }: Said = {}): Report {
  return analyze(input, RULES, { complete, releases, scopes: [], failOn: 'none', requireComplete: false });
}

/** Reads an archive, or any other file, without a disk. */
export function readBytes(bytes: Uint8Array): Promise<ReadInput> {
  return readInput(['-'], { cwd: process.cwd(), stdin: async () => bytes });
}

/** Reads texts, each as a file. */
export function readTexts(texts: readonly string[]): ReadInput {
  const sources = texts.map((text, at) => ({ name: `${at}.yaml`, text }));
  return { ...parseSources(sources), problems: [], captures: [], missing: [] };
}

/** What a finding is about: its rule, and the value in a resource. */
export function subjectOf({ rule, resource, path }: Finding): string {
  return `${rule.id} ${kindName(resource)} ${resource.namespace ?? ''}/${resource.name} ${path}`;
}

/** What a finding says. */
export function wordsOf({ rule, message }: Finding): string {
  return `${rule.id}: ${message}`;
}

/** A cluster of which everything is known. */
export interface Whole {
  readonly cluster: Cluster;
  /**
   * All that is found in it: what each finding is about, and what it says. Where an object is missing, another may be the
   * one to be shown; the words are the same.
   */
  readonly known: ReadonlySet<string>;
}

/** The cluster of a sample. Endpoints stand there in two kinds, of which a capture may hold one alone. */
export function wholeOf(sample: string): Whole {
  const cluster = clusterOf(sample);
  const texts = ['Endpoints', 'EndpointSlice', 'neither'].map((absent) =>
    Object.values(yamlList(asked(cluster, ({ kind }) => kind !== absent))),
  );
  return { cluster, known: known(texts.map((text) => reportOn(readTexts(text), { complete: ['*'] }))) };
}

/** A part may lack the cause under which the whole shows a finding. */
function allOf({ findings }: Report): readonly Finding[] {
  return findings.flatMap((finding) => [finding, ...finding.consequences]);
}

export function known(reports: readonly Report[]): ReadonlySet<string> {
  const findings = reports.flatMap(allOf);
  return new Set(findings.flatMap((finding) => [subjectOf(finding), wordsOf(finding)]));
}

/**
 * Rules that may say more of a part than of the whole. Those that speak of files have nothing to do with the cluster. One of
 * each mesh speaks of pods without their Deployment, and with the Deployment another rule says the same. One says that two
 * webhooks differ, and not which is wrong, where the root is not there to tell. And what an Event tells did happen: only
 * what it is about can show that it is over.
 */
function mayKnowLess({ id, tags }: Finding['rule']): boolean {
  return (
    tags.includes('input') ||
    id.endsWith('-control-plane-pod-not-ready') ||
    id === 'istio-webhook-ca-bundles-differ' ||
    id.startsWith('istio-webhook-failure-')
  );
}

/** What was found in a part of a cluster and is not to be found in the whole of it. */
export function inventions(report: Report, whole: ReadonlySet<string>): readonly string[] {
  return allOf(report)
    .filter(({ rule }) => !mayKnowLess(rule))
    .filter((finding) => !whole.has(subjectOf(finding)) && !whole.has(wordsOf(finding)))
    .map((finding) => [subjectOf(finding), finding.message, ...finding.notes].join(' '));
}
