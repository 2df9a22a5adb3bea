import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { type FactSource, fact } from './fact.js';
import { itemsAt, textAt } from './metadata.js';
import { osmDecision, osmInstallations } from './osm-injection.js';
import { lifeOf, podsInNamespaces } from './pods.js';

/** Which pods OSM would inject if they were created now, and which have its sidecar. */
export const osmPods: FactSource = {
  kind: 'OsmPod',
  reads: ['Pod', 'Namespace'],
  looksAt: ['apps/ReplicaSet'],
  derive: (graph) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const installations = osmInstallations(graph);
    return podsInNamespaces(graph).map((member) =>
      osmPod(graph, member.pod, osmDecision(installations, member)),
    );
  },
};

function osmPod(graph: Graph, pod: Resource, decision: ReturnType<typeof osmDecision>): Resource {
  return fact('OsmPod', { resource: pod, path: ['metadata', 'name'] }, pod.id.name, {
    ...decision,
    hasSidecar: hasSidecar(pod),
    ...lifeOf(graph, pod),
  });
}

/** A container named envoy proves nothing: Contour has one too. */
function hasSidecar(pod: Resource): boolean {
  const names = (path: readonly string[]) => itemsAt(pod.value, path).map((item) => valueAt(item, ['name']));
  const isMarked =
    textAt(pod.value, ['metadata', 'labels', 'osm-proxy-uuid']) !== undefined ||
    names(['spec', 'initContainers']).includes('osm-init');
  return isMarked && names(['spec', 'volumes']).includes('envoy-bootstrap-config-volume');
}
