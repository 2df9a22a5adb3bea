import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { isSameId, type Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { podsBehind, SERVING_KINDS, unknownPods } from '../pods/pod-templates.js';
import { switchOf } from '../settings/osm-modes.js';
import { firstsAlike } from './firsts.js';
import { TRAFFIC_SPLIT } from './policy-kinds.js';

const AT = ['spec', 'service'];

/** The Service that each TrafficSplit splits, whichever of its host names the TrafficSplit gives. */
export const trafficSplitRoots: FactSource = {
  kind: 'TrafficSplitRoot',
  reads: [TRAFFIC_SPLIT, 'Service'],
  looksAt: [...SERVING_KINDS, 'meshlint/OsmSettings'],
  derive: (graph) => {
    const isPermissive = switchOf(graph, 'permissive');
    const splits = graph.ofKind(TRAFFIC_SPLIT);
    const firsts = firstsAlike(splits, (split) => rootOf(split)?.name);
    return splits.flatMap((split) => {
      const root = rootOf(split);
      const other = firsts.get(split);
      return root === undefined ? [] : [rootFact(graph, split, root, { isPermissive, other })];
    });
  },
};

/** A Service as its host name tells it; OSM looks for the name in the namespace of the TrafficSplit all the same. */
interface Root {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Undefined where nothing is there, or nothing that names a Service yet. */
export function rootOf(split: Resource): Root | undefined {
  const host = textAt(split.value, AT);
  return host === undefined || isPlaceholder(host) ? undefined : serviceOf(host);
}

/** `svc`, `svc.ns`, `svc.ns.svc.cluster.local`, or the name of a StatefulSet's pod before it; a port may follow. */
function serviceOf(host: string): Root | undefined {
  const labels = host.replace(/:\d+$/, '').split('.');
  const end = labels.indexOf('svc', 1);
  const [name, namespace] = end < 0 ? labels : labels.slice(Math.max(end - 2, 0), end);
  if (name === undefined || name === '' || (end < 0 && labels.length > 2) || end > 3) return undefined;
  return { name, namespace };
}

interface Circumstances {
  readonly isPermissive: boolean | undefined;
  /** An earlier TrafficSplit of the same root. */
  readonly other: Resource | undefined;
}

function rootFact(
  graph: Graph,
  split: Resource,
  root: Root,
  { isPermissive, other }: Circumstances,
): Resource {
  const isOwn =
    isPlaceholder(split.id.namespace) || (root.namespace ?? split.id.namespace) === split.id.namespace;
  return fact('TrafficSplitRoot', { resource: split, path: AT }, split.id.name, {
    split: copied(split, ['metadata', 'name']),
    host: copied(split, AT),
    service: concluded(root.name, split, AT),
    namespace: root.namespace,
    inOwnNamespace: split.id.namespace === undefined ? undefined : isOwn,
    selectsPods: selectsPods(graph, split, root),
    behind: podsBehindRoot(graph, split, root),
    permissive: isPermissive,
    splitBy: other && copied(other, ['metadata', 'name']),
  });
}

function selectsPods(graph: Graph, split: Resource, { name }: Root): Json | undefined {
  const { namespace } = split.id;
  const question = { kind: 'Service', namespace, name };
  const services = graph.find(question);
  if (services.length === 0)
    return graph.exists(question).answer === 'unknown' ? unknown('Service', namespace) : undefined;
  return services.some(({ value }) => Object.keys(mappingAt(value, ['spec', 'selector'])).length > 0);
}

/** Whose pods the selector of the root matches; undefined without a root or a selector. */
function podsBehindRoot(graph: Graph, split: Resource, { name }: Root): Json | undefined {
  const { namespace } = split.id;
  const [root] = graph.find({ kind: 'Service', namespace, name });
  if (root === undefined || Object.keys(mappingAt(root.value, ['spec', 'selector'])).length === 0)
    return undefined;
  const pods = podsBehind(graph, root);
  if (pods.length === 0) return unknownPods(graph, namespace, SERVING_KINDS) ?? 'nothing';
  const backends = itemsAt(split.value, ['spec', 'backends']).map((backend) => textAt(backend, ['service']));
  const leaves = backends
    .flatMap((leaf) => (leaf === undefined ? [] : graph.find({ kind: 'Service', namespace, name: leaf })))
    .flatMap((leaf) => podsBehind(graph, leaf));
  if (leaves.length === 0) return undefined;
  return pods.some((pod) => leaves.some((leaf) => isSameId(leaf.id, pod.id))) ? 'backends' : 'others';
}
