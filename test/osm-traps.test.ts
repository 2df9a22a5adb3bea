import { describe, expect, it, test } from 'vitest';
import { CONTROL_PLANE_TRAPS } from './traps/control-plane.js';
import { EDGE_TRAPS } from './traps/edges.js';
import { MEMBER_TRAPS } from './traps/members.js';
import { MESH_CONFIG_TRAPS } from './traps/mesh-config.js';
import { POLICY_TRAPS } from './traps/policies.js';
import type { Trap } from './traps/trap.js';
import { findingsIn, verdict } from './verdicts.js';

const TRAPS: readonly Trap[] = [
  ...MESH_CONFIG_TRAPS,
  ...CONTROL_PLANE_TRAPS,
  ...MEMBER_TRAPS,
  ...POLICY_TRAPS,
  ...EDGE_TRAPS,
];

const MARK = /# <- (.+)$/;

/** What the marks of an input expect: `line rule-id`. */
function expected(input: string): readonly string[] {
  return input.split('\n').flatMap((line, index) => {
    const ids = MARK.exec(line)?.[1]?.split(', ') ?? [];
    return ids.map((id) => `${index + 1} ${id}`);
  });
}

describe.each(TRAPS)('$trap; a checker that does not know it $naive', ({ cases }) => {
  const named = new Set(cases.flatMap(({ input }) => expected(input)).map((line) => line.split(' ')[1]));

  it.each(cases)('$what', async ({ input, told }) => {
    const findings = await findingsIn(input, told);
    const counted = findings.filter(({ rule, severity }) => severity !== 'note' || named.has(rule.id));
    expect(counted.map(verdict).sort()).toEqual([...expected(input)].sort());
  });
});

test('each trap shows both sides, so that a checker which does not know it fails on one', () => {
  const isWrong = ({ input }: { readonly input: string }) => expected(input).length > 0;
  expect(TRAPS.filter(({ cases }) => cases.every(isWrong) || !cases.some(isWrong))).toEqual([]);
});

test('there are more than thirty of them, each once', () => {
  expect(new Set(TRAPS.map(({ trap }) => trap)).size).toBe(TRAPS.length);
  expect(TRAPS.length).toBeGreaterThan(30);
});
