import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { POD_KINDS, SERVING_KINDS, unknownPods } from '../pods/pod-templates.js';
import { monitoring } from './monitored-namespaces.js';
import { TRAFFIC_TARGET } from './policy-kinds.js';

/** Whom each TrafficTarget names, as its destination and as its sources, and what the mesh sees of them. */
export const trafficTargetIdentities: FactSource = {
  kind: 'TrafficTargetIdentity',
  reads: [TRAFFIC_TARGET, 'Namespace'],
  looksAt: [...POD_KINDS, 'Service', 'meshlint/ControlPlane', 'meshlint/OsmIdentity'],
  derive: (graph) => {
    const isMonitored = monitoring(graph);
    const named = graph
      .ofKind(TRAFFIC_TARGET)
      .flatMap((target) => identityPaths(target).map((path) => namedBy(target, path)));
    return named.map((each) => identityFact(graph, each, isMonitored(each.namespace)));
  },
};

interface Identity {
  readonly target: Resource;
  readonly path: Path;
  readonly role: 'source' | 'destination';
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string;
}

/** Those that name a namespace, and one that is already filled in. */
function identityPaths(target: Resource): readonly Path[] {
  const sources = itemsAt(target.value, ['spec', 'sources']).map((_, index) => ['spec', 'sources', index]);
  return [['spec', 'destination'], ...sources].filter((path) => {
    const namespace = textAt(target.value, [...path, 'namespace']);
    return namespace !== undefined && !isPlaceholder(namespace);
  });
}

function namedBy(target: Resource, path: Path): Identity {
  return {
    target,
    path,
    role: path.includes('sources') ? 'source' : 'destination',
    kind: textAt(target.value, [...path, 'kind']),
    name: textAt(target.value, [...path, 'name']),
    namespace: textAt(target.value, [...path, 'namespace']) ?? '',
  };
}

function identityFact(graph: Graph, identity: Identity, monitored: Json | undefined): Resource {
  const { target, path, role, namespace } = identity;
  const at = [...path, 'namespace'];
  const own = target.id.namespace;
  const isOwnKnown = own !== undefined && !isPlaceholder(own);
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
      ...(monitored === true ? podsOf(graph, identity) : {}),
    },
  );
}

/** Whether pods run, or would run, under the ServiceAccount; and for a destination, whether a Service stands before them. */
function podsOf(graph: Graph, { target, path, role, kind, name, namespace }: Identity): FactMapping {
  if (kind !== 'ServiceAccount' || name === undefined || isPlaceholder(name)) return {};
  const at = [...path, 'name'];
  const [found] = graph.find({ kind: 'meshlint/OsmIdentity', namespace, name });
  if (found === undefined) {
    const open = unknownPods(graph, namespace, role === 'source' ? POD_KINDS : SERVING_KINDS);
    return { runs: concluded(open ?? false, target, at) };
  }
  if (role === 'source') return { runs: concluded(true, target, at) };
  const isServed = pick(found.value, '/services/*').length > 0;
  const isKnown = isServed || graph.knowledge('Service', namespace).completeness === 'full';
  return {
    runs: concluded(true, target, at),
    served: concluded(isKnown ? isServed : unknown('Service', namespace), target, at),
  };
}
