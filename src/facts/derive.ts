import type { Graph } from '../graph/graph.js';
import { osmCertificateProviders } from './certificates/osm-certificate-providers.js';
import { controlPlanes } from './control-planes/control-planes.js';
import { istioRevisions } from './control-planes/istio-revisions.js';
import { meshes } from './control-planes/meshes.js';
import { osmComponents } from './control-planes/osm-components.js';
import { osmConflicts } from './control-planes/osm-conflicts.js';
import { osmConversions } from './control-planes/osm-conversions.js';
import { osmPermissions } from './control-planes/osm-permissions.js';
import { osmRequirements } from './control-planes/osm-requirements.js';
import { osmResidues } from './control-planes/osm-residues.js';
import { osmServices } from './control-planes/osm-services.js';
import type { FactSource } from './fact.js';
import { istioEquivalents } from './migration/istio-equivalents.js';
import { istioPods } from './pods/istio-pods.js';
import { osmDaprPods } from './pods/osm-dapr-pods.js';
import { osmDataPlanes } from './pods/osm-data-planes.js';
import { osmNamespaces } from './pods/osm-namespaces.js';
import { osmPods } from './pods/osm-pods.js';
import { osmWorkloads } from './pods/osm-workloads.js';
import { accessModes } from './policies/access-modes.js';
import { dormant } from './policies/dormant.js';
import { ingressBackends } from './policies/ingress-backends.js';
import { osmCanaries } from './policies/osm-canaries.js';
import { osmEgressPorts } from './policies/osm-egress-ports.js';
import { osmEgressSources } from './policies/osm-egress-sources.js';
import { osmIdentities } from './policies/osm-identities.js';
import { osmIngressBackendSources } from './policies/osm-ingress-backend-sources.js';
import { osmIngressPaths } from './policies/osm-ingress-paths.js';
import { osmPolicyEffects } from './policies/osm-policy-effects.js';
import { osmPolicySwitches } from './policies/osm-policy-switches.js';
import { osmRetryDestinations } from './policies/osm-retry-destinations.js';
import { osmServicePorts } from './policies/osm-service-ports.js';
import { osmUpstreamHosts } from './policies/osm-upstream-hosts.js';
import { policyNamespaces } from './policies/policy-namespaces.js';
import { routeMatches } from './policies/route-matches.js';
import { routeUses } from './policies/route-uses.js';
import { splitLeaves } from './policies/split-leaves.js';
import { tcpRoutePorts, tcpTargets } from './policies/tcp-routes.js';
import { trafficSplitRoots } from './policies/traffic-split-roots.js';
import { trafficSplits } from './policies/traffic-splits.js';
import { trafficTargetIdentities } from './policies/traffic-target-identities.js';
import { trafficTargets } from './policies/traffic-targets.js';
import type { Releases } from './release.js';
import { azureMonitorConfigs } from './settings/azure-monitor.js';
import { discoveryAddresses } from './settings/discovery-addresses.js';
import { osmMeshConfigs } from './settings/osm-mesh-configs.js';
import { osmSettings } from './settings/osm-settings.js';
import { webhookCalls } from './webhooks/webhook-calls.js';

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
