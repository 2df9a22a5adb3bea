import type { Resource } from '../graph/resource.js';
import { Unknown } from '../graph/unknown.js';
import { groupBy } from '../input/group-by.js';
import { clusterFact, concluded, type FactSource } from './fact.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { TRAFFIC_SPLIT } from './traffic-split-roots.js';
import { ROUTE_GROUP, TCP_ROUTE, TRAFFIC_TARGET } from './traffic-targets.js';

const KINDS = [TRAFFIC_TARGET, ROUTE_GROUP, TCP_ROUTE, TRAFFIC_SPLIT];

/** The namespaces in which SMI objects stand: OSM reads those of monitored ones only. */
export const smiNamespaces: FactSource = {
  kind: 'SmiNamespace',
  reads: KINDS,
  looksAt: ['Namespace'],
  derive: (graph) => {
    const isMonitored = monitoring(graph);
    const objects = groupBy(
      KINDS.flatMap((kind) => graph.ofKind(kind)),
      ({ id }) => id.namespace,
    );
    return [...objects].flatMap(([namespace, inside]) =>
      namespace === undefined ? [] : namespaceFact(namespace, inside, isMonitored),
    );
  },
};

/** What no Namespace in the repository tells is not asked of manifests. */
function namespaceFact(
  namespace: string,
  objects: readonly Resource[],
  isMonitored: Monitoring,
): readonly Resource[] {
  const monitored = isMonitored(namespace);
  const [first] = objects;
  const isOpen = monitored instanceof Unknown && !objects.every(({ captured }) => captured);
  if (first === undefined || monitored === undefined || isOpen) return [];
  const path = ['metadata', 'namespace'];
  return [
    clusterFact('SmiNamespace', { resource: first, path }, namespace, {
      namespace: concluded(namespace, first, path),
      objects: objects.map((each) =>
        concluded(`${each.id.kind} '${each.id.name}'`, each, ['metadata', 'name']),
      ),
      monitored: concluded(monitored, first, path),
    }),
  ];
}
