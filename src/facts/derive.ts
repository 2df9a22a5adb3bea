import type { Graph } from '../graph/graph.js';
import { type Measure, unmeasured } from '../graph/measure.js';
import { osmCertificateProviders } from './certificates/osm-certificate-providers.js';
import { controlPlanes } from './control-planes/control-planes.js';
import { istioComponents } from './control-planes/istio-components.js';
import { istioKubernetes } from './control-planes/istio-kubernetes.js';
import { istioNetworkPolicies } from './control-planes/istio-network-policies.js';
import { istioPermissions } from './control-planes/istio-permissions.js';
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
import { istioAnnotations } from './pods/istio-annotations.js';
import { istioNamespaces } from './pods/istio-namespaces.js';
import { istioPodlessWorkloads } from './pods/istio-podless-workloads.js';
import { istioPods } from './pods/istio-pods.js';
import { istioProxyImages } from './pods/istio-proxy-images.js';
import { istioUnreadyProxies } from './pods/istio-unready-proxies.js';
import { istioWorkloads } from './pods/istio-workloads.js';
import { osmDaprPods } from './pods/osm-dapr-pods.js';
import { osmDataPlanes } from './pods/osm-data-planes.js';
import { osmNamespaces } from './pods/osm-namespaces.js';
import { osmPods } from './pods/osm-pods.js';
import { osmWorkloads } from './pods/osm-workloads.js';
import { accessModes } from './policies/access-modes.js';
import { dormant } from './policies/dormant.js';
import { ingressBackends } from './policies/ingress-backends.js';
import { istioAuthorizationPolicies } from './policies/istio-authorization-policies.js';
import { istioConditions } from './policies/istio-conditions.js';
import { istioJwtRules } from './policies/istio-jwt-rules.js';
import { istioPolicies } from './policies/istio-policies.js';
import { istioPolicyPorts } from './policies/istio-policy-ports.js';
import { istioPolicyProviders } from './policies/istio-policy-providers.js';
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
import { istioInjectedNamespaces } from './settings/istio-injected-namespaces.js';
import { istioInjectorConfigs } from './settings/istio-injector-configs.js';
import { istioMeshConfigs } from './settings/istio-mesh-configs.js';
import { istioNetworkRegistries } from './settings/istio-mesh-networks.js';
import { osmMeshConfigs } from './settings/osm-mesh-configs.js';
import { osmSettings } from './settings/osm-settings.js';
import { destinationRuleHosts } from './traffic/destination-rule-hosts.js';
import { destinationRuleSubsets } from './traffic/destination-rule-subsets.js';
import { destinationRuleTls } from './traffic/destination-rule-tls.js';
import { envoyFilters } from './traffic/envoy-filters.js';
import { gatewayApiPolicies } from './traffic/gateway-api-policies.js';
import { gatewayApiReferences } from './traffic/gateway-api-references.js';
import { gatewayCredentials } from './traffic/gateway-credentials.js';
import { gatewayServers } from './traffic/gateway-servers.js';
import { istioClusterServices } from './traffic/istio-cluster-services.js';
import { istioSidecarHosts } from './traffic/istio-sidecar-hosts.js';
import { serviceEntries } from './traffic/service-entries.js';
import { serviceEntryPorts } from './traffic/service-entry-ports.js';
import { istioServicePorts } from './traffic/service-ports.js';
import { virtualServiceDelegates } from './traffic/virtual-service-delegates.js';
import { virtualServiceDestinations } from './traffic/virtual-service-destinations.js';
import { virtualServiceGateways } from './traffic/virtual-service-gateways.js';
import { virtualServiceHosts } from './traffic/virtual-service-hosts.js';
import { virtualServiceRoutes } from './traffic/virtual-service-routes.js';
import { istioWorkloadEntries } from './traffic/workload-entries.js';
import { istioWebhookFailures } from './webhooks/istio-webhook-failures.js';
import { istioWebhooks } from './webhooks/istio-webhooks.js';
import { webhookCalls } from './webhooks/webhook-calls.js';

/** A fact may read those before it. */
export const FACTS: readonly FactSource[] = [
  meshes,
  controlPlanes,
  istioMeshConfigs,
  istioNetworkRegistries,
  istioInjectorConfigs,
  osmSettings,
  istioRevisions,
  istioComponents,
  istioKubernetes,
  istioPermissions,
  istioNetworkPolicies,
  webhookCalls,
  istioWebhooks,
  istioWebhookFailures,
  osmMeshConfigs,
  discoveryAddresses,
  osmPods,
  osmWorkloads,
  osmNamespaces,
  osmDataPlanes,
  istioPods,
  istioProxyImages,
  gatewayServers,
  gatewayCredentials,
  gatewayApiReferences,
  gatewayApiPolicies,
  destinationRuleHosts,
  destinationRuleSubsets,
  destinationRuleTls,
  serviceEntries,
  serviceEntryPorts,
  istioWorkloadEntries,
  virtualServiceDestinations,
  virtualServiceGateways,
  virtualServiceDelegates,
  virtualServiceRoutes,
  virtualServiceHosts,
  istioWorkloads,
  istioPodlessWorkloads,
  istioServicePorts,
  istioClusterServices,
  istioInjectedNamespaces,
  istioNamespaces,
  istioAnnotations,
  envoyFilters,
  istioUnreadyProxies,
  istioConditions,
  istioPolicies,
  istioPolicyProviders,
  istioPolicyPorts,
  istioAuthorizationPolicies,
  istioJwtRules,
  istioSidecarHosts,
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

/** The graph with all facts about it, each kind made when somebody first asks for it. For `stated` and `earlier` see FactSource. */
export function deriveFacts(
  graph: Graph,
  stated: Releases = {},
  earlier: readonly Graph[] = [],
  measure: Measure = unmeasured,
): Graph {
  return graph.withFacts(
    new Map(
      FACTS.map(({ kind, reads, derive }) => [
        `meshlint/${kind}`,
        {
          derivedFrom: reads,
          derive: (known: Graph) => measure('facts', kind, () => derive(known, stated, earlier)),
        },
      ]),
    ),
  );
}
