import { describe, expect, test } from 'vitest';
import { changedCluster, planted } from './clusters/istio/fault.js';
import { FAULTS } from './clusters/istio/faults/all.js';
import { inventionsOf } from './clusters/parts.js';
import { titleOf } from './clusters/planting.js';

// The law: of a faulty cluster, too, a part says no more than the whole. What was not captured is never said to be missing.

/** Every fifth of the faults; with ISTIO_FAULTS=all each of them, in every release and flavor. */
const CHOSEN = planted(FAULTS)
  .map((each, number) => [titleOf(each), each, number] as const)
  .filter(([, , number]) => process.env.ISTIO_FAULTS === 'all' || number % 5 === 0);

describe('a part invents nothing where', () => {
  test.each(CHOSEN)('%s', (_, fault, number) => {
    expect(inventionsOf(changedCluster(fault), number)).toEqual([]);
  });
});
