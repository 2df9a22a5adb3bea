import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { SelectorIndex } from '../../graph/selector.js';
import type { JsonObject } from '../../input/json.js';
import { components, environment } from '../control-planes/components.js';
import { itemsAt, labelsOf, mappingAt, mappingIn } from '../metadata.js';
import { perGraph, perGraphAnd } from '../per-graph.js';
import { servingPodsByLabel } from '../pods/pod-templates.js';

/** The pods and templates of pods that a Gateway is for. */
export type ProxiesOf = (gateway: Resource) => readonly Resource[];

/**
 * By the labels that a Gateway selects, in whatever namespace the pods are, unless istiod keeps to that of the Gateway. All
 * Gateways of one proxy get the same list, as there may be thousands of them.
 */
export const gatewayProxies: (graph: Graph) => ProxiesOf = perGraph((graph) => {
  const pods = servingPodsByLabel(graph, undefined);
  const isScoped = keepsToNamespaces(graph);
  const known = new Map<string, readonly Resource[]>();
  return (gateway) => {
    const selector = mappingAt(gateway.value, ['spec', 'selector']);
    if (Object.keys(selector).length === 0) return [];
    const key = JSON.stringify([selector, isScoped ? (gateway.id.namespace ?? null) : null]);
    const isInReach = ({ id }: Resource) => !isScoped || id.namespace === gateway.id.namespace;
    const proxies = known.get(key) ?? pods.selected(selector).filter(isInReach);
    known.set(key, proxies);
    return proxies;
  };
});

function keepsToNamespaces(graph: Graph): boolean {
  return components(graph, 'istiod', 'discovery').some(
    (istiod) => environment(istiod, 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE')?.value === 'true',
  );
}

/** The Services that lead to pods. */
export type ServicesOf = (pod: Resource) => readonly Resource[];

export const servicesBefore: (graph: Graph) => ServicesOf = perGraph((graph) => {
  const known = new Map<Resource, readonly Resource[]>();
  return (pod) => {
    const services = known.get(pod) ?? servicesOf(graph, pod);
    known.set(pod, services);
    return services;
  };
});

function servicesOf(graph: Graph, pod: Resource): readonly Resource[] {
  return servicesBySelector(graph, pod.id.namespace).selecting(labelsOf(pod));
}

const servicesBySelector = perGraphAnd((graph, namespace: string | undefined) => {
  const services = graph.inNamespace('Service', namespace);
  const selecting = services.filter((service) => Object.keys(selectorOf(service)).length > 0);
  return new SelectorIndex(selecting, selectorOf);
});

function selectorOf({ value }: Resource): JsonObject {
  return mappingIn(value.spec, 'selector');
}

/** Whether clients reach a pod at its node, past every Service. */
export function isOnNode({ value }: Resource): boolean {
  const hasHostPort = itemsAt(value, ['spec', 'containers']).some((container) =>
    itemsAt(container, ['ports']).some((port) => valueAt(port, ['hostPort']) !== undefined),
  );
  return valueAt(value, ['spec', 'hostNetwork']) === true || hasHostPort;
}
