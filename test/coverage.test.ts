import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfiguration } from '../src/input/configuration.js';
import { loadRuleSet } from '../src/rule-set.js';

const ROOT = join(import.meta.dirname, '..');

interface Check {
  readonly check: string;
  readonly rules: readonly string[];
  /** Why no rule does it; only where there is none. */
  readonly why?: string;
}

interface Coverage {
  readonly documents: readonly {
    readonly title: string;
    readonly about: string;
    readonly checks: readonly Check[];
  }[];
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
  readonly readFromCode: readonly { readonly fact: string; readonly rules: readonly string[] }[];
}

const SOURCE = readFileSync(join(ROOT, 'docs/coverage/osm.yaml'), 'utf8');
const [parsed] = parseConfiguration({ name: 'osm.yaml', text: SOURCE }).documents;
const COVERAGE = parsed?.value as unknown as Coverage;
const CHECKS = COVERAGE.documents.flatMap(({ checks }) => checks);

const { rules } = await loadRuleSet([], ROOT);
const RULES = new Map(rules.map(({ rule }) => [rule.id, rule]));

it('names rules that exist', () => {
  const all = [...CHECKS, ...COVERAGE.readFromCode].flatMap((each) => each.rules);
  expect(all.filter((id) => !RULES.has(id))).toEqual([]);
});

it('names each rule that rests on a page about the add-on of AKS', () => {
  const ofPages = [...RULES.values()].filter(({ sources }) =>
    sources.some((source) => /^AKS\b/.test(source)),
  );
  const inChecks = new Set(CHECKS.flatMap((check) => check.rules));
  expect(ofPages.length).toBeGreaterThan(30);
  expect(ofPages.map(({ id }) => id).filter((id) => !inChecks.has(id))).toEqual([]);
});

it('says why where a check has no rule', () => {
  const silent = CHECKS.filter((check) => (check.rules.length === 0) !== (check.why !== undefined));
  expect(silent.map(({ check }) => check)).toEqual([]);
});

it('calls nothing an error that was read from code only', () => {
  const ids = COVERAGE.readFromCode.flatMap((each) => each.rules);
  expect(ids.filter((id) => RULES.get(id)?.severity === 'error')).toEqual([]);
});

it('docs/coverage.md says what docs/coverage/osm.yaml holds', async () => {
  await expect(markdown(COVERAGE)).toMatchFileSnapshot(join(ROOT, 'docs/coverage.md'));
});

function markdown({ documents, leftOut, readFromCode }: Coverage): string {
  return [
    '# What the guides to Open Service Mesh ask for',
    'Public guides tell users of the OSM add-on what to look at, and when it is healthy. This page lists their checks and the rules that do\nthem; `meshlint explain RULE` says more of each. It is made of [coverage/osm.yaml](coverage/osm.yaml) by `test/coverage.test.ts`.',
    ...documents.flatMap(({ title, about, checks }) => [`## ${title}`, about, checksTable(checks)]),
    '## What is left out on purpose',
    table(
      ['what', 'why'],
      leftOut.map(({ what, why }) => [what, why]),
    ),
    '## What rests on reading code',
    'Nobody has seen these on a cluster, so they are warnings at most.',
    table(
      ['fact', 'rules'],
      readFromCode.map((each) => [each.fact, named(each.rules)]),
    ),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function checksTable(checks: readonly Check[]): string {
  return table(
    ['check', 'rules'],
    checks.map(({ check, rules: ids, why }) => [check, why ?? named(ids)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function named(ids: readonly string[]): string {
  return ids.map((id) => `\`${id}\``).join(', ');
}
