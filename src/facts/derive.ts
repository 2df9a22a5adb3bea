import type { Graph } from '../graph/graph.js';
import { accessModes } from './access-modes.js';
import { azureMonitorConfigs } from './azure-monitor.js';
import { controlPlanes } from './control-planes.js';
import { discoveryAddresses } from './discovery-addresses.js';
import { dormant } from './dormant.js';
import type { FactSource } from './fact.js';
import { ingressBackends } from './ingress-backends.js';
import { istioEquivalents } from './istio-equivalents.js';
import { istioPods } from './istio-pods.js';
import { istioRevisions } from './istio-revisions.js';
import { meshes } from './meshes.js';
import { osmCanaries } from './osm-canaries.js';
import { osmCertificateProviders } from './osm-certificate-providers.js';
import { osmComponents } from './osm-components.js';
import { osmConflicts } from './osm-conflicts.js';
import { osmConversions } from './osm-conversions.js';
import { osmDaprPods } from './osm-dapr-pods.js';
import { osmDataPlanes } from './osm-data-planes.js';
import { osmEgressPorts } from './osm-egress-ports.js';
import { osmEgressSources } from './osm-egress-sources.js';
import { osmIdentities } from './osm-identities.js';
import { osmIngressBackendSources } from './osm-ingress-backend-sources.js';
import { osmIngressPaths } from './osm-ingress-paths.js';
import { osmMeshConfigs } from './osm-mesh-configs.js';
import { osmNamespaces } from './osm-namespaces.js';
import { osmPermissions } from './osm-permissions.js';
import { osmPods } from './osm-pods.js';
import { osmPolicyEffects } from './osm-policy-effects.js';
import { osmPolicySwitches } from './osm-policy-switches.js';
import { osmRequirements } from './osm-requirements.js';
import { osmResidues } from './osm-residues.js';
import { osmRetryDestinations } from './osm-retry-destinations.js';
import { osmServicePorts } from './osm-service-ports.js';
import { osmServices } from './osm-services.js';
import { osmSettings } from './osm-settings.js';
import { osmUpstreamHosts } from './osm-upstream-hosts.js';
import { osmWorkloads } from './osm-workloads.js';
import { policyNamespaces } from './policy-namespaces.js';
import type { Releases } from './release.js';
import { routeMatches } from './route-matches.js';
import { routeUses } from './route-uses.js';
import { splitLeaves } from './split-leaves.js';
import { tcpRoutePorts, tcpTargets } from './tcp-routes.js';
import { trafficSplitRoots } from './traffic-split-roots.js';
import { trafficSplits } from './traffic-splits.js';
import { trafficTargetIdentities } from './traffic-target-identities.js';
import { trafficTargets } from './traffic-targets.js';
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
  osmWorkloads,
  osmNamespaces,
  osmDataPlanes,
  istioPods,
  osmComponents,
  osmServices,
  osmConflicts,
  osmConversions,
  osmCertificateProviders,
  osmRequirements,
  osmPermissions,
  ingressBackends,
  osmIngressBackendSources,
  osmIngressPaths,
  osmEgressSources,
  osmEgressPorts,
  osmUpstreamHosts,
  osmRetryDestinations,
  policyNamespaces,
  osmPolicySwitches,
  osmPolicyEffects,
  azureMonitorConfigs,
  osmServicePorts,
  osmIdentities,
  routeMatches,
  splitLeaves,
  trafficSplitRoots,
  trafficSplits,
  trafficTargets,
  routeUses,
  accessModes,
  trafficTargetIdentities,
  tcpRoutePorts,
  tcpTargets,
  dormant,
  osmCanaries,
  osmDaprPods,
  osmResidues,
  istioEquivalents,
];

/** The graph and all facts about it. `stated` are the releases that the user states. */
export function deriveFacts(graph: Graph, stated: Releases = {}): Graph {
  return FACTS.reduce(
    (known, { kind, reads, derive }) => known.withFacts(`meshlint/${kind}`, derive(known, stated), reads),
    graph,
  );
}
