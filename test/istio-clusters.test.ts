import { describe, expect, it, test } from 'vitest';
import { describeLosses, describeShapes, expectHealthy } from './clusters/healthy.js';
import { CATALOGUE } from './clusters/istio/catalogue.js';
import { changedCluster, planted } from './clusters/istio/fault.js';
import { HARMLESS } from './clusters/istio/harmless.js';
import { istioCluster } from './clusters/istio/istio.js';
import { titleOf } from './clusters/planting.js';
import { alarmsOf, reportOf } from './clusters/report.js';

// The law: a healthy cluster of each release and flavor of Istio gives no error and no warning. The clusters are built
// from the facts about Istio, not from the rules.

describe.each(CATALOGUE)('Istio $version $flavor', (choice) => {
  it('is healthy', () => {
    expectHealthy(istioCluster(choice));
  });
});

describe('is no mistake', () => {
  test.each(planted(HARMLESS).map((each) => [titleOf(each), each] as const))('%s', (_, change) => {
    expect(alarmsOf(reportOf(changedCluster(change)))).toEqual([]);
  });
});

function clusterOf(number: number) {
  const [choice] = CATALOGUE.slice((number * 5) % CATALOGUE.length);
  return choice === undefined ? [] : istioCluster(choice);
}

describeShapes(clusterOf);
describeLosses(clusterOf, CATALOGUE.map(istioCluster));
