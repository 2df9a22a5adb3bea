import { describe, expect, it, test } from 'vitest';
import { CATALOGUE, strictCluster } from './clusters/catalogue.js';
import { changedCluster, planted, titleOf } from './clusters/fault.js';
import { HARMLESS } from './clusters/harmless.js';
import { osmCluster } from './clusters/osm.js';
import { alarmsOf, reportOf } from './clusters/report.js';
import { tarGzOf } from './input/archives/archives.js';
import { SHAPES } from './shapes/all.js';
import { type Cluster, kindOf, spaceOf } from './shapes/cluster.js';
import { listOf, yaml } from './shapes/plain.js';
import { readBytes, readTexts, reportOn } from './shapes/whole.js';

// The law: a healthy cluster of each line and flavor gives no error and no warning. The clusters are built from the facts
// about OSM, not from the rules.

describe.each(CATALOGUE)('OSM $version $flavor $variant', (choice) => {
  it('is healthy', () => {
    const text = yaml(listOf(osmCluster(choice)));
    const report = reportOn(readTexts([text]), { complete: ['*'] });
    expect(report.problems).toEqual([]);
    expect(alarmsOf(report)).toEqual([]);
  });
});

describe('is no mistake', () => {
  test.each(planted(HARMLESS).map((each) => [titleOf(each), each] as const))('%s', (_, change) => {
    expect(alarmsOf(reportOf(changedCluster(change)))).toEqual([]);
  });
});

const VERSIONS = ['0.8.4', '0.9.2', '0.10.0', '0.11.1', '1.0.0', '1.1.3', '1.2.4'];
const FLAVORS = ['upstream', 'aks', 'arc'] as const;

/** Another line and flavor for each number. */
function clusterOf(number: number) {
  const [version = '', flavor = 'upstream'] = [VERSIONS[number % 7], FLAVORS[number % 3]];
  return osmCluster(strictCluster(version, flavor));
}

/** What was asked of the cluster: nobody is asked for Secrets. */
function captured(number: number): Cluster {
  const objects = clusterOf(number).filter(({ kind }) => kind !== 'Secret');
  return {
    objects,
    kinds: [...new Set(objects.map(kindOf))],
    refused: [],
    namespaces: [...new Set(objects.flatMap((object) => spaceOf(object) ?? []))].sort(),
  };
}

describe('a healthy cluster is healthy as', () => {
  test.each(SHAPES.map((shape, number) => [shape.name, shape, number] as const))(
    '%s',
    async (_, shape, number) => {
      const whole = captured(number);
      const files = shape.write(shape.held?.(whole) ?? whole);
      const report = reportOn(await readBytes(await tarGzOf(Object.entries(files))));
      expect(report.problems).toEqual([]);
      expect(alarmsOf(report)).toEqual([]);
    },
  );
});

const KINDS = [
  ...new Set(VERSIONS.flatMap((_, number) => clusterOf(number).map(({ kind }) => String(kind)))),
];

describe('a healthy cluster is healthy without', () => {
  test.each(KINDS.map((kind, number) => [kind, number] as const))('objects of kind %s', (missing, number) => {
    const objects = clusterOf(number).filter(({ kind }) => kind !== missing);
    expect(alarmsOf(reportOn(readTexts([yaml(listOf(objects))])))).toEqual([]);
  });
});
