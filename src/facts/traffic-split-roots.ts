import type { Graph } from '../graph/graph.js';
import { isPlaceholder } from '../graph/placeholder.js';
import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import { concluded, copied, type FactSource, fact } from './fact.js';
import { mappingAt, textAt } from './metadata.js';

export const TRAFFIC_SPLIT = 'split.smi-spec.io/TrafficSplit';

const MESH_CONFIG = 'config.openservicemesh.io/MeshConfig';
const AT = ['spec', 'service'];

/** The Service that each TrafficSplit splits, whichever of its host names the TrafficSplit gives. */
export const trafficSplitRoots: FactSource = {
  kind: 'TrafficSplitRoot',
  reads: [TRAFFIC_SPLIT, 'Service'],
  looksAt: ['config.openservicemesh.io/MeshConfig'],
  derive: (graph) => {
    const isPermissive = permissiveMode(graph);
    return graph.ofKind(TRAFFIC_SPLIT).flatMap((split) => {
      const root = rootOf(split);
      return root === undefined ? [] : [rootFact(graph, split, root, isPermissive)];
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

function rootFact(graph: Graph, split: Resource, root: Root, isPermissive: boolean | undefined): Resource {
  const isOwn =
    isPlaceholder(split.id.namespace) || (root.namespace ?? split.id.namespace) === split.id.namespace;
  return fact('TrafficSplitRoot', { resource: split, path: AT }, split.id.name, {
    split: copied(split, ['metadata', 'name']),
    host: copied(split, AT),
    service: concluded(root.name, split, AT),
    namespace: root.namespace,
    inOwnNamespace: split.id.namespace === undefined ? undefined : isOwn,
    selectsPods: selectsPods(graph, split, root),
    permissive: isPermissive,
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

/** As the MeshConfig says, where there is one that OSM reads; two that differ say nothing. */
function permissiveMode(graph: Graph): boolean | undefined {
  const path = ['spec', 'traffic', 'enablePermissiveTrafficPolicyMode'];
  const configs = graph.find({ kind: MESH_CONFIG, name: 'osm-mesh-config' });
  const modes = new Set(configs.map(({ value }) => valueAt(value, path)));
  const [mode] = modes;
  return modes.size === 1 && typeof mode === 'boolean' ? mode : undefined;
}
