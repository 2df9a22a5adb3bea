import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import { concluded, copied, type FactMapping, type FactSource, fact, shared, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { DESTINATION_RULE, type Destination, destinations } from './destination-rules.js';
import { GATEWAY } from './gateways.js';
import {
  exportsOf,
  HOST_KINDS,
  type IstioHost,
  type IstioHosts,
  isExportedTo,
  istioHosts,
  portsOf,
  spellings,
} from './istio-hosts.js';
import { serversBefore } from './virtual-service-servers.js';
import {
  bindings,
  hostsOf,
  isDelegate,
  MESH_GATEWAY,
  type Route,
  type RouteTarget,
  routeBindings,
  routesOf,
  targetsOf,
  VIRTUAL_SERVICE,
} from './virtual-services.js';

/** Where VirtualServices send traffic, and whether it arrives there: the host, its port, its subset. */
export const virtualServiceDestinations: FactSource = {
  kind: 'VirtualServiceDestination',
  reads: [VIRTUAL_SERVICE],
  looksAt: [...HOST_KINDS, DESTINATION_RULE, GATEWAY, 'Secret'],
  derive: (graph) => {
    const all = graph.ofKind(VIRTUAL_SERVICE);
    if (all.length === 0) return [];
    const hosts = istioHosts(graph);
    const rulesFor = rulesByHost(graph);
    const surroundings = {
      graph,
      hosts,
      rulesFor,
      splits: splitsByHost(all, hosts, rulesFor),
    };
    return all
      .flatMap(routesOf)
      .flatMap(targetsOf)
      .flatMap((target) => destination(surroundings, target));
  },
};

/** The DestinationRules for a name, those for wildcards too: there may be thousands, for as many routes. */
interface Rules {
  /** The names of all their subsets; undefined for one without a name. */
  readonly subsets: ReadonlySet<string | undefined>;
  /** Those that are not for wildcards. */
  readonly ofThisHost: readonly Traced[];
}

type RulesFor = (name: string) => Rules;

interface Surroundings {
  readonly graph: Graph;
  readonly hosts: IstioHosts;
  readonly rulesFor: RulesFor;
  /** By the full name of a host, the first VirtualService that splits it for sidecars. */
  readonly splits: ReadonlyMap<string, Resource>;
}

function rulesByHost(graph: Graph): RulesFor {
  const index = groupBy(destinations(graph), ({ host }) => host.name);
  const known = new Map<string, Rules>();
  return (name) => {
    const rules = known.get(name) ?? rulesIn(spellings(name).flatMap((each) => index.get(each) ?? []));
    known.set(name, rules);
    return rules;
  };
}

function rulesIn(found: readonly Destination[]): Rules {
  const subsets = found.flatMap(({ rule }) => itemsAt(rule.value, ['spec', 'subsets']));
  const ofThisHost = found.filter(({ isWildcard }) => !isWildcard);
  return {
    subsets: new Set(subsets.map((each) => textAt(each, ['name']))),
    ofThisHost: shared(ofThisHost.map(({ rule }) => concluded(rule.id.name, rule, ['metadata', 'name']))),
  };
}

function destination(surroundings: Surroundings, target: RouteTarget): readonly Resource[] {
  const { route, path, isMirror } = target;
  const { virtualService } = route;
  const at = [...path, 'host'];
  const written = valueAt(virtualService.value, at);
  const host = surroundings.hosts(written, virtualService.id.namespace);
  if (host === undefined) return [];
  const name = [virtualService.id.name, ...path.slice(1)].join('/');
  return [
    fact('VirtualServiceDestination', { resource: virtualService, path: at }, name, {
      virtualService: copied(virtualService, ['metadata', 'name']),
      host: copied(virtualService, at),
      fullName: concluded(host.name, virtualService, at),
      isMirror,
      ...missing(surroundings, target, host),
      ...ports(surroundings, target, host),
      ...subset(surroundings, target, host),
      splitBy: isMirror ? undefined : splitBy(surroundings, target, host),
    }),
  ];
}

/** The Service, or the ServiceEntry, that is to be there, where nothing of that name is seen. */
function missing(surroundings: Surroundings, target: RouteTarget, host: IstioHost): FactMapping {
  const { virtualService } = target.route;
  const at = [...target.path, 'host'];
  const hidden = hiddenFromAll(surroundings, virtualService, host);
  if (hidden.length > 0) return { hidden };
  if (host.known === true || host.hidden.length > 0) return {};
  const meant = meantService(surroundings.graph, host);
  if (meant !== undefined) return { meant: concluded(meant, virtualService, at) };
  if (host.known === undefined) return {};
  const { service } = host;
  return service === undefined
    ? { foreign: concluded(host.name, virtualService, at) }
    : { service: concluded(service.name, virtualService, at), namespace: service.namespace };
}

/** The full name of the Service that `orders.shop` or `orders.shop.svc` was to mean: Istio takes both as they stand. */
function meantService(graph: Graph, { name, entries }: IstioHost): string | undefined {
  const [service, namespace, svc = 'svc', ...rest] = name.split('.');
  if (!service || !namespace || svc !== 'svc' || rest.length > 0 || entries.length > 0) return undefined;
  const found = graph.find({ kind: 'Service', namespace, name: service });
  const isThere = found.some(({ id }) => id.namespace === namespace);
  return isThere ? `${service}.${namespace}.svc.cluster.local` : undefined;
}

/** Who has the name, where no namespace that the VirtualService is shown to sees any of them. */
function hiddenFromAll(
  { hosts }: Surroundings,
  virtualService: Resource,
  host: IstioHost,
): readonly string[] {
  const { namespace } = virtualService.id;
  const viewers = exportsOf(virtualService).map((viewer) => (viewer === '.' ? (namespace ?? '*') : viewer));
  const isForSidecars =
    !isDelegate(virtualService) && [...bindings(virtualService)].every((binding) => binding === MESH_GATEWAY);
  if (viewers.length === 0 || viewers.includes('*') || !isForSidecars) return [];
  const seen = viewers.map((viewer) => hosts(host.name, String(viewer)));
  const isHidden = (each: IstioHost | undefined) => each?.known !== true && each?.hidden.length !== 0;
  if (!seen.every(isHidden)) return [];
  const all = new Set(seen.flatMap((each) => each?.hidden ?? []));
  return [...all].map(({ id }) => `${id.kind} '${id.name}' of namespace '${id.namespace}'`);
}

/** The port that is named, or those by which requests come where none is, against those that the host offers. */
function ports(surroundings: Surroundings, target: RouteTarget, host: IstioHost): FactMapping {
  const { virtualService } = target.route;
  const offered = host.known === true ? portsOf(host) : undefined;
  const at = [...target.path, 'port', 'number'];
  const chosen = valueAt(virtualService.value, at);
  if (offered === undefined) return {};
  const numbers = [...offered].sort((one, other) => one - other);
  if (typeof chosen === 'number') {
    return {
      ports: numbers,
      port: copied(virtualService, at),
      portOffered: concluded(offered.has(chosen), virtualService, at),
      behindPort: concluded(portBefore(host, chosen) ?? null, virtualService, at),
    };
  }
  const isChosen = valueAt(virtualService.value, [...target.path, 'port']) !== undefined;
  if (isChosen || offered.size < 2 || target.isMirror) return { ports: numbers };
  return { ports: numbers, unmetPorts: unmetPorts(surroundings, target.route, offered) };
}

/** The port of a Service whose target is this number: who writes the target means it. */
function portBefore({ services }: IstioHost, target: number): number | undefined {
  const found = services
    .flatMap(({ value }) => pick(value, '/spec/ports/*'))
    .find(({ value }) => valueAt(value, ['targetPort']) === target);
  const port = found && valueAt(found.value, ['port']);
  return typeof port === 'number' ? port : undefined;
}

/** The ports of Gateways by which requests come and which the destination does not have: they are kept where none is named. */
function unmetPorts(
  surroundings: Surroundings,
  route: Route,
  offered: ReadonlySet<number>,
): readonly number[] {
  const servers = serversBefore(surroundings.graph, surroundings.hosts, route);
  return [...new Set(servers.map(({ port }) => port).filter((port) => !offered.has(port)))].sort(
    (one, other) => one - other,
  );
}

function subset({ rulesFor }: Surroundings, target: RouteTarget, host: IstioHost): FactMapping {
  const { virtualService } = target.route;
  const at = [...target.path, 'subset'];
  const name = textAt(virtualService.value, at);
  if (name === undefined || isPlaceholder(name)) return {};
  const { subsets, ofThisHost } = rulesFor(host.name);
  const written = String(valueAt(virtualService.value, [...target.path, 'host']));
  return {
    subset: copied(virtualService, at),
    subsetDefined: concluded(subsets.has(name), virtualService, at),
    destinationRules: ofThisHost,
    hostNames: [...new Set([...spellings(host.name), written, ...(host.service ? [host.service.name] : [])])],
  };
}

/** By the full name of a host, the first VirtualService that divides it among subsets for sidecars only. */
function splitsByHost(
  all: readonly Resource[],
  hosts: IstioHosts,
  rulesFor: RulesFor,
): ReadonlyMap<string, Resource> {
  const splits = new Map<string, Resource>();
  for (const virtualService of all) {
    const names = new Set(
      hostsOf(virtualService).map(({ host }) => hosts(host, virtualService.id.namespace)?.name),
    );
    for (const [name, subsets] of subsetsForSidecars(virtualService, hosts))
      if (names.has(name) && !splits.has(name) && isDivided(subsets, rulesFor(name)))
        splits.set(name, virtualService);
  }
  return splits;
}

/** All to one subset is a division too, where the host has others: they are kept from requests, as before a rollout. */
function isDivided(used: ReadonlySet<string | undefined>, { subsets }: Rules): boolean {
  return used.size > 1 || (!used.has(undefined) && [...subsets].some((name) => !used.has(name)));
}

/** By host, the subsets that a VirtualService sends sidecars to, undefined for all pods. */
function subsetsForSidecars(virtualService: Resource, hosts: IstioHosts) {
  const subsets = new Map<string, Set<string | undefined>>();
  for (const { path, isMirror } of routesOf(virtualService).filter(isForSidecarsOnly).flatMap(targetsOf)) {
    const name = hosts(valueAt(virtualService.value, [...path, 'host']), virtualService.id.namespace)?.name;
    if (name === undefined || isMirror) continue;
    const known = subsets.get(name) ?? new Set();
    subsets.set(name, known.add(textAt(virtualService.value, [...path, 'subset'])));
  }
  return subsets;
}

/** Whether a rule holds for all sidecars, and nowhere else. */
function isForSidecarsOnly(route: Route): boolean {
  const all = routeBindings(route);
  const isForSome = route.matches.some(
    (match) => valueAt(match, ['sourceLabels']) ?? valueAt(match, ['sourceNamespace']),
  );
  return all.size === 1 && all.has(MESH_GATEWAY) && !isForSome;
}

/** Requests that come through a Gateway never meet the rules that a VirtualService has for the host they are sent on to. */
function splitBy({ splits }: Surroundings, target: RouteTarget, host: IstioHost) {
  const { route, path } = target;
  const { virtualService } = route;
  const isFromGateway = [...routeBindings(route)].some((binding) => binding !== MESH_GATEWAY);
  const hasSubset = textAt(virtualService.value, [...path, 'subset']) !== undefined;
  const other = splits.get(host.name);
  if (other === undefined || other === virtualService || hasSubset || !isFromGateway) return undefined;
  return isExportedTo(other, virtualService.id.namespace) ? copied(other, ['metadata', 'name']) : undefined;
}
