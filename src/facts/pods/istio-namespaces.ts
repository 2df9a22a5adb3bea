import type { Resource } from '../../graph/resource.js';
import { seenAs } from '../../graph/resources.js';
import { groupBy } from '../../input/group-by.js';
import { hasIstio, istioPlanes } from '../control-planes/istio-planes.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { labelsOf } from '../metadata.js';
import { DECIDING_KINDS, type IstioDecision, istioInjection } from './istio-injection.js';
import { DATAPLANE_MODE, INJECTION, REVISION } from './istio-labels.js';
import { SYSTEM_NAMESPACES } from './istio-policy.js';
import type { Candidate } from './pods.js';

/** What becomes of a pod that says nothing, in each namespace. */
export const istioNamespaces: FactSource = {
  kind: 'IstioNamespace',
  reads: ['Namespace'],
  looksAt: [...DECIDING_KINDS, 'meshlint/ControlPlane', 'meshlint/IstioWorkload', 'meshlint/Mesh'],
  derive: (graph, stated) => {
    if (!hasIstio(graph)) return [];
    const decide = istioInjection(graph, stated);
    const planes = istioPlanes(graph);
    const apart = new Set(planes.map(({ value }) => value.namespace));
    const workloads = groupBy(graph.ofKind('meshlint/IstioWorkload'), ({ id }) => id.namespace);
    return graph.ofKind('Namespace').map((namespace) => {
      const { name } = namespace.id;
      const isApart = SYSTEM_NAMESPACES.has(name) || apart.has(name);
      const members = workloads.get(name) ?? [];
      return istioNamespace(namespace, isApart, members, decide(silentPod(namespace)));
    });
  },
};

/** A pod without labels, annotations or settings. */
function silentPod(namespace: Resource): Candidate {
  const pod = seenAs(namespace, { metadata: {} });
  return { pod, namespace, namespaceName: namespace.id.name };
}

function istioNamespace(
  namespace: Resource,
  isApart: boolean,
  members: readonly Resource[],
  { shouldInject, reason, revision, selectedBy }: IstioDecision,
): Resource {
  const labels = labelsOf(namespace);
  const asking = members.filter(({ value }) => value.askedBy === 'pod' || value.inMesh === true);
  return fact('IstioNamespace', { resource: namespace, path: ['metadata', 'name'] }, namespace.id.name, {
    injection: copied(namespace, ['metadata', 'labels', INJECTION]),
    labelled: [INJECTION, REVISION, DATAPLANE_MODE].some((key) => labels[key] !== undefined),
    apart: isApart,
    workloads: members.filter(({ value }) => value.role === 'workload').length,
    inMesh: asking.length,
    selected: selectedBy !== undefined,
    injects: concluded(shouldInject.value, namespace, ['metadata', 'name']),
    reason,
    revision,
  });
}
