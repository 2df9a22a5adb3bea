import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import type { Json, JsonObject } from '../../input/json.js';
import { argument, type Component } from '../control-planes/components.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { isOver } from '../pods/pods.js';

/** Where istiod answers webhooks, unless it is told otherwise. */
const WEBHOOK_PORT = 15017;

/** The istiods of the input whose pods a Service selects. */
export function istiodsBehind(
  istiods: readonly Component[],
  service: Resource | undefined,
): readonly Component[] {
  const selector = service === undefined ? {} : mappingAt(service.value, ['spec', 'selector']);
  if (service === undefined || Object.keys(selector).length === 0) return [];
  return istiods.filter(
    (istiod) =>
      istiod.resource.id.namespace === service.id.namespace &&
      !isOver(istiod.resource) &&
      matchesSelector(selector, podLabels(istiod)),
  );
}

function podLabels({ resource }: Component): JsonObject {
  return resource.id.kind === 'Pod'
    ? labelsOf(resource)
    : mappingAt(resource.value, ['spec', 'template', 'metadata', 'labels']);
}

/** The port at which istiod answers webhooks, and whether a targetPort leads there. */
export interface Listener {
  readonly port: number;
  readonly reached: boolean;
}

/** Undefined where no istiod is at hand, or one of them leaves it to somebody else to end TLS. */
export function listenerBehind(
  istiods: readonly Component[],
  targetPort: Json | undefined,
): Listener | undefined {
  const listeners = istiods.map((istiod) => listener(istiod, targetPort));
  return listeners.includes(undefined)
    ? undefined
    : (listeners.find((each) => each?.reached) ?? listeners[0]);
}

function listener(istiod: Component, targetPort: Json | undefined): Listener | undefined {
  const address = argument(istiod, '--httpsAddr')?.value ?? `:${WEBHOOK_PORT}`;
  const [, port] = /:(\d+)$/.exec(String(address)) ?? [];
  if (port === undefined || targetPort === undefined) return undefined;
  const target = typeof targetPort === 'number' ? targetPort : namedPort(istiod, targetPort);
  return { port: Number(port), reached: target === Number(port) };
}

function namedPort({ resource, spec }: Component, name: Json): Json | undefined {
  const ports = itemsAt(resource.value, [...spec, 'containers']).flatMap((container) =>
    itemsAt(container, ['ports']),
  );
  const found = ports.find((port) => textAt(port, ['name']) === name);
  return found === undefined ? undefined : mappingAt(found, []).containerPort;
}
