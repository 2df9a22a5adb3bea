import { describe, expect, test } from 'vitest';
import type { Need } from '../../src/graph/unknown.js';
import type { Outcome } from '../../src/rules/evaluate.js';
import type { Finding, RuleInfo, Severity, Undecided } from '../../src/rules/finding.js';
import { outcomeOfAll } from '../../src/triage/across-worlds.js';

const rule = (id: string): RuleInfo => ({
  id,
  severity: 'error',
  title: 'T',
  why: 'W.',
  fix: 'F.',
  sources: [],
  tags: [],
  equivalent: [],
  group: undefined,
});

interface Said {
  readonly id?: string;
  readonly message?: string;
  readonly severity?: Severity;
  readonly source?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly notes?: readonly string[];
}

function place({ source = 'base/a.yaml', line = 4, column = 7, path = '/spec', id = 'a-rule' }: Said) {
  return {
    rule: rule(id),
    resource: { group: '', kind: 'Service', namespace: 'shop', name: 'orders' },
    path,
    location: {
      source: { name: source, text: '' },
      range: { start: { line, column }, end: { line, column: column + 1 } },
    },
    worlds: [],
  };
}

function finding(said: Said = {}): Finding {
  const { message = 'It is wrong.', severity = 'error', notes = [] } = said;
  return { ...place(said), message, severity, notes, related: [], consequences: [], fingerprint: 'f' };
}

/** With consequences, each of which has another message. */
function causing(messages: readonly string[]): Finding {
  return { ...finding(), consequences: messages.map((message) => finding({ message })) };
}

function undecided(needs: readonly Need[], said: Said = {}): Undecided {
  return { ...place(said), needs };
}

const NOTHING: Outcome = { findings: [], undecided: [], problems: [], assumed: [] };
const world = (name: string | undefined, outcome: Partial<Outcome>) => ({
  name,
  outcome: { ...NOTHING, ...outcome },
});
const found = (...each: readonly Finding[]) => ({ findings: each });

/** What is said, and in which worlds. */
const worlds = ({ findings }: Outcome) => findings.map((each) => [each.message, each.worlds]);

test('what is said of the only world is said of none', () => {
  const outcome = { ...NOTHING, ...found(finding()), undecided: [undecided([])] };
  expect(outcomeOfAll([world(undefined, outcome)])).toEqual(outcome);
});

test('nothing is said of no worlds', () => expect(outcomeOfAll([])).toEqual(NOTHING));

describe('findings', () => {
  test('of one of two worlds are said of it', () => {
    expect(outcomeOfAll([world('dev', found(finding())), world('prod', {})]).findings).toEqual([
      { ...finding(), worlds: ['dev'] },
    ]);
  });

  test('of what two worlds share are said once, with both', () => {
    const all = outcomeOfAll([world('dev', found(finding())), world('prod', found(finding()))]);
    expect(all.findings).toEqual([{ ...finding(), worlds: ['dev', 'prod'] }]);
  });

  test.each<[string, Said]>([
    ['rules', { id: 'b-rule' }],
    ['messages', { message: 'It is quite wrong.' }],
    ['files', { source: 'base/b.yaml' }],
    ['lines', { line: 5 }],
    ['columns', { column: 8 }],
    ['paths', { path: '/metadata' }],
  ])('of other %s are said apart', (_, other) => {
    const all = outcomeOfAll([world('dev', found(finding())), world('prod', found(finding(other)))]);
    expect(all.findings).toEqual([
      { ...finding(), worlds: ['dev'] },
      { ...finding(other), worlds: ['prod'] },
    ]);
  });

  test('of three worlds stand where they were said first', () => {
    const other = { message: 'Else.' };
    const all = outcomeOfAll([
      world('dev', found(finding(other), finding())),
      world('test', found(finding())),
      world('prod', found(finding(), finding(other))),
    ]);
    expect(worlds(all)).toEqual([
      ['Else.', ['dev', 'prod']],
      ['It is wrong.', ['dev', 'test', 'prod']],
    ]);
  });

  test('keep their severity: what is certain in one world is no less so elsewhere', () => {
    const probable = finding({ severity: 'warning', notes: ['Only probable.'] });
    const severities = [
      [probable, finding()],
      [finding(), probable],
    ].map(
      ([one, other]) =>
        outcomeOfAll([world('dev', found(one ?? probable)), world('prod', found(other ?? probable))])
          .findings.map(({ severity }) => severity)
          .sort()[0],
    );
    expect(severities).toEqual(['error', 'error']);
  });

  test('keep the notes of each world', () => {
    const [one, other] = ['a.json', 'b.json'].map((file) =>
      finding({ notes: [`'${file}' holds all Services.`] }),
    );
    const all = outcomeOfAll([
      world('dev', found(one ?? finding())),
      world('prod', found(other ?? finding())),
    ]);
    expect(all.findings.flatMap(({ notes }) => notes)).toEqual([
      "'a.json' holds all Services.",
      "'b.json' holds all Services.",
    ]);
  });

  test('keep what they lead to, once, with the worlds in which it is so', () => {
    const all = outcomeOfAll([
      world('dev', found(causing(['One.', 'Two.']))),
      world('prod', found(causing(['Two.']))),
    ]);
    const told = all.findings.map((each) => [
      each.worlds,
      each.consequences.map(({ message, worlds: named }) => [message, named]),
    ]);
    expect(told).toEqual([
      [
        ['dev', 'prod'],
        [
          ['One.', ['dev']],
          ['Two.', ['dev', 'prod']],
        ],
      ],
    ]);
  });

  test('that one world says twice name it once', () => {
    expect(worlds(outcomeOfAll([world('dev', found(finding(), finding())), world('prod', {})]))).toEqual([
      ['It is wrong.', ['dev']],
    ]);
  });

  test('of rules whose words look like keys are not mixed up', () => {
    const [one, other] = [finding({ path: '/a","b' }), finding({ path: '/a', message: '"b' })];
    expect(outcomeOfAll([world('dev', found(one)), world('prod', found(other))]).findings).toHaveLength(2);
  });
});

describe('what is undecided', () => {
  const need = (kind: string, namespace?: string): Need => ({ kind, namespace });

  test('in two worlds is said once', () => {
    const open = undecided([need('Pod', 'shop')]);
    const all = outcomeOfAll([world('dev', { undecided: [open] }), world('prod', { undecided: [open] })]);
    expect(all.undecided).toEqual([{ ...open, worlds: ['dev', 'prod'] }]);
  });

  test('in one and found in another is both', () => {
    const all = outcomeOfAll([world('dev', { undecided: [undecided([])] }), world('prod', found(finding()))]);
    expect([all.undecided, all.findings]).toEqual([
      [{ ...undecided([]), worlds: ['dev'] }],
      [{ ...finding(), worlds: ['prod'] }],
    ]);
  });

  test('for lack of other kinds needs all of them', () => {
    const all = outcomeOfAll([
      world('dev', { undecided: [undecided([need('Pod', 'shop')])] }),
      world('prod', { undecided: [undecided([need('Service', 'shop')])] }),
    ]);
    expect(all.undecided.flatMap(({ needs }) => needs)).toEqual([
      need('Pod', 'shop'),
      need('Service', 'shop'),
    ]);
  });
});

test('problems are said once, and assumed meshes stand in order', () => {
  const stopped = (subject: string) => ({ level: 'error', subject, message: 'It stopped.' }) as const;
  const all = outcomeOfAll([
    world('dev', { problems: [stopped('rule a'), stopped('rule b')], assumed: ['osm'] }),
    world('prod', { problems: [stopped('rule b')], assumed: ['osm', 'istio'] }),
  ]);
  expect(all).toEqual({
    ...NOTHING,
    problems: [stopped('rule a'), stopped('rule b')],
    assumed: ['istio', 'osm'],
  });
});
