import type { Graph } from '../../graph/graph.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { ROUTE_GROUP, TRAFFIC_TARGET } from './policy-kinds.js';
import { rulePaths } from './traffic-targets.js';

/** Each match that a rule of a TrafficTarget names, beside the HTTPRouteGroup that should define it. */
export const routeUses: FactSource = {
  kind: 'RouteUse',
  reads: [TRAFFIC_TARGET],
  looksAt: [ROUTE_GROUP],
  derive: (graph) => {
    const uses = graph.ofKind(TRAFFIC_TARGET).flatMap(usesOf);
    return uses.map((use) => useFact(graph, use));
  },
};

interface RouteUse {
  readonly target: Resource;
  readonly rule: Path;
  readonly path: Path;
}

function usesOf(target: Resource): readonly RouteUse[] {
  return rulePaths(target).flatMap((rule) =>
    itemsAt(target.value, [...rule, 'matches']).flatMap((match, index) =>
      typeof match === 'string' ? [{ target, rule, path: [...rule, 'matches', index] }] : [],
    ),
  );
}

function useFact(graph: Graph, { target, rule, path }: RouteUse): Resource {
  const name = textAt(target.value, [...rule, 'name']);
  const groups = graph.find({ kind: ROUTE_GROUP, namespace: target.id.namespace, name });
  return fact('RouteUse', { resource: target, path }, `${target.id.name}/${rule[2]}/${path.at(-1)}`, {
    target: copied(target, ['metadata', 'name']),
    group: copied(target, [...rule, 'name']),
    match: copied(target, path),
    isEmptyGroup:
      groups.length > 0 && groups.every(({ value }) => pick(value, '/spec/matches/*').length === 0),
  });
}
