import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/input/json.js';
import { changedCluster, planted, titleOf } from './clusters/fault.js';
import { FAULTS } from './clusters/faults/all.js';
import { reportOf } from './clusters/report.js';
import { listOf, yaml } from './shapes/plain.js';
import { inventions, known, readTexts, reportOn } from './shapes/whole.js';

// The law: of a faulty cluster, too, a part says no more than the whole. What was not captured is never said to be missing.

/** Each fault loses other kinds. */
function kindsLost(objects: readonly JsonObject[], number: number): ReadonlySet<unknown> {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  return new Set([kinds[(number * 5) % kinds.length], kinds[(number * 11 + 3) % kinds.length]]);
}

/** Every third of the faults; with OSM_FAULTS=all each of them, in every line and flavor. */
const CHOSEN = planted(FAULTS)
  .map((each, number) => [titleOf(each), each, number] as const)
  .filter(([, , number]) => process.env.OSM_FAULTS === 'all' || number % 3 === 0);

describe('a part invents nothing where', () => {
  test.each(CHOSEN)('%s', (_, fault, number) => {
    const objects = changedCluster(fault);
    const lost = kindsLost(objects, number);
    const part = objects.filter(({ kind }) => !lost.has(kind));
    const whole = known([reportOf(objects)]);
    expect(inventions(reportOn(readTexts([yaml(listOf(part))])), whole)).toEqual([]);
  });
});
