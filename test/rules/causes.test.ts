import { describe, expect, test } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import type { JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { compileRules } from '../../src/rules/compile.js';
import { evaluate } from '../../src/rules/evaluate.js';
import type { Finding } from '../../src/rules/finding.js';
import { readRule } from '../../src/rules/read-rule.js';

const TWO_SERVICES = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, labels: { tier: front } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop, labels: { tier: back } }
---
apiVersion: v1
kind: Endpoints
metadata: { name: web, namespace: shop }
---
apiVersion: v1
kind: Endpoints
metadata: { name: db, namespace: shop }
`;

/** A rule that finds something in every object of a kind. */
function rule(id: string, kind: string, parts: JsonObject = {}): JsonObject {
  return {
    id,
    severity: 'error',
    title: 'T',
    why: 'W.',
    fix: 'F.',
    sources: ['S'],
    subject: { kind },
    expect: false,
    message: `{/metadata/name}.`,
    ...parts,
  };
}

function findings(input: string, rules: readonly JsonObject[], complete: readonly string[] = []) {
  return outcomeOf(input, rules, complete).findings;
}

function outcomeOf(input: string, rules: readonly JsonObject[], complete: readonly string[] = []) {
  const graph = deriveFacts(buildGraph(parseSources([{ name: 'a.yaml', text: input }]), complete));
  const compiled = compileRules(
    rules.map((each) => readRule(each, 'osm')),
    new Map(),
  );
  return evaluate(compiled, graph);
}

/** Each finding as `rule name`, with its consequences. */
const told = (found: readonly Finding[]) =>
  found.map((each) => [short(each), ...each.consequences.map(short)]);
const short = ({ rule: { id }, resource }: Finding) => `${id} ${resource.name}`;

describe('causes that a rule names', () => {
  const cause = rule('a', 'Service');

  test('without a column any finding of the rule explains all', () => {
    const effect = rule('b', 'Endpoints', { consequenceOf: [{ rule: 'a' }] });
    expect(told(findings(TWO_SERVICES, [cause, effect]))).toEqual([['a web', 'b web', 'b db'], ['a db']]);
  });

  test('a column joins them', () => {
    const where = { '/metadata/name': '/metadata/name' };
    const effect = rule('b', 'Endpoints', { consequenceOf: [{ rule: ['no-such', 'a'], where }] });
    expect(told(findings(TWO_SERVICES, [effect, cause]))).toEqual([
      ['a web', 'b web'],
      ['a db', 'b db'],
    ]);
  });

  test('every column counts, and one that is not there joins nothing', () => {
    const joined = (where: JsonObject) =>
      told(
        findings(TWO_SERVICES, [cause, rule('b', 'Endpoints', { consequenceOf: [{ rule: 'a', where }] })]),
      );
    const apart = [['a web'], ['a db'], ['b web'], ['b db']];
    expect(
      joined({ '/metadata/name': '/metadata/name', '/metadata/labels/tier': { const: 'back' } }),
    ).toEqual([['a web'], ['a db', 'b db'], ['b web']]);
    expect(joined({ '/metadata/name': '/no/such' })).toEqual(apart);
    expect(joined({ '/no/such': '/metadata/name' })).toEqual(apart);
  });

  test('a cause is as severe as the worst that it leads to', () => {
    const mild = rule('a', 'Service', { severity: 'note' });
    const where = { '/metadata/name': '/metadata/name' };
    const db = {
      type: 'object',
      properties: { metadata: { type: 'object', properties: { name: { const: 'db' } } } },
    };
    const effect = rule('b', 'Endpoints', {
      subject: { kind: 'Endpoints', where: db },
      consequenceOf: [{ rule: 'a', where }],
    });
    const found = findings(TWO_SERVICES, [mild, effect]);
    expect(told(found)).toEqual([['a web'], ['a db', 'b db']]);
    expect(found.map(({ severity }) => severity)).toEqual(['note', 'error']);
  });

  test('a chain ends at its root', () => {
    const one = rule('b', 'Endpoints', {
      consequenceOf: [{ rule: 'a', where: { '/metadata/name': '/metadata/name' } }],
    });
    const two = rule('c', 'Endpoints', {
      consequenceOf: [{ rule: 'b', where: { '/metadata/name': '/metadata/name' } }],
    });
    expect(told(findings(TWO_SERVICES, [two, one, cause]))).toEqual([
      ['a web', 'c web', 'b web'],
      ['a db', 'c db', 'b db'],
    ]);
  });

  test('a circle explains nothing, and loses nothing', () => {
    const where = { '/metadata/name': '/metadata/name' };
    const one = rule('a', 'Service', { consequenceOf: [{ rule: 'b', where }] });
    const two = rule('b', 'Endpoints', { consequenceOf: [{ rule: 'a', where }] });
    expect(told(findings(TWO_SERVICES, [one, two])).flat()).toEqual(['a web', 'a db', 'b web', 'b db']);
  });
});

describe('a rule that names itself', () => {
  const named = (where: JsonObject, parts: JsonObject = {}) =>
    rule('a', 'Endpoints', { consequenceOf: [{ rule: 'a', where }], ...parts });

  test('says what many objects tell of one fault once', () => {
    expect(told(findings(TWO_SERVICES, [named({})]))).toEqual([['a web', 'a db']]);
    const namespace = { '/metadata/namespace': '/metadata/namespace' };
    expect(told(findings(TWO_SERVICES, [named(namespace)]))).toEqual([['a web', 'a db']]);
  });

  test('keeps apart what does not meet', () => {
    const name = { '/metadata/name': '/metadata/name' };
    expect(told(findings(TWO_SERVICES, [named(name)]))).toEqual([['a web'], ['a db']]);
  });

  test('may name others beside itself', () => {
    const causes = [{ rule: 'b' }, { rule: 'a' }];
    const found = findings(TWO_SERVICES, [
      rule('b', 'Service'),
      rule('a', 'Endpoints', { consequenceOf: causes }),
    ]);
    expect(told(found)).toEqual([['b web', 'a web', 'a db'], ['b db']]);
  });
});

describe('one missing object', () => {
  const needs = (id: string, kind: string, parts: JsonObject = {}) =>
    rule(id, kind, { expect: { exists: { kind: 'ConfigMap', name: { const: 'settings' } } }, ...parts });

  test('is one finding, the most severe of those that lack it', () => {
    const found = findings(
      TWO_SERVICES,
      [needs('a', 'Service', { severity: 'warning' }), needs('b', 'Endpoints')],
      ['ConfigMap'],
    );
    expect(told(found)).toEqual([['b web', 'a web', 'a db', 'b db']]);
  });

  test('another name or namespace is another object', () => {
    const named = (id: string, name: string, namespace: string) =>
      rule(id, 'Service', {
        subject: {
          kind: 'Service',
          where: {
            type: 'object',
            properties: { metadata: { type: 'object', properties: { name: { const: 'web' } } } },
          },
        },
        expect: { exists: { kind: 'ConfigMap', name: { const: name }, namespace: { const: namespace } } },
      });
    const rules = [named('a', 'one', 'shop'), named('b', 'two', 'shop'), named('c', 'one', 'depot')];
    expect(told(findings(TWO_SERVICES, rules, ['ConfigMap']))).toEqual([['a web'], ['b web'], ['c web']]);
  });
});

test('what would follow from a finding is no open question', () => {
  const open = rule('b', 'Endpoints', {
    expect: { exists: { kind: 'ConfigMap', name: { const: 'settings' } } },
    consequenceOf: [{ rule: 'a', where: { '/metadata/name': '/metadata/name' } }],
  });
  const web = {
    type: 'object',
    properties: { metadata: { type: 'object', properties: { name: { const: 'web' } } } },
  };
  const outcome = outcomeOf(TWO_SERVICES, [
    rule('a', 'Service', { subject: { kind: 'Service', where: web } }),
    open,
  ]);
  expect(told(outcome.findings)).toEqual([['a web']]);
  expect(outcome.undecided.map(({ rule: { id }, resource }) => `${id} ${resource.name}`)).toEqual(['b db']);
});
