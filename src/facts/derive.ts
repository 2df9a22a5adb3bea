import type { Graph } from '../graph/graph.js';
import { azureMonitorConfigs } from './azure-monitor.js';
import { controlPlanes } from './control-planes.js';
import { discoveryAddresses } from './discovery-addresses.js';
import { dormant } from './dormant.js';
import type { FactSource } from './fact.js';
import { ingressBackends } from './ingress-backends.js';
import { istioPods } from './istio-pods.js';
import { istioRevisions } from './istio-revisions.js';
import { meshes } from './meshes.js';
import { osmComponents } from './osm-components.js';
import { osmMeshConfigs } from './osm-mesh-configs.js';
import { osmPods } from './osm-pods.js';
import { osmRequirements } from './osm-requirements.js';
import { osmSettings } from './osm-settings.js';
import type { Releases } from './release.js';
import { routeMatches } from './route-matches.js';
import { splitLeaves } from './split-leaves.js';
import { trafficSplitRoots } from './traffic-split-roots.js';
import { trafficTargetIdentities } from './traffic-target-identities.js';
import { webhookCalls } from './webhook-calls.js';

/** In the order in which they are derived: a later fact may read an earlier one. */
export const FACTS: readonly FactSource[] = [
  meshes,
  controlPlanes,
  osmSettings,
  istioRevisions,
  webhookCalls,
  osmMeshConfigs,
  discoveryAddresses,
  osmPods,
  istioPods,
  osmComponents,
  osmRequirements,
  ingressBackends,
  azureMonitorConfigs,
  routeMatches,
  splitLeaves,
  trafficSplitRoots,
  trafficTargetIdentities,
  dormant,
];

/** The graph and all facts about it. `stated` are the releases that the user states. */
export function deriveFacts(graph: Graph, stated: Releases = {}): Graph {
  return FACTS.reduce(
    (known, { kind, reads, derive }) => known.withFacts(`meshlint/${kind}`, derive(known, stated), reads),
    graph,
  );
}
