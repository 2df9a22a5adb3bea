import type { Graph } from '../graph/graph.js';
import { pick, valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { matchesSelector } from '../graph/selector.js';
import { isObject, type Json } from '../input/json.js';
import { itemsAt, mappingAt, textAt } from './metadata.js';

/** The numbers of the ports that pods behind a Service listen on; and whether there may be more. */
interface TargetPorts {
  readonly numbers: readonly number[];
  readonly isComplete: boolean;
}

const WORKLOADS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet'];

/** Numeric target ports stand in the Service; named ones in its Endpoints, its pods, or the templates of those. */
export function targetPorts(graph: Graph, service: Resource): TargetPorts {
  const selector = mappingAt(service.value, ['spec', 'selector']);
  const listed = endpointPorts(graph, service);
  if (Object.keys(selector).length === 0) return { numbers: listed, isComplete: listed.length > 0 };
  const targets = itemsAt(service.value, ['spec', 'ports']).map(
    (port) => valueAt(port, ['targetPort']) ?? valueAt(port, ['port']) ?? null,
  );
  const specs = podSpecs(graph, service, selector);
  const resolved = targets.map((target) =>
    typeof target === 'number' ? [target] : namedPorts(specs, target),
  );
  const isComplete = listed.length > 0 || resolved.every((numbers) => numbers.length > 0);
  return { numbers: [...new Set([...resolved.flat(), ...listed])], isComplete };
}

function endpointPorts(graph: Graph, { id }: Resource): readonly number[] {
  return graph
    .find({ kind: 'Endpoints', namespace: id.namespace, name: id.name })
    .flatMap(({ value }) => pick(value, '/subsets/*/ports/*/port'))
    .flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

function podSpecs(graph: Graph, { id }: Resource, selector: Json): readonly Json[] {
  const pods = graph.find({ kind: 'Pod', namespace: id.namespace }).map(({ value }) => value);
  const templates = WORKLOADS.flatMap((kind) => graph.find({ kind, namespace: id.namespace })).map(
    ({ value }) => mappingAt(value, ['spec', 'template']),
  );
  return [...pods, ...templates]
    .filter((pod) => matchesSelector(selector, mappingAt(pod, ['metadata', 'labels'])))
    .map((pod) => mappingAt(pod, ['spec']));
}

function namedPorts(specs: readonly Json[], name: Json): readonly number[] {
  return specs
    .flatMap((spec) => pick(spec, '/containers/*/ports/*'))
    .flatMap(({ value: port }) =>
      isObject(port) && textAt(port, ['name']) === name && typeof port.containerPort === 'number'
        ? [port.containerPort]
        : [],
    );
}
