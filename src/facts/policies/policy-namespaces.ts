import type { KindName, Resource } from '../../graph/resource.js';
import { Unknown } from '../../graph/unknown.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { osmLine } from '../settings/osm-modes.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { POLICY_KINDS, RETRY } from './policy-kinds.js';

/** Whether a mesh monitors the namespace of each policy: OSM reads no others. */
export const policyNamespaces: FactSource = {
  kind: 'PolicyNamespace',
  reads: POLICY_KINDS,
  looksAt: ['Namespace', 'meshlint/ControlPlane'],
  derive: (graph, stated) => {
    const isMonitored = monitoring(graph);
    return kindsReadThere(osmLine(graph, stated))
      .flatMap((kind) => graph.ofKind(kind))
      .flatMap((policy) => namespaceFact(policy, isMonitored));
  },
};

/** Of a Retry only OSM 1.1 asks where it stands. */
function kindsReadThere(line: string | undefined): readonly KindName[] {
  return line === '1.1' ? POLICY_KINDS : POLICY_KINDS.filter((kind) => kind !== RETRY);
}

/** What no Namespace of a repository tells is not asked of it. */
function namespaceFact(policy: Resource, isMonitored: Monitoring): readonly Resource[] {
  const { kind, name, namespace } = policy.id;
  const monitored = namespace === undefined ? undefined : isMonitored(namespace);
  if (monitored === undefined || (monitored instanceof Unknown && !policy.captured)) return [];
  const path = ['metadata', 'namespace'];
  return [
    fact('PolicyNamespace', { resource: policy, path }, `${kind}/${name}`, {
      policy: concluded(`${kind} '${name}'`, policy, ['metadata', 'name']),
      namespace: copied(policy, path),
      monitored: concluded(monitored, policy, path),
    }),
  ];
}
