import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { osmPlanes } from './osm-planes.js';

const ISTIO_ADDON = 'aks-istio-system';

/** Meshes that may not run beside an OSM, each pair of them once. */
export const osmConflicts: FactSource = {
  kind: 'OsmConflict',
  reads: ['apps/Deployment'],
  looksAt: ['meshlint/ControlPlane'],
  derive: (graph) => {
    const planes = osmPlanes(graph).filter(({ captured, value }) => captured && value.running === 'here');
    const pairs = planes.flatMap((one, index) =>
      planes.slice(index + 1).map((other) => [one, other] as const),
    );
    return [...pairs.flatMap(secondMesh), ...planes.flatMap((plane) => istioAddon(graph, plane))];
  },
};

/** The add-on of AKS stays, and so does the mesh that wants to be alone: the other one is the second. */
function secondMesh([one, other]: readonly [Resource, Resource]): readonly Resource[] {
  const [first, second] = rank(other) > rank(one) ? [other, one] : [one, other];
  if (rank(first) === 0) return [];
  const reason = isAks(first)
    ? 'AKS supports no other OSM mesh beside its add-on'
    : 'that mesh was installed with enforceSingleMesh';
  return [conflict(second, 'osm', { namespace: copied(first, ['namespace']), reason })];
}

function rank(plane: Resource): number {
  if (isAks(plane)) return 2;
  return plane.value.enforceSingleMesh === true ? 1 : 0;
}

function isAks({ value }: Resource): boolean {
  return value.flavor === 'aks';
}

function istioAddon(graph: Graph, plane: Resource): readonly Resource[] {
  const [istiod] = graph
    .find({ kind: 'apps/Deployment', namespace: ISTIO_ADDON })
    .filter(({ captured, id }) => captured && id.name.startsWith('istiod'));
  if (istiod === undefined || !isAks(plane)) return [];
  const namespace = concluded(ISTIO_ADDON, istiod, ['metadata', 'name']);
  return [conflict(plane, 'istio', { namespace, reason: 'AKS runs one of these add-ons at a time' })];
}

function conflict(plane: Resource, beside: string, rest: FactMapping): Resource {
  return fact('OsmConflict', { resource: plane, path: [] }, plane.id.name, {
    beside,
    own: copied(plane, ['namespace']),
    ...rest,
  });
}
