import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import { isObject, type JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';
import { areOfOneMesh, isSharedBy, meshClusterOf } from './mesh-clusters.js';

/** Services that differ from those of the same name in another cluster of their mesh: istiod makes one of them. */
export const istioClusterServices: FactSource = {
  kind: 'IstioClusterService',
  reads: ['Service', 'ConfigMap'],
  looksAt: ['Namespace', 'apps/DaemonSet', 'meshlint/ControlPlane', 'meshlint/IstioMeshConfig'],
  derive: (graph, _stated, earlier) => {
    if (earlier.length === 0) return [];
    const here = meshClusterOf(graph);
    if (here.meshId === undefined) return [];
    const others = earlier.map(meshClusterOf).filter((other) => areOfOneMesh(here, other));
    if (others.length === 0) return [];
    const roots = rootNamespaces(graph);
    return graph.ofKind('Service').flatMap((service) => {
      if (!isOfUsers(service, roots) || !isSharedBy(here, service)) return [];
      const same = others.flatMap((other) =>
        other.graph
          .find({ kind: 'Service', namespace: service.id.namespace, name: service.id.name })
          .filter((each) => each.captured && isSharedBy(other, each)),
      );
      return clusterService(service, same);
    });
  },
};

/** Namespaces of the platform: what stands there is of each cluster. */
const PLATFORM = /^(kube|gke|istio|asm|openshift)-|-system$/;

/** Gateways take their ports from objects of Istio, and are called from outside of the mesh. */
const GATEWAY = ['istio', 'gateway.networking.k8s.io/gateway-name'];

function isOfUsers({ id, value, captured }: Resource, roots: readonly string[]): boolean {
  const { namespace = '', name } = id;
  const isPlatform = PLATFORM.test(namespace) || roots.includes(namespace);
  const selector = mappingAt(value, ['spec', 'selector']);
  const isOfApiServer = namespace === 'default' && name === 'kubernetes';
  return captured && !isPlatform && !isOfApiServer && !GATEWAY.some((label) => label in selector);
}

/** Beside the first cluster that has it; what differs from that in the same way in an earlier one was told there. */
function clusterService(service: Resource, [first, ...between]: readonly Resource[]): readonly Resource[] {
  if (first === undefined) return [];
  const differences = differencesOf(service, first);
  if (differences.length === 0 || between.some((each) => differencesOf(service, each).length === 0))
    return [];
  return [
    fact('IstioClusterService', { resource: service, path: [] }, service.id.name, {
      other: concluded(first.source, first, []),
      differences: differences.map(({ field, path, isMerged, texts: [here, there] }) => ({
        field,
        merged: isMerged,
        here: concluded(here, service, path),
        there: concluded(there, first, path),
      })),
    }),
  ];
}

interface Difference {
  readonly field: string;
  readonly path: Path;
  /** Whether istiod takes it from one of the clusters for all. */
  readonly isMerged: boolean;
  readonly texts: readonly [string, string];
}

/** Of what goes together, the first that differs; what is not known, because somebody masked it, differs from nothing. */
function differencesOf(one: Resource, other: Resource): readonly Difference[] {
  return ASPECTS.flatMap((together) => {
    const [first] = together.flatMap(({ field, path, textOf, isMerged }) => {
      const [here, there] = [textOf(one), textOf(other)];
      if (here === undefined || there === undefined || here === there) return [];
      return [{ field, path, isMerged: isMerged([here, there]), texts: [here, there] as const }];
    });
    return first ?? [];
  });
}

interface Aspect {
  readonly field: string;
  readonly path: Path;
  readonly textOf: (service: Resource) => string | undefined;
  readonly isMerged: (texts: readonly string[]) => boolean;
}

const PORTS: Path = ['spec', 'ports'];
const CLUSTER_IP: Path = ['spec', 'clusterIP'];
const TYPE: Path = ['spec', 'type'];

/** What istioctl compares, but for the ports of nodes: each cluster allocates its own. */
const ASPECTS: readonly (readonly Aspect[])[] = [
  [
    { field: 'ports', path: PORTS, textOf: (service) => portsOf(service, portText), isMerged: () => true },
    {
      field: 'target ports',
      path: PORTS,
      textOf: (service) => portsOf(service, targetText),
      isMerged: () => false,
    },
  ],
  [
    { field: 'clusterIP', path: CLUSTER_IP, textOf: addressOf, isMerged: () => true },
    { field: 'type', path: TYPE, textOf: typeOf, isMerged: (types) => types.includes('ExternalName') },
  ],
];

function portsOf({ value }: Resource, textOf: (port: JsonObject) => string): string | undefined {
  const ports = itemsAt(value, PORTS).filter(isObject);
  if (ports.some((port) => Object.values(port).some(isPlaceholder))) return undefined;
  return ports.map(textOf).sort().join(', ') || 'none';
}

/** As `http 80/TCP`: what istiod compares. */
function portText({ name, port, protocol, appProtocol }: JsonObject): string {
  return [name, `${port}/${protocol ?? 'TCP'}`, appProtocol].filter(Boolean).join(' ');
}

function targetText({ port, targetPort }: JsonObject): string {
  return `${port} to ${targetPort ?? port}`;
}

/** The address itself is of each cluster. */
function addressOf({ value }: Resource): string | undefined {
  const address = textAt(value, CLUSTER_IP);
  if (address === undefined || isPlaceholder(address)) return undefined;
  return address === 'None' ? 'None' : 'an address';
}

function typeOf({ value }: Resource): string | undefined {
  const type = textAt(value, TYPE) ?? 'ClusterIP';
  return isPlaceholder(type) ? undefined : type;
}
