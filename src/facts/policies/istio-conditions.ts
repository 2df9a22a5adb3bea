import type { Graph } from '../../graph/graph.js';
import type { KindName, Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { GATEWAY_CLASS, isServedByIstio } from '../traffic/gateway-api-references.js';
import { API_GATEWAY } from '../traffic/gateways.js';

const ROUTES: readonly KindName[] = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map(
  (kind) => `gateway.networking.k8s.io/${kind}`,
);

/** In their status istiod tells whether a waypoint, or ztunnel, enforces them. */
const ENFORCED: readonly KindName[] = [
  'Service',
  'networking.istio.io/ServiceEntry',
  'security.istio.io/AuthorizationPolicy',
  'security.istio.io/RequestAuthentication',
  'telemetry.istio.io/Telemetry',
  'extensions.istio.io/WasmPlugin',
];

/** Load balancers have conditions of their own; Reconciled says only how far istiod is. */
const OF_ENFORCED = /^(istio\.io\/.*|WaypointAccepted|ZtunnelAccepted|Accepted)$/;
const OF_GATEWAYS = /^(Accepted|Programmed)$/;
const OF_ROUTES = /^(Accepted|ResolvedRefs)$/;

/** The conditions of captured objects with which the control plane says that they have no effect, or not all of it. */
export const istioConditions: FactSource = {
  kind: 'IstioCondition',
  reads: [...ENFORCED, API_GATEWAY, ...ROUTES],
  looksAt: [GATEWAY_CLASS],
  derive: (graph) => [
    ...ENFORCED.flatMap((kind) =>
      captured(graph, kind).flatMap((each) => negative(each, ['status'], OF_ENFORCED)),
    ),
    ...captured(graph, API_GATEWAY)
      .filter((gateway) => isServedByIstio(graph, gateway))
      .flatMap((gateway) => negative(gateway, ['status'], OF_GATEWAYS)),
    ...ROUTES.flatMap((kind) => captured(graph, kind).flatMap(ofRoute)),
  ],
};

function captured(graph: Graph, kind: KindName): readonly Resource[] {
  return graph.ofKind(kind).filter((resource) => resource.captured);
}

/** Each controller writes what it thinks of a route beside the Gateway that the route names. */
function ofRoute(route: Resource): readonly Resource[] {
  return itemsAt(route.value, ['status', 'parents']).flatMap((parent, index) =>
    textAt(parent, ['controllerName'])?.startsWith('istio.io/') === true
      ? negative(route, ['status', 'parents', index], OF_ROUTES)
      : [],
  );
}

function negative(resource: Resource, status: Path, types: RegExp): readonly Resource[] {
  const path = [...status, 'conditions'];
  return itemsAt(resource.value, path).flatMap((condition, index) =>
    isNegative(condition, types) ? [conditionFact(resource, [...path, index])] : [],
  );
}

function isNegative(condition: Json, types: RegExp): boolean {
  return types.test(textAt(condition, ['type']) ?? '') && textAt(condition, ['status']) === 'False';
}

function conditionFact(resource: Resource, path: Path): Resource {
  const { kind, name } = resource.id;
  const text = (key: string) => copied(resource, [...path, key]);
  return fact('IstioCondition', { resource, path: [...path, 'type'] }, name, {
    objectKind: kind,
    object: name,
    type: text('type'),
    reason: text('reason'),
    message: text('message'),
  });
}
