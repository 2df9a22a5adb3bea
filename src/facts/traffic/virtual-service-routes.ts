import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt } from '../metadata.js';
import { GATEWAY } from './gateways.js';
import { exportsOf, HOST_KINDS, type IstioHosts, istioHosts } from './istio-hosts.js';
import { haveCommonReader, oldestFirst } from './oldest-first.js';
import {
  type Condition,
  conditionsOf,
  covers,
  matchKey,
  strayServerNames,
} from './virtual-service-matches.js';
import { gatewaysOf, knownServers, servesHost } from './virtual-service-servers.js';
import {
  hostsOf,
  isDelegate,
  isSameObject,
  MESH_GATEWAY,
  type Route,
  routeName,
  routesOf,
  textsAt,
  VIRTUAL_SERVICE,
} from './virtual-services.js';

/** The rules of VirtualServices, and whether any request comes to them that no other rule has taken. */
export const virtualServiceRoutes: FactSource = {
  kind: 'VirtualServiceRoute',
  reads: [VIRTUAL_SERVICE],
  looksAt: [...HOST_KINDS, GATEWAY, 'Secret'],
  derive: (graph) => {
    const all = graph.ofKind(VIRTUAL_SERVICE);
    if (all.length === 0) return [];
    const takers = takersAtGateways(graph, istioHosts(graph), all);
    return all.flatMap((virtualService) => routeFacts(virtualService, takers));
  },
};

function routeFacts(virtualService: Resource, takers: Takers): readonly Resource[] {
  const routes = routesOf(virtualService);
  const all = routes.map((route) => ({ route, conditions: conditionsOf(route) }));
  const judged = all.map(({ route, conditions }) => {
    const earlier = all
      .filter((other) => other.route.protocol === route.protocol && other.route.index < route.index)
      .filter((other) => valueAt(other.route.value, ['delegate']) === undefined)
      .flatMap((other) => other.conditions);
    return { route, conditions, shadows: shadowsOf(conditions, earlier) };
  });
  return judged.map(({ route, conditions, shadows }) => {
    const [first] = shadows;
    const isDead = first !== undefined && shadows.length === conditions.length;
    const taken = isDead ? undefined : takers(route, conditions);
    return routeFact(route, {
      ...(isDead
        ? { shadowedBy: concluded(routeName(first.by.route), virtualService, first.by.route.path) }
        : {}),
      idle: isDead ? [] : [...shadows, ...repeats(conditions, shadows)].map(idle),
      taken,
    });
  });
}

function routeFact(route: Route, judgement: FactMapping): Resource {
  const { virtualService, path } = route;
  const name = [virtualService.id.name, ...path.slice(1)].join('/');
  return fact('VirtualServiceRoute', { resource: virtualService, path }, name, {
    virtualService: copied(virtualService, ['metadata', 'name']),
    route: routeName(route),
    protocol: route.protocol,
    ...judgement,
    weightSum: weightSum(route),
    strayServerNames: stray(route),
  });
}

/** A condition that never holds, and the earlier one that takes all that it would take. */
interface Shadow {
  readonly condition: Condition;
  readonly by: Condition;
}

function shadowsOf(conditions: readonly Condition[], earlier: readonly Condition[]): readonly Shadow[] {
  return conditions.flatMap((condition) => {
    const by = earlier.find((each) => covers(each, condition));
    return by === undefined ? [] : [{ condition, by }];
  });
}

/** The conditions that stand twice in a rule, beside those that an earlier rule takes. */
function repeats(conditions: readonly Condition[], shadows: readonly Shadow[]): readonly Shadow[] {
  return conditions.flatMap((condition, position) => {
    if (shadows.some((shadow) => shadow.condition === condition)) return [];
    const by = conditions
      .slice(0, position)
      .find((each) => covers(each, condition) && covers(condition, each));
    return by === undefined ? [] : [{ condition, by }];
  });
}

function idle({ condition, by }: Shadow): FactMapping {
  const { virtualService, path } = condition.route;
  const at: Path = condition.index === undefined ? path : [...path, 'match', condition.index];
  return { match: concluded((condition.index ?? 0) + 1, virtualService, at), takenBy: routeName(by.route) };
}

/** The sum of the shares, where there are several. */
function weightSum({ virtualService, path, value }: Route) {
  const weights = itemsAt(value, ['route']).map((each) => valueAt(each, ['weight']) ?? 0);
  const numbers = weights.filter((weight) => typeof weight === 'number');
  if (weights.length < 2 || numbers.length < weights.length) return undefined;
  const sum = numbers.reduce((total, weight) => total + weight, 0);
  return concluded(sum, virtualService, [...path, 'route']);
}

/** The server names that istiod refuses, since no host of the VirtualService has them. */
function stray(route: Route) {
  const { virtualService, protocol, path, matches } = route;
  if (protocol !== 'tls') return undefined;
  const hosts = hostsOf(virtualService).map(({ host }) => host);
  if (hosts.length < itemsAt(virtualService.value, ['spec', 'hosts']).length) return undefined;
  return matches.flatMap((match, index) =>
    strayServerNames(textsAt(match, ['sniHosts']), hosts).map((name) => {
      const position = itemsAt(match, ['sniHosts']).indexOf(name);
      return concluded(name, virtualService, [...path, 'match', index, 'sniHosts', position]);
    }),
  );
}

/** The VirtualService that takes what a rule is for, at the same Gateway and for the same host. */
type Takers = (route: Route, conditions: readonly Condition[]) => FactMapping | undefined;

/** Where a condition competes with those of other VirtualServices: host and Gateway, as far as the Gateway brings the host. */
interface Stand {
  readonly host: string;
  readonly binding: string;
}

/**
 * The VirtualServices for one host at one Gateway become one list of rules, the oldest first, and those that always hold
 * come last: so only what stands in two of them word for word is taken from one of them.
 */
function takersAtGateways(graph: Graph, hosts: IstioHosts, all: readonly Resource[]): Takers {
  const standsOf = stands(graph, hosts);
  const order = new Map(oldestFirst(all).map((virtualService, index) => [virtualService, index]));
  const keysOf = (condition: Condition) =>
    standsOf(condition).map((stand) => ({
      stand,
      key: JSON.stringify([stand.host, stand.binding, matchKey(condition)]),
    }));
  const keyed = [...order.keys()].flatMap((virtualService) =>
    routesOf(virtualService)
      .filter(isOwnHttp)
      .flatMap(conditionsOf)
      .flatMap(keysOf)
      .map(({ key }) => ({ key, virtualService })),
  );
  const byKey = groupBy(keyed, ({ key }) => key);
  return (route, conditions) => {
    const { virtualService } = route;
    if (!isOwnHttp(route)) return undefined;
    for (const { key, stand } of conditions.flatMap(keysOf)) {
      const other = byKey
        .get(key)
        ?.find((each) => isRival(each.virtualService, virtualService))?.virtualService;
      const isOlder = other !== undefined && (order.get(other) ?? 0) < (order.get(virtualService) ?? 0);
      if (isOlder) return takenBy(other, stand);
    }
    return undefined;
  };
}

function isOwnHttp({ protocol, virtualService, value }: Route): boolean {
  return protocol === 'http' && !isDelegate(virtualService) && valueAt(value, ['delegate']) === undefined;
}

/** Proxies see both, or one of them only because of where it is. */
function isRival(one: Resource, other: Resource): boolean {
  const exports = [one, other].map((each) => JSON.stringify([...exportsOf(each)].map(String).sort()));
  return !isSameObject(one, other) && haveCommonReader(one, other) && exports[0] === exports[1];
}

function takenBy(other: Resource, { host, binding }: Stand): FactMapping {
  return {
    virtualService: concluded(other.id.name, other, ['metadata', 'name']),
    namespace: other.id.namespace,
    host,
    gateway: binding,
  };
}

function stands(graph: Graph, hosts: IstioHosts): (condition: Condition) => readonly Stand[] {
  return ({ route: { virtualService }, bindings }) =>
    [...bindings]
      .filter((binding) => binding !== MESH_GATEWAY)
      .flatMap((binding) => {
        const servers = gatewaysOf(graph, binding).flatMap(knownServers);
        return hostsOf(virtualService)
          .map(({ host }) => hosts(host, virtualService.id.namespace)?.name ?? host)
          .filter(
            (host) =>
              servers.length === 0 || servers.some((each) => servesHost(each, [host], virtualService)),
          )
          .map((host) => ({ host, binding }));
      });
}
