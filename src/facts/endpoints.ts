import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import { copied, type FactValue } from './fact.js';
import { itemsAt, labelsOf, textAt } from './metadata.js';
import type { Surroundings } from './surroundings.js';

const SLICE = 'discovery.k8s.io/EndpointSlice';

interface Addresses {
  readonly ready: readonly string[];
  readonly notReady: readonly string[];
}

/**
 * The addresses behind one port of a Service. The API server matches endpoints by the name of the port, not by its
 * number: an address that listens under another name does not count.
 */
export function endpointsOf(
  surroundings: Surroundings,
  service: Resource,
  portName: string | undefined,
): FactValue {
  const { namespace, name } = service.id;
  const slices = surroundings.graph
    .inNamespace(SLICE, namespace)
    .filter((slice) => labelsOf(slice)['kubernetes.io/service-name'] === name);
  const listed = slices.length > 0 ? slices : surroundings.graph.find({ kind: 'Endpoints', namespace, name });
  if (listed.length === 0) return { ready: withoutObject(surroundings.graph, namespace) };
  const [first] = listed;
  const found = listed.flatMap((object) =>
    slices.length > 0 ? ofSlice(object, portName) : ofEndpoints(object, portName),
  );
  return {
    ready: distinct(found.flatMap(({ ready }) => ready)),
    notReady: distinct(found.flatMap(({ notReady }) => notReady)),
    object: first && copied(first, ['metadata', 'name']),
  };
}

/** Kubernetes writes endpoints, if only empty ones, for every Service: where all were captured, none means none. */
function withoutObject(graph: Graph, namespace: string | undefined): Json {
  const isKnown = ['Endpoints', SLICE].some(
    (kind) => graph.knowledge(kind, namespace).completeness === 'full',
  );
  return isKnown ? 0 : unknown('Endpoints', namespace);
}

function ofSlice(slice: Resource, portName: string | undefined): readonly Addresses[] {
  if (!listsPort(itemsAt(slice.value, ['ports']), portName)) return [];
  const endpoints = itemsAt(slice.value, ['endpoints']);
  const isNotReady = (endpoint: Json) => valueAt(endpoint, ['conditions', 'ready']) === false;
  return [
    {
      ready: endpoints.filter((endpoint) => !isNotReady(endpoint)).map(identity),
      notReady: endpoints.filter(isNotReady).map(identity),
    },
  ];
}

function ofEndpoints(endpoints: Resource, portName: string | undefined): readonly Addresses[] {
  const subsets = itemsAt(endpoints.value, ['subsets']);
  return subsets
    .filter((subset) => listsPort(itemsAt(subset, ['ports']), portName))
    .map((subset) => ({
      ready: itemsAt(subset, ['addresses']).map(identity),
      notReady: itemsAt(subset, ['notReadyAddresses']).map(identity),
    }));
}

function listsPort(ports: readonly Json[], portName: string | undefined): boolean {
  return ports.some((port) => textAt(port, ['name']) === portName);
}

/** One pod has two addresses, in two slices, where the cluster speaks IPv4 and IPv6. */
function identity(address: Json): string {
  return (
    textAt(address, ['targetRef', 'name']) ??
    textAt(address, ['ip']) ??
    JSON.stringify(valueAt(address, ['addresses']))
  );
}

function distinct(addresses: readonly string[]): number {
  return new Set(addresses).size;
}
