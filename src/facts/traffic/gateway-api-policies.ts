import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { LabelIndex } from '../../graph/selector.js';
import { type FactSource, fact } from '../fact.js';
import { itemsAt, labelsOf, mappingAt } from '../metadata.js';
import { SERVING_KINDS, servingPods } from '../pods/pod-templates.js';

const POLICIES: readonly KindName[] = [
  'security.istio.io/AuthorizationPolicy',
  'security.istio.io/RequestAuthentication',
  'telemetry.istio.io/Telemetry',
  'extensions.istio.io/WasmPlugin',
];
const SELECTOR = ['spec', 'selector'];

/** Policies that select the pods of waypoints by labels: a waypoint takes only those that name it in targetRefs. */
export const gatewayApiPolicies: FactSource = {
  kind: 'IstioWaypointPolicy',
  reads: POLICIES,
  looksAt: SERVING_KINDS,
  derive: (graph) => {
    const policies = POLICIES.flatMap((kind) => graph.ofKind(kind)).filter(selectsByLabels);
    if (policies.length === 0) return [];
    const namespaces = new Set(policies.map(({ id }) => id.namespace));
    const byNamespace = new Map([...namespaces].map((namespace) => [namespace, podsIn(graph, namespace)]));
    return policies.flatMap((policy) => waypointPolicy(policy, byNamespace.get(policy.id.namespace)));
  },
};

function selectsByLabels({ value }: Resource): boolean {
  const hasTarget = [
    ...itemsAt(value, ['spec', 'targetRefs']),
    ...[valueAt(value, ['spec', 'targetRef']) ?? null].filter((target) => target !== null),
  ].length;
  return hasTarget === 0 && Object.keys(mappingAt(value, [...SELECTOR, 'matchLabels'])).length > 0;
}

function podsIn(graph: Graph, namespace: string | undefined): LabelIndex<Resource> {
  return new LabelIndex(namespace === undefined ? [] : servingPods(graph, namespace), labelsOf);
}

/** Only where nothing else is selected: then the policy has no effect at all. */
function waypointPolicy(policy: Resource, pods: LabelIndex<Resource> | undefined): readonly Resource[] {
  const selected = pods?.selected(mappingAt(policy.value, [...SELECTOR, 'matchLabels'])) ?? [];
  const names = selected.map(waypointOf);
  const [waypoint] = names;
  if (waypoint === undefined || names.includes(undefined)) return [];
  return [
    fact('IstioWaypointPolicy', { resource: policy, path: SELECTOR }, policy.id.name, {
      policyKind: policy.id.kind,
      policy: policy.id.name,
      waypoint,
    }),
  ];
}

/** The Gateway that istiod made the pod for, if that is a waypoint. */
function waypointOf(pod: Resource): string | undefined {
  const labels = labelsOf(pod);
  const name = labels['gateway.networking.k8s.io/gateway-name'] ?? labels['istio.io/gateway-name'];
  const isWaypoint = labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller';
  return isWaypoint && typeof name === 'string' ? name : undefined;
}
