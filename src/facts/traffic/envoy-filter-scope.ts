import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { injectedRevision } from '../pods/istio-sidecars.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';

export const ENVOY_FILTER = 'networking.istio.io/EnvoyFilter';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** What an EnvoyFilter is for: all of the mesh or of a namespace, what its labels select, or what its targetRefs name. */
export type Scope = 'mesh' | 'namespace' | 'workloads' | 'targets';

/** A selector without labels is read as none. */
export function scopeOf({ id, value }: Resource, roots: ReadonlySet<string>): Scope {
  if (itemsAt(value, ['spec', 'targetRefs']).length > 0) return 'targets';
  if (Object.keys(selectorOf(value)).length > 0) return 'workloads';
  return roots.has(id.namespace ?? '') ? 'mesh' : 'namespace';
}

/** Finds the EnvoyFilters that istiod may send to the proxy of a pod, whatever their patches match there. */
export function envoyFiltersInScope(graph: Graph): (pod: Resource) => readonly Resource[] {
  const roots = new Set(rootNamespaces(graph));
  const filters = groupBy(graph.ofKind(ENVOY_FILTER), ({ id, value }) =>
    keyOf(id.namespace, Object.entries(selectorOf(value))[0]),
  );
  return (pod) => {
    const labels = [undefined, ...Object.entries(labelsOf(pod))];
    return [...new Set([...roots, pod.id.namespace])]
      .flatMap((namespace) => labels.flatMap((label) => filters.get(keyOf(namespace, label)) ?? []))
      .filter((filter) => isReadFor(filter, pod) && covers(filter, pod));
  };
}

/** Of a filter by one label that it selects, so that no pod has to look at all filters of a large namespace. */
function keyOf(namespace: string | undefined, label: readonly [string, Json] | undefined): string {
  return JSON.stringify([namespace, label]);
}

function covers({ id, value }: Resource, pod: Resource): boolean {
  const targets = itemsAt(value, ['spec', 'targetRefs']);
  if (targets.length === 0) return matchesSelector(selectorOf(value), labelsOf(pod));
  const gateway = labelsOf(pod)[GATEWAY_NAME];
  return pod.id.namespace === id.namespace && targets.some((target) => textAt(target, ['name']) === gateway);
}

/** An istiod leaves out what bears the label of another revision. */
function isReadFor(filter: Resource, pod: Resource): boolean {
  const wanted = labelsOf(filter)['istio.io/rev'];
  const own = injectedRevision(pod)?.value;
  return wanted === undefined || own === undefined || wanted === own;
}

function selectorOf(value: Resource['value']) {
  return mappingAt(value, ['spec', 'workloadSelector', 'labels']);
}
