import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRuleSet, loadUserRules } from '../src/rule-set.js';
import { tryExamples, tryOut } from '../src/rules/examples.js';

const ROOT = join(import.meta.dirname, '..');
const FILES = readdirSync(join(ROOT, 'rules'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort();

const { rules } = await loadRuleSet([], ROOT);
const ALL = rules.map((compiled) => [compiled.rule.id, compiled] as const);

describe('all rules', () => {
  it('are valid rule files, and nothing else stands among them', async () => {
    const { mistakes, problems } = await loadUserRules(['rules'], ROOT);
    expect(
      mistakes.map(
        ({ location, message }) => `${location.source.name}:${location.range.start.line} ${message}`,
      ),
    ).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('have unique ids, equal to their file names', () => {
    const names = FILES.map((file) => file.split('/').at(-1)?.replace('.yaml', ''));
    expect(rules.map(({ rule }) => rule.id).sort()).toEqual(names.sort());
    expect(new Set(names).size).toBe(names.length);
  });
});

/** The rules that a rule names as causes of its findings. */
const causesOf = (id: string) =>
  rules
    .filter(({ rule }) => rule.id === id)
    .flatMap(({ rule }) => rule.consequenceOf.flatMap((cause) => cause.rules));

describe('causes', () => {
  it('never go round in a circle', () => {
    const behind = (id: string, passed: readonly string[]): readonly string[] =>
      causesOf(id)
        .filter((cause) => cause !== id)
        .flatMap((cause) =>
          passed.includes(cause) ? [`${[...passed, cause].join(' <- ')}`] : behind(cause, [...passed, cause]),
        );
    expect(rules.flatMap(({ rule }) => behind(rule.id, [rule.id]))).toEqual([]);
  });
});

describe.each(ALL)('%s', (_, compiled) => {
  const { rule } = compiled;

  it('has a failing and a passing example', () => {
    expect(rule.fails.length).toBeGreaterThan(0);
    expect(rule.passes.length).toBeGreaterThan(0);
  });

  it('reports exactly the marked lines of its examples', () => {
    expect(
      tryExamples(compiled).map(({ example, message, expected, reported }) => ({
        example,
        message,
        expected,
        reported,
      })),
    ).toEqual([]);
  });

  it('speaks in sentences', () => {
    for (const text of [rule.why, rule.fix, rule.message]) expect(text).toMatch(/^\S.*[.?)]$/su);
    expect(rule.title).toMatch(/^\S.*[^.\s]$/su);
  });

  it('leaves no placeholder open, and shows no text of the schema validator', () => {
    for (const { message, related } of rule.fails.flatMap((example) => tryOut(compiled, example).findings)) {
      for (const text of [message, ...related.map((place) => place.message)]) {
        expect(text).not.toMatch(/[{}]|undefined|must (NOT|be|match|have|pass)|#\/|\bschema\b|\[object/);
      }
      expect(message).toMatch(/[.?]$/);
    }
  });
});
