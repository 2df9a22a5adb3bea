import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt } from '../metadata.js';
import { type IstioHost, type IstioHosts, istioHosts } from './istio-hosts.js';
import { haveCommonReader, oldestFirst } from './oldest-first.js';

export const DESTINATION_RULE = 'networking.istio.io/DestinationRule';

export const POLICY: Path = ['spec', 'trafficPolicy'];

export function hasPolicy({ value }: Resource): boolean {
  return (valueAt(value, POLICY) ?? null) !== null;
}

/** A DestinationRule, and what its host means. */
export interface Destination {
  readonly rule: Resource;
  readonly host: IstioHost;
  /** The host is a pattern, which may stand for anything. */
  readonly isWildcard: boolean;
}

/** The DestinationRules whose host can be told. */
export function destinations(graph: Graph, hosts: IstioHosts = istioHosts(graph)): readonly Destination[] {
  return graph.ofKind(DESTINATION_RULE).flatMap((rule) => {
    const written = valueAt(rule.value, ['spec', 'host']);
    const host = hosts(written, rule.id.namespace);
    return host === undefined ? [] : [{ rule, host, isWildcard: String(written).includes('*') }];
  });
}

/** For each DestinationRule those before it that istiod merges it into, the oldest first. */
export type MergedInto = (destination: Destination) => readonly Resource[];

/**
 * Istiod makes one of the DestinationRules for a host in a namespace: it takes the subsets of all, and the traffic policy of
 * the first that has one. Those for some clients only, and those that are shown to other namespaces, stay apart.
 */
export function mergedInto(all: readonly Destination[]): MergedInto {
  const order = new Map(oldestFirst(all.map(({ rule }) => rule)).map((rule, index) => [rule, index]));
  const position = ({ rule }: Destination) => order.get(rule) ?? 0;
  const before = new Map<Resource, readonly Resource[]>();
  for (const group of groupBy(all.filter(isMerged), mergeKey).values()) {
    const sorted = [...group].sort((one, other) => position(one) - position(other)).map(({ rule }) => rule);
    sorted.forEach((rule, index) => {
      before.set(
        rule,
        sorted.slice(0, index).filter((other) => haveCommonReader(rule, other)),
      );
    });
  }
  return ({ rule }) => before.get(rule) ?? [];
}

function isMerged({ rule }: Destination): boolean {
  const { namespace } = rule.id;
  const selector = valueAt(rule.value, ['spec', 'workloadSelector']) ?? null;
  return namespace !== undefined && !isPlaceholder(namespace) && selector === null;
}

function mergeKey({ rule, host }: Destination): string {
  const targets: readonly Json[] = itemsAt(rule.value, ['spec', 'exportTo']);
  const shownTo = targets.length === 0 ? ['*'] : targets.map(String).sort();
  return JSON.stringify([rule.id.namespace ?? null, host.name, shownTo]);
}
