import type { KindName } from '../../graph/resource.js';

export const TRAFFIC_TARGET: KindName = 'access.smi-spec.io/TrafficTarget';
export const ROUTE_GROUP: KindName = 'specs.smi-spec.io/HTTPRouteGroup';
export const TCP_ROUTE: KindName = 'specs.smi-spec.io/TCPRoute';
export const TRAFFIC_SPLIT: KindName = 'split.smi-spec.io/TrafficSplit';
export const EGRESS: KindName = 'policy.openservicemesh.io/Egress';
export const INGRESS_BACKEND: KindName = 'policy.openservicemesh.io/IngressBackend';
export const RETRY: KindName = 'policy.openservicemesh.io/Retry';
export const UPSTREAM_TRAFFIC_SETTING: KindName = 'policy.openservicemesh.io/UpstreamTrafficSetting';

/** The kinds in which a team says what its part of the mesh may do. OSM reads them beside the pods that they are for. */
export const POLICY_KINDS: readonly KindName[] = [
  TRAFFIC_TARGET,
  ROUTE_GROUP,
  TCP_ROUTE,
  TRAFFIC_SPLIT,
  EGRESS,
  INGRESS_BACKEND,
  RETRY,
  UPSTREAM_TRAFFIC_SETTING,
];
