import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';

const ISTIO = new Map([['/mesh', ['istio']]]);

/** Whether the input shows traces of Istio: what tools of other meshes share with it says nothing where it does not. */
export function hasIstio(graph: Graph): boolean {
  return graph.find({ kind: 'meshlint/Mesh', name: 'istio' }).length > 0;
}

/** The control planes of Istio that the input shows traces of, as facts. */
export function istioPlanes(graph: Graph): readonly Resource[] {
  return graph.find({ kind: 'meshlint/ControlPlane', where: ISTIO });
}
