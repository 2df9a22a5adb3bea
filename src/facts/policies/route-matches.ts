import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { ROUTE_GROUP } from './policy-kinds.js';

const AT = ['spec', 'matches'];

/** The matches of each HTTPRouteGroup by name: OSM keeps them in a map, in which the last of a name wins. */
export const routeMatches: FactSource = {
  kind: 'RouteMatch',
  reads: [ROUTE_GROUP],
  looksAt: [],
  derive: (graph) => graph.ofKind(ROUTE_GROUP).flatMap(matchesOf),
};

function matchesOf(group: Resource): readonly Resource[] {
  const names = itemsAt(group.value, AT).map((match) => textAt(match, ['name']));
  return names.flatMap((name, index) => {
    if (name === undefined) return [];
    const path = [...AT, index, 'name'];
    const last = names.lastIndexOf(name);
    return [
      fact('RouteMatch', { resource: group, path }, `${group.id.name}/${index}`, {
        group: copied(group, ['metadata', 'name']),
        name: copied(group, path),
        winner: concluded(last === index, group, path),
        last: concluded(last, group, [...AT, last, 'name']),
      }),
    ];
  });
}
