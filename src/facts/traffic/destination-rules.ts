import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, textIn } from '../metadata.js';
import { perGraph } from '../per-graph.js';
import { type IstioHost, istioHosts } from './istio-hosts.js';
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
export const destinations: (graph: Graph) => readonly Destination[] = perGraph((graph) => {
  const hosts = istioHosts(graph);
  return graph.ofKind(DESTINATION_RULE).flatMap((rule) => {
    const written = valueAt(rule.value, ['spec', 'host']);
    const host = hosts(written, rule.id.namespace);
    return host === undefined ? [] : [{ rule, host, isWildcard: String(written).includes('*') }];
  });
});

/**
 * Istiod makes one of the DestinationRules for a host in a namespace: it takes the subsets of all, and the traffic policy of
 * the first that has one. Those for some clients only, and those that are shown to other namespaces, stay apart.
 */
export interface Merging {
  /** Of those before a DestinationRule that it is merged into, the oldest with a traffic policy. */
  readonly withPolicy: (destination: Destination) => Resource | undefined;
  /** Of the same, the oldest with a subset of a name. */
  readonly withSubset: (destination: Destination, name: string) => Resource | undefined;
}

export const merging: (graph: Graph) => Merging = perGraph((graph) => {
  const all = destinations(graph);
  const positions = new Map(oldestFirst(all.map(({ rule }) => rule)).map((rule, index) => [rule, index]));
  const position = (rule: Resource) => positions.get(rule) ?? 0;
  const groups = new Map<Resource, Merged>();
  for (const group of groupBy(all.filter(isMerged), mergeKey).values()) {
    const sorted = group.map(({ rule }) => rule).sort((one, other) => position(one) - position(other));
    const merged = { withPolicy: sorted.filter(hasPolicy), bySubset: subsetsOf(sorted) };
    for (const rule of sorted) groups.set(rule, merged);
  }
  const firstBefore = (rule: Resource, candidates: readonly Resource[] = []) => {
    const first = candidates.find((other) => haveCommonReader(rule, other));
    return first !== undefined && position(first) < position(rule) ? first : undefined;
  };
  return {
    withPolicy: ({ rule }) => firstBefore(rule, groups.get(rule)?.withPolicy),
    withSubset: ({ rule }, name) => firstBefore(rule, groups.get(rule)?.bySubset.get(name)),
  };
});

/** What is made into one, the oldest first: there may be thousands for one host. */
interface Merged {
  readonly withPolicy: readonly Resource[];
  readonly bySubset: ReadonlyMap<string, readonly Resource[]>;
}

function subsetsOf(rules: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const bySubset = new Map<string, Resource[]>();
  for (const rule of rules) {
    const names = itemsAt(rule.value, ['spec', 'subsets']).map((each) => textIn(each, 'name'));
    for (const name of new Set(names)) {
      if (name === undefined) continue;
      const holders = bySubset.get(name);
      if (holders === undefined) bySubset.set(name, [rule]);
      else holders.push(rule);
    }
  }
  return bySubset;
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
