import type { Resource } from '../graph/resource.js';
import { groupBy } from '../input/group-by.js';
import { concluded, copied, type FactSource, fact } from './fact.js';
import { INGRESS_BACKEND } from './ingress-backends.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { EGRESS } from './osm-egress-sources.js';
import { osmLine } from './osm-modes.js';
import { RETRY } from './osm-retry-destinations.js';
import { SETTING } from './osm-upstream-hosts.js';

/** The kinds of OSM that it reads in the namespaces of the mesh only; of a Retry only OSM 1.1 asks where it stands. */
const POLICIES = [EGRESS, INGRESS_BACKEND, SETTING];

/** The namespaces that hold policies of OSM, and whether OSM reads them there. */
export const osmPolicyNamespaces: FactSource = {
  kind: 'PolicyNamespace',
  reads: [...POLICIES, RETRY],
  looksAt: ['Namespace'],
  derive: (graph, stated) => {
    const isMonitored = monitoring(graph);
    const kinds = osmLine(graph, stated) === '1.1' ? [...POLICIES, RETRY] : POLICIES;
    const policies = kinds
      .flatMap((kind) => graph.ofKind(kind))
      .filter(({ id }) => id.namespace !== undefined);
    return [...groupBy(policies, ({ id }) => id.namespace).values()].flatMap((group) =>
      namespaceFact(group, isMonitored),
    );
  },
};

/** The first policy stands for all of a namespace: what they lack is one label. */
function namespaceFact(policies: readonly Resource[], isMonitored: Monitoring): readonly Resource[] {
  const at = ['metadata', 'namespace'];
  return policies.slice(0, 1).map((first) => {
    const { namespace = '' } = first.id;
    const monitored = isMonitored(namespace);
    return fact('PolicyNamespace', { resource: first, path: at }, namespace, {
      namespace: copied(first, at),
      policies: [...new Map(policies.map((each) => [wordsFor(each), each] as const))].map(([words, each]) =>
        concluded(words, each, ['metadata', 'name']),
      ),
      monitored: monitored === undefined ? undefined : concluded(monitored, first, at),
    });
  });
}

function wordsFor({ id }: Resource): string {
  return `${id.kind} '${id.name}'`;
}
