import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { mappingAt } from '../metadata.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';
import { exportsOf, HOST_KINDS, type IstioHosts, istioHosts } from './istio-hosts.js';
import { SIDECAR } from './istio-sidecar-hosts.js';
import { haveCommonReader, oldestFirst } from './oldest-first.js';
import {
  hostsOf,
  isSameObject,
  MESH_GATEWAY,
  overlap,
  routeBindings,
  routesOf,
  VIRTUAL_SERVICE,
} from './virtual-services.js';

/** The hosts of VirtualServices, and whether another holds for the sidecars instead. */
export const virtualServiceHosts: FactSource = {
  kind: 'VirtualServiceHost',
  reads: [VIRTUAL_SERVICE],
  looksAt: [...HOST_KINDS, SIDECAR, 'meshlint/IstioMeshConfig', 'meshlint/ControlPlane', 'Secret'],
  derive: (graph) => {
    const virtualServices = graph.ofKind(VIRTUAL_SERVICE);
    if (virtualServices.length === 0) return [];
    const all = claimedHosts(virtualServices, istioHosts(graph));
    const rivalOf = rivals(all, isNarrowed(graph));
    return all.map((claimed) => hostFact(claimed, rivalOf(claimed)));
  },
};

/** A host that a VirtualService routes. */
interface ClaimedHost {
  readonly virtualService: Resource;
  readonly path: Path;
  readonly written: string;
  readonly name: string;
  /** Another host of the same VirtualService before it that stands for the same. */
  readonly repeats: string | undefined;
}

function claimedHosts(virtualServices: readonly Resource[], hosts: IstioHosts): readonly ClaimedHost[] {
  return virtualServices.flatMap((virtualService) => {
    const own = hostsOf(virtualService);
    return own.map(({ host, path }, index) => ({
      virtualService,
      path,
      written: host,
      name: hosts(host, virtualService.id.namespace)?.name ?? host,
      repeats: own.slice(0, index).find((other) => overlap(other.host, host))?.host,
    }));
  });
}

function hostFact(
  { virtualService, path, name, repeats }: ClaimedHost,
  rival: ClaimedHost | undefined,
): Resource {
  const factName = [virtualService.id.name, ...path.slice(1)].join('/');
  return fact('VirtualServiceHost', { resource: virtualService, path }, factName, {
    virtualService: copied(virtualService, ['metadata', 'name']),
    host: copied(virtualService, path),
    fullName: concluded(name, virtualService, path),
    repeats,
    takenBy: rival && takenBy(rival, virtualService),
  });
}

function takenBy({ virtualService, path }: ClaimedHost, own: Resource): FactMapping {
  const place = (value: string): FactValue => concluded(value, virtualService, path);
  return {
    virtualService: place(virtualService.id.name),
    namespace: virtualService.id.namespace,
    beside: virtualService.id.namespace === own.id.namespace,
  };
}

/** The oldest VirtualService that has the same host for the same sidecars. */
type RivalOf = (claimed: ClaimedHost) => ClaimedHost | undefined;

/** Of the VirtualServices for a host a sidecar takes the oldest, and none of the rules for HTTP of the others. */
function rivals(all: readonly ClaimedHost[], isNarrow: (namespace: string | undefined) => boolean): RivalOf {
  const order = new Map(
    oldestFirst([...new Set(all.map(({ virtualService }) => virtualService))]).map((each, index) => [
      each,
      index,
    ]),
  );
  const position = ({ virtualService }: ClaimedHost) => order.get(virtualService) ?? 0;
  const ofSidecars = all
    .filter(({ virtualService }) => isForSidecars(virtualService))
    .sort((one, other) => position(one) - position(other));
  const byName = groupBy(ofSidecars, ({ name }) => name);
  return (claimed) => {
    const same = byName.get(claimed.name) ?? [];
    const own = same.indexOf(claimed);
    return same
      .slice(0, Math.max(own, 0))
      .find((other) => areRivals(other.virtualService, claimed.virtualService, isNarrow));
  };
}

function isForSidecars(virtualService: Resource): boolean {
  return routesOf(virtualService).some(
    (route) => route.protocol === 'http' && routeBindings(route).has(MESH_GATEWAY),
  );
}

/** What is shown to one namespace only goes before what is shown to all, there: that is no conflict. */
function areRivals(
  one: Resource,
  other: Resource,
  isNarrow: (namespace: string | undefined) => boolean,
): boolean {
  const [own, foreign] = [one.id.namespace, other.id.namespace];
  if (isSameObject(one, other) || !haveCommonReader(one, other)) return false;
  const viewers = viewersOf(one);
  const isShared = viewersOf(other).some((viewer) => viewers.includes(viewer));
  if (own === foreign) return isShared;
  const isTold = own !== undefined && foreign !== undefined;
  return isShared && isTold && !isNarrow(own) && !isNarrow(foreign);
}

function viewersOf(virtualService: Resource): readonly string[] {
  const { namespace } = virtualService.id;
  const targets = exportsOf(virtualService).map((target) =>
    target === '.' ? (namespace ?? '.') : String(target),
  );
  return targets.length === 0 ? ['*'] : targets;
}

/** Whether a Sidecar for a whole namespace, or the whole mesh, may keep the VirtualServices of others from it. */
function isNarrowed(graph: Graph): (namespace: string | undefined) => boolean {
  const defaults = graph
    .ofKind(SIDECAR)
    .filter(({ value }) => Object.keys(mappingAt(value, ['spec', 'workloadSelector'])).length === 0);
  const namespaces = new Set(defaults.map(({ id }) => id.namespace));
  const isEverywhere =
    rootNamespaces(graph).some((root) => namespaces.has(root)) || namespaces.has(undefined);
  return (namespace) => isEverywhere || namespaces.has(namespace);
}
