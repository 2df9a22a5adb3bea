import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { EGRESS } from './policy-kinds.js';

/** Whom each Egress opens its destinations for, and whether the mesh sees their namespaces. */
export const osmEgressSources: FactSource = {
  kind: 'EgressSource',
  reads: [EGRESS],
  looksAt: ['Namespace', 'meshlint/ControlPlane'],
  derive: (graph) => {
    const isMonitored = monitoring(graph);
    return graph
      .ofKind(EGRESS)
      .flatMap((egress) =>
        itemsAt(egress.value, ['spec', 'sources']).flatMap((_, index) =>
          sourceFact(egress, ['spec', 'sources', index], isMonitored),
        ),
      );
  },
};

function sourceFact(egress: Resource, path: Path, isMonitored: Monitoring): readonly Resource[] {
  const at = [...path, 'namespace'];
  const namespace = textAt(egress.value, at);
  if (namespace === undefined) return [];
  const monitored = isMonitored(namespace);
  return [
    fact('EgressSource', { resource: egress, path: at }, `${egress.id.name}/${path[2]}`, {
      egress: copied(egress, ['metadata', 'name']),
      name: copied(egress, [...path, 'name']),
      namespace: copied(egress, at),
      monitored: monitored === undefined ? undefined : concluded(monitored, egress, at),
    }),
  ];
}
