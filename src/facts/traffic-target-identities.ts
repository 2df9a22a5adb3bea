import type { Graph } from '../graph/graph.js';
import { isPlaceholder } from '../graph/placeholder.js';
import type { Resource } from '../graph/resource.js';
import { unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import type { Path } from '../input/path.js';
import { concluded, copied, type FactSource, fact } from './fact.js';
import { itemsAt, labelsOf, textAt } from './metadata.js';
import { MONITORED_BY } from './osm-control-planes.js';

const TRAFFIC_TARGET = 'access.smi-spec.io/TrafficTarget';

/** Whom each TrafficTarget names, as its destination and as its sources, and whether the mesh sees their namespaces. */
export const trafficTargetIdentities: FactSource = {
  kind: 'TrafficTargetIdentity',
  reads: [TRAFFIC_TARGET, 'Namespace'],
  looksAt: [],
  derive: (graph) => {
    const isMonitored = monitoring(graph);
    return graph
      .ofKind(TRAFFIC_TARGET)
      .flatMap((target) => identityPaths(target).map((path) => identity(target, path, isMonitored)));
  },
};

/** Those that name a namespace, and one that is already filled in. */
function identityPaths(target: Resource): readonly Path[] {
  const sources = itemsAt(target.value, ['spec', 'sources']).map((_, index) => ['spec', 'sources', index]);
  return [['spec', 'destination'], ...sources].filter((path) => {
    const namespace = textAt(target.value, [...path, 'namespace']);
    return namespace !== undefined && !isPlaceholder(namespace);
  });
}

function identity(
  target: Resource,
  path: Path,
  isMonitored: (namespace: string) => Json | undefined,
): Resource {
  const role = path.includes('sources') ? 'source' : 'destination';
  const at = [...path, 'namespace'];
  const namespace = textAt(target.value, at) ?? '';
  const own = target.id.namespace;
  const isOwnKnown = own !== undefined && !isPlaceholder(own);
  const monitored = isMonitored(namespace);
  return fact(
    'TrafficTargetIdentity',
    { resource: target, path: at },
    `${target.id.name}/${path.slice(1).join('/')}`,
    {
      role,
      target: copied(target, ['metadata', 'name']),
      name: copied(target, [...path, 'name']),
      namespace: copied(target, at),
      inOwnNamespace: isOwnKnown ? concluded(own === namespace, target, at) : undefined,
      monitored: monitored === undefined ? undefined : concluded(monitored, target, at),
    },
  );
}

/**
 * Whether a mesh monitors a namespace; undefined where there is no such namespace. A manifest without the label proves
 * nothing by itself, since `osm namespace add` sets it in the cluster, unless other manifests do set it.
 */
function monitoring(graph: Graph): (namespace: string) => Json | undefined {
  const hasLabel = (namespace: Resource) => textAt(labelsOf(namespace), [MONITORED_BY]) !== undefined;
  const isDeclared = graph.ofKind('Namespace').some((each) => !each.captured && hasLabel(each));
  return (name) => {
    const found = graph.find({ kind: 'Namespace', name });
    if (found.some(hasLabel)) return true;
    if (found.length > 0 && (isDeclared || found.every(({ captured }) => captured))) return false;
    const isMissing = found.length === 0 && graph.exists({ kind: 'Namespace', name }).answer === 'no';
    return isMissing ? undefined : unknown('Namespace');
  };
}
