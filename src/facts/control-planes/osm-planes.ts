import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';

const OSM = new Map([['/mesh', ['osm']]]);

/** The control planes of OSM that the input shows traces of, as facts: those that run, and those that something points at. */
export function osmPlanes(graph: Graph): readonly Resource[] {
  return graph.find({ kind: 'meshlint/ControlPlane', where: OSM });
}
