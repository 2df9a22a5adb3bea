import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../src/input/configuration.js';
import { loadRuleSet } from '../src/rule-set.js';

const DOCS = join(import.meta.dirname, '../docs/coverage');

interface Check {
  readonly check: string;
  readonly rules: readonly string[];
  /** Why no rule does it; only where there is none. */
  readonly why?: string;
}

/** A message of `istioctl analyze`. The rules that say the same carry its code. */
interface Message {
  readonly code: string;
  readonly name: string;
  readonly level: string;
  /** What the rules do otherwise, on purpose. */
  readonly differs?: string;
  /** Why no rule says it; only where there is none. */
  readonly why?: string;
}

interface Coverage {
  readonly title: string;
  readonly about: string;
  /** A pattern of the sources of rules that rest on the documents. */
  readonly guides: string;
  readonly documents: readonly {
    readonly title: string;
    readonly about: string;
    readonly checks: readonly Check[];
  }[];
  readonly messages?: readonly Message[];
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
  readonly readFromCode: readonly { readonly fact: string; readonly rules: readonly string[] }[];
}

const { rules } = await loadRuleSet([], join(DOCS, '../..'));
const RULES = new Map(rules.map(({ rule }) => [rule.id, rule]));

function saying(code: string): readonly string[] {
  return [...RULES.values()].filter(({ equivalent }) => equivalent.includes(code)).map(({ id }) => id);
}

function read(name: string): Coverage {
  const text = readFileSync(join(DOCS, `${name}.yaml`), 'utf8');
  const [document] = parseConfiguration({ name, text }).documents;
  return document?.value as unknown as Coverage;
}

describe.each(['osm', 'istio'])('docs/coverage/%s.yaml', (name) => {
  const coverage = read(name);
  const checks = coverage.documents.flatMap((document) => document.checks);
  const messages = coverage.messages ?? [];

  it('names rules that exist', () => {
    const all = [...checks, ...coverage.readFromCode].flatMap((each) => each.rules);
    expect(all.filter((id) => !RULES.has(id))).toEqual([]);
  });

  it('names each rule that rests on one of its documents', () => {
    const guides = new RegExp(coverage.guides);
    const ofGuides = [...RULES.values()].filter(({ sources }) =>
      sources.some((source) => guides.test(source)),
    );
    const inChecks = new Set(checks.flatMap((check) => check.rules));
    expect(ofGuides.length).toBeGreaterThan(10);
    expect(ofGuides.map(({ id }) => id).filter((id) => !inChecks.has(id))).toEqual([]);
  });

  it('says why where a check or a message has no rule', () => {
    const silent = [
      ...checks.map((check) => ({ what: check.check, ids: check.rules, why: check.why })),
      ...messages.map((message) => ({ what: message.code, ids: saying(message.code), why: message.why })),
    ].filter(({ ids, why }) => (ids.length === 0) !== (why !== undefined));
    expect(silent).toEqual([]);
  });

  it('calls nothing an error that was read from code only', () => {
    const ids = coverage.readFromCode.flatMap((each) => each.rules);
    expect(ids.filter((id) => RULES.get(id)?.severity === 'error')).toEqual([]);
  });

  it('is what its page says', async () => {
    await expect(markdown(name, coverage)).toMatchFileSnapshot(join(DOCS, `${name}.md`));
  });
});

it('docs/coverage/istio.yaml knows every message that a rule names', () => {
  const known = new Set((read('istio').messages ?? []).map(({ code }) => code));
  const named = new Set([...RULES.values()].flatMap(({ equivalent }) => equivalent));
  expect([...named].filter((code) => !known.has(code))).toEqual([]);
});

function markdown(name: string, coverage: Coverage): string {
  const { title, about, documents, messages, leftOut, readFromCode } = coverage;
  return [
    `# ${title}`,
    `${about}\n\nIt is made of [${name}.yaml](${name}.yaml) by \`test/coverage.test.ts\`.`,
    ...documents.flatMap((document) => [
      `## ${document.title}`,
      document.about,
      checksTable(document.checks),
    ]),
    ...(messages === undefined ? [] : ['## What istioctl analyze says', messagesTable(messages)]),
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

function messagesTable(messages: readonly Message[]): string {
  return table(
    ['message', 'level', 'rules', 'where we differ'],
    messages.map(({ code, name, level, differs, why }) => [
      `${code} ${name}`,
      level,
      why ?? named(saying(code)),
      differs ?? '',
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function named(ids: readonly string[]): string {
  return ids.map((id) => `\`${id}\``).join(', ');
}
