import { analyze } from '../../src/analyze.js';
import { type KindName, kindName } from '../../src/input/kinds.js';
import { type ReadInput, readInput } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import type { Finding } from '../../src/rules/finding.js';
import type { Report } from '../../src/triage/report.js';

const { rules } = await loadRuleSet([], process.cwd());

/** What the rules of meshlint say of an input. */
export function reportOn(input: ReadInput, complete: readonly KindName[] = []): Report {
  return analyze(input, rules, {
    complete,
    scopes: [],
    releases: {},
    failOn: 'none',
    requireComplete: false,
  });
}

/** Reads an archive, or any other file, without a disk. */
export function readBytes(bytes: Uint8Array): Promise<ReadInput> {
  return readInput(['-'], { cwd: process.cwd(), stdin: async () => bytes });
}

/** The findings as lines, without their severities and places in files. */
export function linesOf({ findings }: Report): readonly string[] {
  return findings.map((finding) => `${subjectOf(finding)}: ${finding.message}`).sort();
}

/** What a finding is about: its rule, and the value in a resource. */
export function subjectOf({ rule, resource, path }: Finding): string {
  return `${rule.id} ${kindName(resource)} ${resource.namespace ?? ''}/${resource.name} ${path}`;
}
