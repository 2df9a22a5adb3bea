import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { labelsOf, textAt } from '../metadata.js';
import { meshNames } from '../settings/osm-modes.js';

/** Whether a mesh monitors a namespace; undefined where there is no such namespace. */
export type Monitoring = (namespace: string | undefined) => Json | undefined;

/**
 * Asks for the label that names the mesh. A manifest without it proves nothing by itself, since `osm namespace add` sets it in the
 * cluster, unless other manifests do set it.
 */
export function monitoring(graph: Graph): Monitoring {
  const names = meshNames(graph);
  const isMonitored = (namespace: Resource) => {
    const mesh = textAt(labelsOf(namespace), [MONITORED_BY]);
    return mesh !== undefined && (names?.has(mesh) !== false || isPlaceholder(mesh));
  };
  const isDeclared = graph.ofKind('Namespace').some((each) => !each.captured && isMonitored(each));
  return (name) => {
    if (name === undefined || isPlaceholder(name)) return unknown('Namespace');
    const found = graph.find({ kind: 'Namespace', name });
    if (found.some(isMonitored)) return true;
    if (found.length > 0 && (isDeclared || found.every(({ captured }) => captured))) return false;
    const isMissing = found.length === 0 && graph.exists({ kind: 'Namespace', name }).answer === 'no';
    return isMissing ? undefined : unknown('Namespace');
  };
}
