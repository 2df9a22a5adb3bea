import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { clusterFact, concluded, type FactSource } from '../fact.js';
import { annotationsOf, itemsAt, mappingAt } from '../metadata.js';
import { EGRESS } from '../policies/policy-kinds.js';
import { hasOsmSidecar } from './osm-sidecars.js';
import { isOver } from './pods.js';

/** Where the sidecar of Dapr finds the placement server. Its other ports differ from release to release. */
const PLACEMENT = 50005;
const PORTS = 'openservicemesh.io/outbound-port-exclusion-list';

/**
 * The pods whose sidecar of Dapr cannot leave the mesh, all in one fact: OSM refuses what is neither excluded nor allowed,
 * and one setting would help them all.
 */
export const osmDaprPods: FactSource = {
  kind: 'OsmDaprPods',
  reads: ['Pod', MESH_CONFIG],
  looksAt: [EGRESS, 'meshlint/OsmSettings'],
  derive: (graph) => {
    if (!isEgressOff(graph) || isPlacementAllowed(graph)) return [];
    const pods = graph.ofKind('Pod').filter(isShutIn);
    const [first] = pods;
    return first === undefined ? [] : [daprPods(graph, first, pods)];
  },
};

function isEgressOff(graph: Graph): boolean {
  const settings = graph.ofKind('meshlint/OsmSettings');
  return settings.length > 0 && settings.every(({ value }) => valueAt(value, ['egress', 'value']) === false);
}

/** Ranges of addresses may cover the placement server, whose address is not looked for. */
function isPlacementAllowed(graph: Graph): boolean {
  const traffic = graph.ofKind(MESH_CONFIG).map(({ value }) => mappingAt(value, ['spec', 'traffic']));
  const isExcluded = traffic.some(
    (each) =>
      itemsAt(each, ['outboundPortExclusionList']).includes(PLACEMENT) ||
      itemsAt(each, ['outboundIPRangeInclusionList']).length > 0 ||
      itemsAt(each, ['outboundIPRangeExclusionList']).some((range) => !String(range).endsWith('/32')),
  );
  const ports = graph.ofKind(EGRESS).flatMap(({ value }) => itemsAt(value, ['spec', 'ports']));
  return isExcluded || ports.some((port) => valueAt(port, ['number']) === PLACEMENT);
}

function isShutIn(pod: Resource): boolean {
  const annotations = annotationsOf(pod);
  const excluded = String(annotations[PORTS] ?? '').split(',');
  return (
    pod.captured &&
    !isOver(pod) &&
    hasOsmSidecar(pod) &&
    String(annotations['dapr.io/enabled']).toLowerCase() === 'true' &&
    !excluded.map((port) => port.trim()).includes(String(PLACEMENT))
  );
}

function daprPods(graph: Graph, first: Resource, pods: readonly Resource[]): Resource {
  const path = ['metadata', 'annotations', 'dapr.io/enabled'];
  const isKnown =
    graph.ofKind(EGRESS).length > 0 || graph.knowledge(EGRESS, undefined).completeness !== 'none';
  return clusterFact('OsmDaprPods', { resource: first, path }, 'dapr', {
    port: PLACEMENT,
    count: pods.length,
    pod: concluded(first.id.name, first, path),
    shutIn: isKnown ? true : unknown(EGRESS),
  });
}
