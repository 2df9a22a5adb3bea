import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/input/json.js';
import { tarGzOf } from '../input/archives/archives.js';
import { SHAPES } from '../shapes/all.js';
import { type Cluster, kindOf, spaceOf } from '../shapes/cluster.js';
import { listOf, yaml } from '../shapes/plain.js';
import { readBytes, readTexts, reportOn } from '../shapes/whole.js';
import { alarmsOf } from './report.js';

/** The objects of a healthy cluster, of another release and flavor for each number. */
export type ClusterOf = (number: number) => readonly JsonObject[];

/** Nothing is wrong with a cluster that was captured as a whole. */
export function expectHealthy(objects: readonly JsonObject[]): void {
  const report = reportOn(readTexts([yaml(listOf(objects))]), { complete: ['*'] });
  expect(report.problems).toEqual([]);
  expect(alarmsOf(report)).toEqual([]);
}

/** Whatever tool captures a healthy cluster, nothing is wrong with it. */
export function describeShapes(clusterOf: ClusterOf): void {
  describe('a healthy cluster is healthy as', () => {
    test.each(SHAPES.map((shape, number) => [shape.name, shape, number] as const))(
      '%s',
      async (_, shape, number) => {
        const whole = captureOf(clusterOf(number));
        const files = shape.write(shape.held?.(whole) ?? whole);
        const report = reportOn(await readBytes(await tarGzOf(Object.entries(files))));
        expect(report.problems).toEqual([]);
        expect(alarmsOf(report)).toEqual([]);
      },
    );
  });
}

/** What was asked of the cluster: nobody is asked for Secrets. */
function captureOf(all: readonly JsonObject[]): Cluster {
  const objects = all.filter(({ kind }) => kind !== 'Secret');
  return {
    objects,
    kinds: [...new Set(objects.map(kindOf))],
    refused: [],
    namespaces: [...new Set(objects.flatMap((object) => spaceOf(object) ?? []))].sort(),
  };
}

/** Whichever kind was not captured, nothing is wrong with a healthy cluster. */
export function describeLosses(clusterOf: ClusterOf, clusters: Iterable<readonly JsonObject[]>): void {
  const kinds = new Set([...clusters].flatMap((objects) => objects.map(({ kind }) => String(kind))));
  describe('a healthy cluster is healthy without', () => {
    test.each([...kinds].map((kind, number) => [kind, number] as const))(
      'objects of kind %s',
      (lost, number) => {
        const objects = clusterOf(number).filter(({ kind }) => kind !== lost);
        expect(alarmsOf(reportOn(readTexts([yaml(listOf(objects))])))).toEqual([]);
      },
    );
  });
}
