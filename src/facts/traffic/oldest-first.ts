import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { labelsOf, textAt } from '../metadata.js';

/** The order in which istiod reads objects of one kind: by age, then by name. What was not captured has no age yet. */
export function oldestFirst(resources: readonly Resource[]): readonly Resource[] {
  const keyed = resources.map((resource) => ({ resource, key: orderOf(resource) }));
  return keyed
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ resource }) => resource);
}

function orderOf({ id, value }: Resource): string {
  const created = textAt(value, ['metadata', 'creationTimestamp']) ?? 'unknown';
  return [created, id.name, id.namespace ?? ''].join(' ');
}

/** Whether some istiod reads both: each reads what bears no revision, and what bears its own. */
export function haveCommonReader(one: Resource, other: Resource): boolean {
  const [own, foreign] = [one, other].map((resource) => valueAt(labelsOf(resource), ['istio.io/rev']));
  return own === undefined || foreign === undefined || own === foreign;
}
