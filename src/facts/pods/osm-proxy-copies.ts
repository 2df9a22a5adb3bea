import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import { copied, type FactMapping } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import { isOver } from './pods.js';

const UUID = 'osm-proxy-uuid';

/** Of live pods with the same `osm-proxy-uuid` all but the oldest, each with the label and with what it is a copy of. */
export function copiesOfProxies(pods: readonly Resource[]): ReadonlyMap<Resource, FactMapping> {
  const injected = pods.filter((pod) => pod.captured && !isOver(pod) && uuidOf(pod) !== undefined);
  const groups = [...groupBy(injected, uuidOf).values()].filter((group) => group.length > 1);
  return new Map(groups.flatMap((group) => copiesIn([...group].sort(byAge))));
}

function copiesIn([first, ...others]: readonly Resource[]): readonly (readonly [Resource, FactMapping])[] {
  if (first === undefined) return [];
  return others.map((pod) => [
    pod,
    {
      pod: pod.id.name,
      uuid: copied(pod, ['metadata', 'labels', UUID]),
      of: copied(first, ['metadata', 'name']),
      sameNamespace: pod.id.namespace === first.id.namespace,
    },
  ]);
}

function uuidOf(pod: Resource): string | undefined {
  return textAt(labelsOf(pod), [UUID]);
}

function byAge(one: Resource, other: Resource): number {
  const [a, b] = [one, other].map(({ value }) => textAt(value, ['metadata', 'creationTimestamp']) ?? '');
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}
