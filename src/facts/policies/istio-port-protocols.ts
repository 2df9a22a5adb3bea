import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { itemsAt, textAt } from '../metadata.js';

/** Protocols in which a sidecar sees no requests, only connections. Others are HTTP, or found out from the traffic. */
const OPAQUE: ReadonlySet<string> = new Set(['tcp', 'tls', 'https', 'mongo', 'redis', 'mysql']);

/** A port of a Service, seen from the pods behind it. */
export interface ServedPort {
  readonly service: Resource;
  readonly port: number;
  /** Where it ends in the pods; undefined where only a container that was not captured would tell. */
  readonly target: number | undefined;
  /** Whether its name or appProtocol says that it carries no requests. */
  readonly isOpaque: boolean;
}

/** The ports at which some Services reach a pod. A headless Service does not lead from one port to another. */
export function servedPorts(pod: Resource, services: readonly Resource[]): readonly ServedPort[] {
  return services.flatMap((service) =>
    itemsAt(service.value, ['spec', 'ports'])
      .filter((port) => valueAt(port, ['protocol']) !== 'UDP')
      .flatMap((port) => servedPort(pod, service, port)),
  );
}

function servedPort(pod: Resource, service: Resource, port: Json): readonly ServedPort[] {
  const number = valueAt(port, ['port']);
  if (typeof number !== 'number') return [];
  const isHeadless = textAt(service.value, ['spec', 'clusterIP']) === 'None';
  const target = isHeadless ? number : (valueAt(port, ['targetPort']) ?? number);
  return [{ service, port: number, target: numberOf(pod, target), isOpaque: isOpaque(port) }];
}

function numberOf(pod: Resource, target: Json): number | undefined {
  if (typeof target === 'number') return target;
  return containerPorts(pod).find(({ name }) => name === target)?.number;
}

interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
}

/** The ports that the containers of a pod declare: those of native sidecars, too. */
export function containerPorts({ value }: Resource): readonly ContainerPort[] {
  const containers = [
    ...itemsAt(value, ['spec', 'containers']),
    ...itemsAt(value, ['spec', 'initContainers']),
  ];
  return containers
    .flatMap((container) => itemsAt(container, ['ports']))
    .flatMap((port) => {
      const number = valueAt(port, ['containerPort']);
      return typeof number === 'number' ? [{ name: textAt(port, ['name']), number }] : [];
    });
}

function isOpaque(port: Json): boolean {
  const told = textAt(port, ['appProtocol']) ?? textAt(port, ['name'])?.split('-')[0];
  return told !== undefined && OPAQUE.has(told.toLowerCase());
}
