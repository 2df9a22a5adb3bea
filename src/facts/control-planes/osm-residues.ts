import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { clusterFact, concluded, type FactSource } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import { hasOsmSidecar } from '../pods/osm-sidecars.js';
import { isOver } from '../pods/pods.js';
import { MONITORED_BY } from './osm-control-planes.js';
import { osmPlanes } from './osm-planes.js';

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';

/** What an OSM leaves behind, in the order in which it should go. */
interface Remains {
  readonly what: string;
  readonly found: readonly Resource[];
}

/**
 * What an OSM that is gone has left in a cluster. That it is gone is known only where every Deployment is in the input; its
 * webhook configurations are told of elsewhere, because they do harm.
 */
export const osmResidues: FactSource = {
  kind: 'OsmResidue',
  reads: ['apps/Deployment'],
  looksAt: ['Pod', 'Namespace', 'Secret', CRD, 'meshlint/ControlPlane'],
  derive: (graph) => {
    if (graph.knowledge('apps/Deployment', undefined).completeness !== 'full' || isRunning(graph)) return [];
    const remains = remainsIn(graph).filter(({ found }) => found.length > 0);
    return remains.length === 0 ? [] : [residue(remains)];
  },
};

function isRunning(graph: Graph): boolean {
  const planes = osmPlanes(graph);
  return planes.some(({ value }) => value.running !== 'nowhere');
}

function remainsIn(graph: Graph): readonly Remains[] {
  const captured = (kind: string) => graph.ofKind(kind).filter((resource) => resource.captured);
  return [
    {
      what: 'pods with its sidecar',
      found: captured('Pod').filter((pod) => hasOsmSidecar(pod) && !isOver(pod)),
    },
    { what: 'monitored namespaces', found: captured('Namespace').filter(isMonitored) },
    { what: 'definitions of its kinds', found: captured(CRD).filter(isOfOsm) },
    { what: 'Secrets of its sidecars', found: captured('Secret').filter(isOfSidecar) },
  ];
}

function isMonitored(namespace: Resource): boolean {
  return labelsOf(namespace)[MONITORED_BY] !== undefined;
}

/** Other meshes read SMI kinds, too: their definitions prove nothing. */
function isOfOsm(definition: Resource): boolean {
  return /(^|\.)openservicemesh\.io$/.test(textAt(definition.value, ['spec', 'group']) ?? '');
}

function isOfSidecar({ id, value }: Resource): boolean {
  const isTyped = valueAt(value, ['type']) === undefined || valueAt(value, ['type']) === 'Opaque';
  return isTyped && id.name.startsWith('envoy-bootstrap-config-');
}

function residue(remains: readonly Remains[]): Resource {
  const all = remains.flatMap(({ found }) => found);
  const path = ['metadata', 'name'];
  return clusterFact('OsmResidue', { resource: all[0] as Resource, path }, 'osm', {
    remains: remains.map(summary),
    examples: remains.map(({ found: [first] }) =>
      concluded(`${first?.id.kind} ${first?.id.name}`, first as Resource, path),
    ),
  });
}

function summary({ what, found }: Remains): string {
  return `${what}: ${found.length}`;
}
