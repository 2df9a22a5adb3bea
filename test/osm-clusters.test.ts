import { describe, expect, it, test } from 'vitest';
import { CATALOGUE, strictCluster } from './clusters/catalogue.js';
import { changedCluster, planted } from './clusters/fault.js';
import { HARMLESS } from './clusters/harmless.js';
import { describeLosses, describeShapes, expectHealthy } from './clusters/healthy.js';
import { osmCluster } from './clusters/osm.js';
import { titleOf } from './clusters/planting.js';
import { alarmsOf, reportOf } from './clusters/report.js';

// The law: a healthy cluster of each line and flavor gives no error and no warning. The clusters are built from the facts
// about OSM, not from the rules.

describe.each(CATALOGUE)('OSM $version $flavor $variant', (choice) => {
  it('is healthy', () => {
    expectHealthy(osmCluster(choice));
  });
});

describe('is no mistake', () => {
  test.each(planted(HARMLESS).map((each) => [titleOf(each), each] as const))('%s', (_, change) => {
    expect(alarmsOf(reportOf(changedCluster(change)))).toEqual([]);
  });
});

const VERSIONS = ['0.8.4', '0.9.2', '0.10.0', '0.11.1', '1.0.0', '1.1.3', '1.2.4'];
const FLAVORS = ['upstream', 'aks', 'arc'] as const;

function clusterOf(number: number) {
  const [version = '', flavor = 'upstream'] = [VERSIONS[number % 7], FLAVORS[number % 3]];
  return osmCluster(strictCluster(version, flavor));
}

describeShapes(clusterOf);
describeLosses(
  clusterOf,
  VERSIONS.map((_, number) => clusterOf(number)),
);
