import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { KindName } from '../../src/graph/resource.js';
import { readBuiltIns } from '../../src/rule-set.js';
import { type Compiled, type CompiledModule, conditionName, GIVEN } from '../../src/rules/ahead.js';
import { moduleTexts } from '../../src/rules/compile-ahead.js';
import { tryOut } from '../../src/rules/examples.js';
import { loadBuiltInRules, withoutExamples } from '../../src/rules/load.js';

const { rules, kinds } = await readBuiltIns();
const BY_VALIDATOR = loadBuiltInRules(rules, kinds);
const TEXTS = moduleTexts(
  BY_VALIDATOR.map(({ rule }) => rule),
  kinds,
);

function loaded(text: string): Compiled {
  const module: { exports?: CompiledModule } = {};
  (runInThisContext(`(module) => {${text}}`) as (of: typeof module) => void)(module);
  return module.exports?.(GIVEN) ?? {};
}

const asked: (readonly [KindName, string])[] = [];

/** What was compiled ahead, and a note of what was asked for and not there. */
const AHEAD = new Map([...TEXTS].map(([kind, text]) => [kind, loaded(text)]));
const BY_MODULES = loadBuiltInRules(rules, kinds, (kind) => {
  const compiled = AHEAD.get(kind) ?? {};
  return new Proxy(compiled, {
    get: (target, name) => {
      if (!(name in target)) asked.push([kind, String(name)]);
      return target[String(name)];
    },
  });
});

describe('what the build compiles', () => {
  it.each(BY_MODULES.map((compiled, index) => [compiled.rule.id, compiled, index] as const))(
    'tells the same of an example of %s',
    (_, compiled, index) => {
      const [example] = compiled.rule.fails;
      const outcomes = [compiled, BY_VALIDATOR[index]].map(
        (by) => by && example && shown(tryOut(by, example)),
      );
      expect(outcomes[0]).toEqual(outcomes[1]);
    },
  );

  it('holds every condition that was asked for', () => {
    expect(asked).toEqual([]);
  });

  it('is one module for each kind that is judged, and asks for no package', () => {
    const judged = new Set(BY_VALIDATOR.flatMap(({ rule }) => rule.subject.kinds));
    expect([...TEXTS.keys()].sort()).toEqual([...judged].sort());
    expect([...TEXTS.values()].some((text) => text.includes('require('))).toBe(false);
  });

  it('holds of a schema of several kinds what one kind needs', () => {
    const [gateway = '', sidecar = ''] = ['Gateway', 'Sidecar'].map((kind) =>
      TEXTS.get(`networking.istio.io/${kind}`),
    );
    const name = conditionName('istio-unknown-key', 'expect');
    expect([gateway, sidecar].map((text) => text.includes(name))).toEqual([true, true]);
    expect([gateway, sidecar].map((text) => text.includes('minProtocolVersion'))).toEqual([true, false]);
  });
});

function shown({ findings, problems }: ReturnType<typeof tryOut>) {
  return { findings: findings.map(({ rule, ...rest }) => ({ ...rest, rule: rule.id })), problems };
}

describe('what the build keeps of a rule', () => {
  it('is all but its examples', () => {
    const value = { id: 'a', fails: ['x'], passes: ['y'], undecided: ['z'], expect: false };
    expect(withoutExamples({ folder: 'osm', value })).toEqual({
      folder: 'osm',
      value: { id: 'a', expect: false },
    });
  });
});
