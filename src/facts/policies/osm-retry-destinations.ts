import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { RETRY } from './policy-kinds.js';

/** The calls that each Retry is for, and other Retries that are for the same. */
export const osmRetryDestinations: FactSource = {
  kind: 'RetryDestination',
  reads: [RETRY],
  looksAt: [],
  derive: (graph) => {
    const destinations = graph.ofKind(RETRY).flatMap(destinationsOf);
    return [...groupBy(destinations, ({ call }) => call).values()].flatMap((group) =>
      group.map((destination, index) => destinationFact(destination, group.slice(0, index))),
    );
  },
};

interface Destination {
  readonly retry: Resource;
  readonly path: Path;
  /** From whom and to whom, each with its kind and namespace. */
  readonly call: string;
}

function destinationsOf(retry: Resource): readonly Destination[] {
  const source = mentioned(retry, ['spec', 'source']);
  return itemsAt(retry.value, ['spec', 'destinations']).flatMap((_, index) => {
    const path = ['spec', 'destinations', index];
    const destination = mentioned(retry, path);
    if (source === undefined || destination === undefined) return [];
    return [{ retry, path, call: `${source} -> ${destination}` }];
  });
}

function mentioned({ value }: Resource, path: Path): string | undefined {
  const parts = ['kind', 'namespace', 'name'].map((key) => textAt(value, [...path, key]));
  return parts.includes(undefined) ? undefined : parts.join('/');
}

function destinationFact({ retry, path }: Destination, earlier: readonly Destination[]): Resource {
  const at = [...path, 'name'];
  return fact('RetryDestination', { resource: retry, path: at }, `${retry.id.name}/${path[2]}`, {
    retry: copied(retry, ['metadata', 'name']),
    source: copied(retry, ['spec', 'source', 'name']),
    service: copied(retry, at),
    earlier: earlier
      .filter((other) => !isCopy(other.retry, retry))
      .map((other) => concluded(other.retry.id.name, other.retry, [...other.path, 'name'])),
  });
}

/** Two files may hold one object, as overlays do. */
function isCopy({ id: one }: Resource, { id: other }: Resource): boolean {
  return one.name === other.name && one.namespace === other.namespace;
}
