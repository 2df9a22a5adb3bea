import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, type FactMapping } from '../fact.js';
import { annotationsOf, itemsAt, textAt } from '../metadata.js';

const DIRECTIONS = ['outbound', 'inbound'] as const;

type Direction = (typeof DIRECTIONS)[number];

/** The MeshConfig that the only captured control plane of OSM reads; undefined where there are several, or it is not there. */
export function onlyMeshConfig(graph: Graph): Resource | undefined {
  const planes = osmPlanes(graph);
  const [plane] = planes;
  return plane === undefined || planes.length > 1 ? undefined : meshConfigOf(graph, plane);
}

/** The MeshConfig that a control plane reads. */
export function meshConfigOf(graph: Graph, { value }: Resource): Resource | undefined {
  const name = textAt(value, ['osmConfigName']) ?? 'osm-mesh-config';
  const namespace = textAt(value, ['namespace']);
  return namespace === undefined ? undefined : graph.find({ kind: MESH_CONFIG, name, namespace })[0];
}

/**
 * How many ports a pod excludes, by its annotation and by the MeshConfig: one rule for iptables holds them all. Without an
 * annotation the pod adds nothing.
 */
export function excludedPorts(pod: Resource, meshConfig: Resource | undefined): readonly FactMapping[] {
  return DIRECTIONS.flatMap((direction) => {
    const key = annotationKey(direction);
    const own = annotatedPorts(pod, direction);
    if (own.length === 0) return [];
    const count = new Set([...own, ...globalPorts(meshConfig, direction)]).size;
    return [{ direction, count: concluded(count, pod, ['metadata', 'annotations', key]) }];
  });
}

/** Whether traffic to a port of a pod goes past its sidecar. */
export function isExcludedInbound(
  pod: Resource,
  meshConfig: Resource | undefined,
  port: number | undefined,
): boolean {
  return [...annotatedPorts(pod, 'inbound'), ...globalPorts(meshConfig, 'inbound')].includes(String(port));
}

/** The ports of an annotation; none where it cannot be read, as OSM then ignores it or refuses the pod. */
export function annotatedPorts(pod: Resource, direction: Direction): readonly string[] {
  const ports = itemsOf(annotationsOf(pod)[annotationKey(direction)]);
  return ports.every((port) => /^[1-9]\d*$/.test(port)) ? ports : [];
}

/** The ranges of an annotation, which only later releases read. */
export function annotatedRanges(pod: Resource, list: 'exclusion' | 'inclusion'): readonly string[] {
  return itemsOf(annotationsOf(pod)[`openservicemesh.io/outbound-ip-range-${list}-list`]);
}

function itemsOf(list: Json | undefined): readonly string[] {
  return typeof list === 'string' ? list.split(',').map((item) => item.trim()) : [];
}

function annotationKey(direction: Direction): string {
  return `openservicemesh.io/${direction}-port-exclusion-list`;
}

function globalPorts(meshConfig: Resource | undefined, direction: Direction): readonly string[] {
  const traffic = meshConfig && valueAt(meshConfig.value, ['spec', 'traffic']);
  return traffic === undefined ? [] : itemsAt(traffic, [`${direction}PortExclusionList`]).map(String);
}
