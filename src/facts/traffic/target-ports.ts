import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isObject, type Json } from '../../input/json.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { podsBehind } from '../pods/pod-templates.js';

/** The numbers of the ports that pods behind a Service listen on; and whether there may be more. */
interface TargetPorts {
  readonly numbers: readonly number[];
  readonly isComplete: boolean;
}

/** Numeric target ports stand in the Service; named ones in its Endpoints, its pods, or the templates of those. */
export function targetPorts(graph: Graph, service: Resource): TargetPorts {
  const selector = mappingAt(service.value, ['spec', 'selector']);
  const listed = endpointPorts(graph, service).map(({ number }) => number);
  if (Object.keys(selector).length === 0) return { numbers: listed, isComplete: listed.length > 0 };
  const targets = itemsAt(service.value, ['spec', 'ports']).map(
    (port) => valueAt(port, ['targetPort']) ?? valueAt(port, ['port']) ?? null,
  );
  const pods = podsBehind(graph, service);
  const resolved = targets.map((target) =>
    typeof target === 'number' ? [target] : namedPorts(pods, target),
  );
  const isComplete = listed.length > 0 || resolved.every((numbers) => numbers.length > 0);
  return { numbers: [...new Set([...resolved.flat(), ...listed])], isComplete };
}

/** The numbers behind one port of a Service; none where only what is not in the input would tell. */
export function targetPortsOf(graph: Graph, service: Resource, port: Json): readonly number[] {
  const target = valueAt(port, ['targetPort']) ?? valueAt(port, ['port']) ?? null;
  if (typeof target === 'number') return [target];
  const listed = endpointPorts(graph, service)
    .filter(({ name }) => name === textAt(port, ['name']))
    .map(({ number }) => number);
  const found = listed.length > 0 ? listed : namedPorts(podsBehind(graph, service), target);
  return [...new Set(found)];
}

interface EndpointPort {
  readonly name: string | undefined;
  readonly number: number;
}

function endpointPorts(graph: Graph, { id }: Resource): readonly EndpointPort[] {
  return graph
    .find({ kind: 'Endpoints', namespace: id.namespace, name: id.name })
    .flatMap(({ value }) => pick(value, '/subsets/*/ports/*'))
    .flatMap(({ value: port }) => {
      const number = valueAt(port, ['port']);
      return typeof number === 'number' ? [{ name: textAt(port, ['name']), number }] : [];
    });
}

function namedPorts(pods: readonly Resource[], name: Json): readonly number[] {
  return pods
    .flatMap((pod) => pick(pod.value, '/spec/containers/*/ports/*'))
    .flatMap(({ value: port }) =>
      isObject(port) && textAt(port, ['name']) === name && typeof port.containerPort === 'number'
        ? [port.containerPort]
        : [],
    );
}
