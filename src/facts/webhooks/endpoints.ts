import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { copied, type FactValue } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';

const SLICE = 'discovery.k8s.io/EndpointSlice';

interface Addresses {
  readonly ready: readonly string[];
  readonly notReady: readonly string[];
}

/** The port whose addresses are asked for: one without a name has the name `undefined`. */
type WantedPort = 'any' | { readonly name: string | undefined };

/**
 * The addresses behind a Service, or behind one port of it. The API server matches endpoints by the name of the port, not
 * by its number: an address that listens under another name does not count.
 */
export function endpointsOf(graph: Graph, service: Resource, port: WantedPort): FactValue {
  const { namespace, name } = service.id;
  const slices = graph
    .inNamespace(SLICE, namespace)
    .filter((slice) => labelsOf(slice)['kubernetes.io/service-name'] === name);
  const listed = slices.length > 0 ? slices : graph.find({ kind: 'Endpoints', namespace, name });
  if (listed.length === 0) return { ready: withoutObject(graph, namespace) };
  const [first] = listed;
  const found = listed.flatMap((object) =>
    slices.length > 0 ? ofSlice(object, port) : ofEndpoints(object, port),
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

function ofSlice(slice: Resource, port: WantedPort): readonly Addresses[] {
  if (!listsPort(itemsAt(slice.value, ['ports']), port)) return [];
  const endpoints = itemsAt(slice.value, ['endpoints']);
  const isNotReady = (endpoint: Json) => valueAt(endpoint, ['conditions', 'ready']) === false;
  return [
    {
      ready: endpoints.filter((endpoint) => !isNotReady(endpoint)).map(identity),
      notReady: endpoints.filter(isNotReady).map(identity),
    },
  ];
}

function ofEndpoints(endpoints: Resource, port: WantedPort): readonly Addresses[] {
  const subsets = itemsAt(endpoints.value, ['subsets']);
  return subsets
    .filter((subset) => listsPort(itemsAt(subset, ['ports']), port))
    .map((subset) => ({
      ready: itemsAt(subset, ['addresses']).map(identity),
      notReady: itemsAt(subset, ['notReadyAddresses']).map(identity),
    }));
}

function listsPort(ports: readonly Json[], wanted: WantedPort): boolean {
  return wanted === 'any' || ports.some((port) => textAt(port, ['name']) === wanted.name);
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
