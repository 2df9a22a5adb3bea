import { describe, expect, test } from 'vitest';
import { changedCluster, expectedOf, planted } from './clusters/istio/fault.js';
import { FAULTS } from './clusters/istio/faults/all.js';
import { titleOf } from './clusters/planting.js';
import { alarmsOf, reportOf } from './clusters/report.js';

// The law: each fault in a healthy cluster gives one finding, at the cause, and none at its consequences.

describe('one fault, one finding', () => {
  test.each(planted(FAULTS).map((each) => [titleOf(each), each] as const))('%s', (_, fault) => {
    const [finding = 'nothing', ...others] = alarmsOf(reportOf(changedCluster(fault)));
    expect(finding).toMatch(expectedOf(fault));
    expect(others).toEqual([]);
  });
});
