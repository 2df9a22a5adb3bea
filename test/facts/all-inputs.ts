import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraph } from '../../src/graph/build.js';
import type { Graph } from '../../src/graph/graph.js';
import { type Input, parseSources, readInput } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { CATALOGUE as OSM } from '../clusters/catalogue.js';
import { CATALOGUE as ISTIO } from '../clusters/istio/catalogue.js';
import { istioCluster } from '../clusters/istio/istio.js';
import { osmCluster } from '../clusters/osm.js';

const ROOT = join(import.meta.dirname, '../..');

/** A graph, and those of other clusters that were read before it. */
interface Told {
  readonly graph: Graph;
  readonly earlier: readonly Graph[];
}

/** Samples, the examples of rules, and clusters: between them they reach whatever a fact may look at. */
export async function graphsOfAll(
  seen: (input: Input) => Input = (input) => input,
): Promise<readonly Told[]> {
  const graphOf = (input: Input) => buildGraph(seen(input));
  const ofText = (text: string) => graphOf(parseSources([{ name: 'example.yaml', text }]));
  const { rules } = await loadRuleSet([], ROOT);
  const examples = rules.flatMap(({ rule }) => [...rule.fails, ...rule.passes]);
  const clusters = [...ISTIO.map(istioCluster), ...OSM.map(osmCluster)];
  return [
    ...(await samples()).map((input) => ({ graph: graphOf(input), earlier: [] })),
    ...examples.map(({ input, otherClusters }) => ({
      graph: ofText(input),
      earlier: otherClusters.map(ofText),
    })),
    ...clusters.map((items) => ({
      graph: ofText(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })),
      earlier: [],
    })),
  ];
}

function samples(): Promise<readonly Input[]> {
  const paths = readdirSync(join(ROOT, 'samples')).flatMap((story) =>
    ['healthy', 'broken'].map((variant) => `samples/${story}/${variant}`),
  );
  return Promise.all(paths.map((path) => readInput([path], { cwd: ROOT })));
}
