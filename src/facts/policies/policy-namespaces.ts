import type { KindName, Resource } from '../../graph/resource.js';
import { Unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import { clusterFact, concluded, type FactSource } from '../fact.js';
import { osmLine } from '../settings/osm-modes.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { POLICY_KINDS, RETRY } from './policy-kinds.js';

/** The namespaces that hold policies, and whether a mesh monitors them: OSM reads no others. */
export const policyNamespaces: FactSource = {
  kind: 'PolicyNamespace',
  reads: POLICY_KINDS,
  looksAt: ['Namespace'],
  derive: (graph, stated) => {
    const isMonitored = monitoring(graph);
    const policies = kindsReadThere(osmLine(graph, stated)).flatMap((kind) => graph.ofKind(kind));
    return [...groupBy(policies, ({ id }) => id.namespace)].flatMap(([namespace, inside]) =>
      namespace === undefined ? [] : namespaceFact(namespace, inside, isMonitored),
    );
  },
};

/** Of a Retry only OSM 1.1 asks where it stands. */
function kindsReadThere(line: string | undefined): readonly KindName[] {
  return line === '1.1' ? POLICY_KINDS : POLICY_KINDS.filter((kind) => kind !== RETRY);
}

/** The first policy stands for all: what they lack is one label. What no Namespace of a repository tells is not asked of it. */
function namespaceFact(
  namespace: string,
  policies: readonly Resource[],
  isMonitored: Monitoring,
): readonly Resource[] {
  const monitored = isMonitored(namespace);
  const [first] = policies;
  const isOpen = monitored instanceof Unknown && !policies.every(({ captured }) => captured);
  if (first === undefined || monitored === undefined || isOpen) return [];
  const path = ['metadata', 'namespace'];
  const names = new Map(policies.map((each) => [`${each.id.kind} '${each.id.name}'`, each]));
  return [
    clusterFact('PolicyNamespace', { resource: first, path }, namespace, {
      namespace: concluded(namespace, first, path),
      policies: [...names].map(([words, each]) => concluded(words, each, ['metadata', 'name'])),
      monitored: concluded(monitored, first, path),
    }),
  ];
}
