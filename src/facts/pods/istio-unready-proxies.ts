import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { ENVOY_FILTER, envoyFiltersInScope } from '../traffic/envoy-filter-scope.js';
import { oldestFirst } from '../traffic/oldest-first.js';
import { hasProxy, injectedRevision } from './istio-sidecars.js';
import { isOver, lifeOf } from './pods.js';

/** More names than these help nobody. */
const ENOUGH = 5;

/** Captured proxies that run and are not ready, and the EnvoyFilters that may be why. */
export const istioUnreadyProxies: FactSource = {
  kind: 'IstioUnreadyProxy',
  reads: ['Pod'],
  looksAt: [
    'ConfigMap',
    ENVOY_FILTER,
    'apps/ReplicaSet',
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
  ],
  derive: (graph) => {
    const unready = graph.ofKind('Pod').flatMap((pod) => {
      const path = unreadyPath(pod);
      return path === undefined ? [] : [{ pod, path }];
    });
    if (unready.length === 0) return [];
    const inScope = envoyFiltersInScope(graph);
    return unready.map(({ pod, path }) => {
      const life = lifeOf(graph, pod);
      return fact('IstioUnreadyProxy', { resource: pod, path }, pod.id.name, {
        revision: injectedRevision(pod),
        restarts: copied(pod, [...path, 'restartCount']) ?? 0,
        ...life,
        workload: workloadOf(pod, life),
        ...suspects(inScope(pod)),
      });
    });
  },
};

/** Where the status of a proxy tells that it runs and is not ready. */
function unreadyPath(pod: Resource): Path | undefined {
  if (!pod.captured || isOver(pod) || !hasProxy(pod)) return undefined;
  for (const list of ['containerStatuses', 'initContainerStatuses']) {
    const statuses = itemsAt(pod.value, ['status', list]);
    const index = statuses.findIndex((status) => textAt(status, ['name']) === 'istio-proxy');
    const status = statuses[index];
    if (status === undefined) continue;
    const isRunning = valueAt(status, ['state', 'running']) !== undefined;
    if (isRunning && valueAt(status, ['ready']) === false) return ['status', list, index];
  }
  return undefined;
}

/** One text for all that tells whose pod it is: pods of one workload are found by it at once. */
function workloadOf({ id }: Resource, { ownerKind, owner }: FactMapping): string {
  const [kind = 'Pod', name = id.name] = [ownerKind, owner].map((part) =>
    part instanceof Traced ? String(part.value) : undefined,
  );
  return `${kind} ${id.namespace}/${name}`;
}

/** The last change is the first suspect. */
function suspects(filters: readonly Resource[]): FactMapping {
  const newestFirst = [...oldestFirst(filters)].reverse();
  const names = newestFirst.slice(0, ENOUGH).map(({ id }) => `${id.namespace}/${id.name}`);
  const more = newestFirst.length > ENOUGH ? ` and ${newestFirst.length - ENOUGH} more` : '';
  return {
    suspects: names.length === 0 ? undefined : `${names.join(', ')}${more}`,
    filters: newestFirst.map((filter) => ({ name: nameAt(filter), namespace: filter.id.namespace })),
  };
}

function nameAt(filter: Resource): Traced {
  return concluded(filter.id.name, filter, ['metadata', 'name']);
}
