import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactValue } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { isReady } from '../pods/pods.js';
import { endpointsOf } from './endpoints.js';

/** What the API server needs to reach a Service. */
export interface ServiceCall {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number;
}

/** How a call to a Service ends: the Service, its port, the endpoints of that port, and the pods behind it. */
export function calledService(graph: Graph, call: ServiceCall): FactMapping {
  const question = { kind: 'Service', namespace: call.namespace, name: call.name };
  const [service] = graph.find(question);
  if (service !== undefined) return foundService(graph, call, service);
  if (graph.exists(question).answer !== 'unknown') return {};
  const needed = unknown('Service', call.namespace);
  return { serviceType: needed, portListed: needed, endpoints: { ready: needed } };
}

function foundService(graph: Graph, call: ServiceCall, service: Resource): FactMapping {
  const serviceType = copied(service, ['spec', 'type']) ?? 'ClusterIP';
  const isHeadless = textAt(service.value, ['spec', 'clusterIP']) === 'None';
  const isExternalName = textAt(service.value, ['spec', 'type']) === 'ExternalName';
  const headless = isHeadless && concluded(true, service, ['spec', 'clusterIP']);
  const base = { serviceType, headless, selectsPods: hasSelector(service) && !isExternalName };
  if (isExternalName) return base;
  const port = itemsAt(service.value, ['spec', 'ports']).findIndex((item) => portNumber(item) === call.port);
  if (port < 0)
    return {
      ...base,
      portListed: concluded(false, service, offeredPorts(service)),
      pods: podsBehind(graph, service),
    };
  const portName = textAt(service.value, ['spec', 'ports', port, 'name']);
  return {
    ...base,
    portListed: concluded(true, service, ['spec', 'ports', port]),
    servicePort: servicePort(service, port),
    endpoints: endpointsOf(graph, service, { name: portName }),
    pods: podsBehind(graph, service),
  };
}

/** Where a reader looks for the port: at the only one, or at the list. */
export function offeredPorts(service: Resource): Path {
  const isOnly = itemsAt(service.value, ['spec', 'ports']).length === 1;
  return ['spec', 'ports', ...(isOnly ? [0, 'port'] : [])];
}

function hasSelector(service: Resource): boolean {
  return Object.keys(mappingAt(service.value, ['spec', 'selector'])).length > 0;
}

/** The number of a port of a Service. */
export function portNumber(port: Json): number | undefined {
  return isObject(port) && typeof port.port === 'number' ? port.port : undefined;
}

/** Where no targetPort is given, it is the port itself. */
function servicePort(service: Resource, index: number): FactMapping {
  const path = ['spec', 'ports', index];
  return {
    name: copied(service, [...path, 'name']),
    number: copied(service, [...path, 'port']),
    targetPort: copied(service, [...path, 'targetPort']) ?? copied(service, [...path, 'port']),
  };
}

/** Undefined where the Service selects none by itself. */
function podsBehind(graph: Graph, service: Resource): FactValue {
  if (!hasSelector(service)) return undefined;
  const { namespace } = service.id;
  const selector = mappingAt(service.value, ['spec', 'selector']);
  const pods = graph
    .inNamespace('Pod', namespace)
    .filter((pod) => pod.captured && matchesSelector(selector, labelsOf(pod)));
  if (pods.length === 0 && graph.knowledge('Pod', namespace).completeness === 'none')
    return unknown('Pod', namespace);
  return pods.map((pod) => ({
    name: copied(pod, ['metadata', 'name']),
    phase: copied(pod, ['status', 'phase']),
    ready: isReady(pod),
  }));
}
