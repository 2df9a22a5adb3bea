import { describe, expect, test } from 'vitest';
import { changedCluster, expectedOf, planted, titleOf } from './clusters/fault.js';
import { FAULTS } from './clusters/faults/all.js';
import { alarmsOf, reportOf } from './clusters/report.js';

// The law: each fault in a healthy cluster gives one finding, at the cause, and none at its consequences.

/** `*` in what is expected stands for a part of a name that Kubernetes makes up. */
function patternOf(expected: string): RegExp {
  const literal = expected.replace(/[.?+^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '\\S*');
  return new RegExp(`^${literal}$`);
}

describe('one fault, one finding', () => {
  test.each(planted(FAULTS).map((each) => [titleOf(each), each] as const))('%s', (_, fault) => {
    const [finding = 'nothing', ...others] = alarmsOf(reportOf(changedCluster(fault)));
    expect(finding).toMatch(patternOf(expectedOf(fault)));
    expect(others).toEqual([]);
  });
});
