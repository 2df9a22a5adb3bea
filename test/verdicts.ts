import { join } from 'node:path';
import { analyze } from '../src/analyze.js';
import { parseSources } from '../src/input/read.js';
import { loadRuleSet } from '../src/rule-set.js';
import type { Finding } from '../src/rules/finding.js';
import type { Releases } from '../src/rules/releases.js';

/** What is told beside an input, as with the options of the command line. */
export interface Told {
  readonly complete?: readonly string[];
  readonly mesh?: Releases;
}

const BUILT_IN = loadRuleSet([], join(import.meta.dirname, '..'));

/** What the report says of an input, in its order: all rules judge, and what follows from another finding is not told. */
export async function findingsIn(input: string, { complete, mesh }: Told = {}): Promise<readonly Finding[]> {
  const { rules } = await BUILT_IN;
  const parsed = parseSources([{ name: 'input.yaml', text: input }]);
  const { findings, problems } = analyze({ ...parsed, problems: [], captures: [], missing: [] }, rules, {
    complete: complete ?? [],
    scopes: [],
    releases: mesh ?? {},
    failOn: 'error',
    requireComplete: false,
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join(' '));
  return findings;
}

/** Its errors and warnings as `line rule-id`. */
export async function verdicts(input: string, told?: Told): Promise<readonly string[]> {
  return (await findingsIn(input, told)).filter(({ severity }) => severity !== 'note').map(verdict);
}

/** A finding as `line rule-id`. */
export function verdict({ location, rule }: Finding): string {
  return `${location.range.start.line} ${rule.id}`;
}
