import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { type FactMapping, type FactSource, fact } from '../fact.js';
import { annotationsOf } from '../metadata.js';
import { MUTATING, VALIDATING } from '../webhooks/webhook-entries.js';
import { osmDecision, osmInstallations } from './osm-injection.js';
import { hasOsmSidecar, sidecarSettings } from './osm-sidecars.js';
import { lifeOf, podsInNamespaces } from './pods.js';

const NAME: Path = ['metadata', 'name'];

/** Which pods OSM would inject if they were created now, and which have its sidecar. */
export const osmPods: FactSource = {
  kind: 'OsmPod',
  reads: ['Pod', 'Namespace'],
  looksAt: ['apps/ReplicaSet', MUTATING, VALIDATING, 'meshlint/ControlPlane', 'meshlint/Mesh'],
  derive: (graph, stated) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const installations = osmInstallations(graph, stated);
    return podsInNamespaces(graph).map(({ pod, namespace }) => {
      const candidate = { pod, namespace, namespaceName: namespace.id.name };
      return osmPod(graph, pod, osmDecision(installations, candidate));
    });
  },
};

function osmPod(graph: Graph, pod: Resource, decision: FactMapping): Resource {
  const hasSidecar = hasOsmSidecar(pod);
  const own = hasSidecar
    ? { hasSidecar, sidecar: sidecarSettings(pod), scraped: isScraped(pod) }
    : { hasSidecar };
  return fact('OsmPod', { resource: pod, path: NAME }, pod.id.name, decision, own, lifeOf(graph, pod));
}

/** The annotations by which Prometheus finds the metrics of the sidecar: the injector writes all three. */
function isScraped(pod: Resource): boolean {
  const annotations = annotationsOf(pod);
  return (
    annotations['prometheus.io/scrape'] === 'true' &&
    annotations['prometheus.io/port'] === '15010' &&
    annotations['prometheus.io/path'] === '/stats/prometheus'
  );
}
