import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { textAt } from '../metadata.js';
import { injectorConfigMaps } from '../settings/istio-injector-configs.js';
import { meshConfigMaps } from '../settings/istio-mesh-configs.js';
import { spellings } from './istio-hosts.js';

const MESH = '/data/mesh/<yaml>';
const GLOBAL = '/data/values/<yaml>/global';

/** A captured cluster of a mesh of Istio. */
export interface MeshCluster {
  readonly graph: Graph;
  /** Undefined where nothing tells, and where several meshes share the cluster. */
  readonly meshId: string | undefined;
  /** The uid of its Namespace kube-system. */
  readonly uid: string | undefined;
  /** As the mesh calls it. */
  readonly name: string | undefined;
  /** `orders.shop`, `*.shop`: the Services that no other cluster of the mesh gets to see. */
  readonly localHosts: ReadonlySet<string>;
  /** With ztunnel, other clusters see a Service only where it asks for that. */
  readonly isAmbient: boolean;
}

export function meshClusterOf(graph: Graph): MeshCluster {
  const mesh = meshConfigMaps(graph).filter(isCaptured);
  const injected = injectorConfigMaps(graph).filter(isCaptured);
  const [system] = graph.find({ kind: 'Namespace', name: 'kube-system' }).filter(isCaptured);
  return {
    graph,
    meshId: agreed([
      ...textsIn(mesh, `${MESH}/defaultConfig/meshId`),
      ...textsIn(injected, `${GLOBAL}/meshID`),
    ]),
    uid: system === undefined ? undefined : textAt(system.value, ['metadata', 'uid']),
    name: agreed(textsIn(injected, `${GLOBAL}/multiCluster/clusterName`)),
    localHosts: new Set(mesh.flatMap(localHostsIn)),
    isAmbient: graph.find({ kind: 'apps/DaemonSet', name: 'ztunnel' }).length > 0,
  };
}

/** Whether two captures are of two clusters of one mesh, and not of one cluster at two times. */
export function areOfOneMesh(one: MeshCluster, other: MeshCluster): boolean {
  const [mine, theirs] =
    one.uid !== undefined && other.uid !== undefined ? [one.uid, other.uid] : [one.name, other.name];
  const areTwo = mine !== undefined && theirs !== undefined && mine !== theirs;
  return areTwo && one.meshId !== undefined && one.meshId === other.meshId;
}

/** Whether the mesh takes a Service for a part of the one that other clusters have, as far as this cluster says. */
export function isSharedBy({ localHosts, isAmbient }: MeshCluster, { id, value }: Resource): boolean {
  const isLocal = spellings(`${id.name}.${id.namespace}`).some((host) => localHosts.has(host));
  const isGlobal = textAt(value, ['metadata', 'labels', 'istio.io/global']) === 'true';
  return !isLocal && (!isAmbient || isGlobal);
}

function isCaptured({ captured }: Resource): boolean {
  return captured;
}

function textsIn(resources: readonly Resource[], query: string): readonly unknown[] {
  return resources.flatMap((resource) => pick(resource.value, query).map(({ value }) => value));
}

/** What all say that say anything; undefined where they say several things, and where it was masked. */
function agreed(values: readonly unknown[]): string | undefined {
  const [text, ...others] = new Set(values.filter((value) => value !== '' && value !== null));
  return typeof text === 'string' && others.length === 0 && !isPlaceholder(text) ? text : undefined;
}

/** Without the domain, which each cluster may call otherwise. */
function localHostsIn({ value }: Resource): readonly string[] {
  return pick(value, `${MESH}/serviceSettings/*`).flatMap(({ value: setting }) =>
    pick(setting, '/settings/clusterLocal').some(({ value: isLocal }) => isLocal === true)
      ? pick(setting, '/hosts/*').map(({ value: host }) => String(host).replace(/\.?svc\..*$/, ''))
      : [],
  );
}
