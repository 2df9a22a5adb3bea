import type { Graph } from '../graph/graph.js';
import { controlPlanes } from './control-planes.js';
import type { FactSource } from './fact.js';
import { istioPods } from './istio-pods.js';
import { istioRevisions } from './istio-revisions.js';
import { meshes } from './meshes.js';
import { osmPods } from './osm-pods.js';
import { webhookCalls } from './webhook-calls.js';

/** In the order in which they are derived: a later fact may read an earlier one. */
export const FACTS: readonly FactSource[] = [
  meshes,
  controlPlanes,
  istioRevisions,
  webhookCalls,
  osmPods,
  istioPods,
];

/** The graph and all facts about it. */
export function deriveFacts(graph: Graph): Graph {
  return FACTS.reduce(
    (known, { kind, reads, derive }) => known.withFacts(`meshlint/${kind}`, derive(known), reads),
    graph,
  );
}
