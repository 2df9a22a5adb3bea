import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';

/**
 * For each resource that is not the first of its key, the first. Two overlays of one object are no duplicates, nor are two
 * that may land in different namespaces; what has no key is like nothing else.
 */
export function firstsAlike(
  resources: readonly Resource[],
  keyOf: (resource: Resource) => string | undefined,
): ReadonlyMap<Resource, Resource> {
  const keyed = resources.flatMap((resource) => {
    const key = resource.id.namespace === undefined ? undefined : keyOf(resource);
    return key === undefined ? [] : [{ resource, key: `${resource.id.namespace} ${key}` }];
  });
  return new Map(
    [...groupBy(keyed, ({ key }) => key).values()].flatMap(([first, ...others]) =>
      others.flatMap(({ resource }) =>
        first !== undefined && first.resource.id.name !== resource.id.name
          ? [[resource, first.resource] as const]
          : [],
      ),
    ),
  );
}
