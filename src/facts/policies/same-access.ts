import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, textAt } from '../metadata.js';
import { firstsAlike } from './firsts.js';

/** For each TrafficTarget the first that allows the same. */
export function firstsOfSameAccess(targets: readonly Resource[]): ReadonlyMap<Resource, Resource> {
  return firstsAlike(targets, signature);
}

/** What a TrafficTarget allows, whatever the order in which it says so. */
function signature({ value }: Resource): string {
  const names = (path: Path) => itemsAt(value, path).map(nameOf).sort();
  return JSON.stringify([
    nameOf(valueAt(value, ['spec', 'destination']) ?? null),
    names(['spec', 'sources']),
    names(['spec', 'rules']),
  ]);
}

function nameOf(part: Json): string {
  const texts = ['kind', 'namespace', 'name'].map((key) => textAt(part, [key]));
  return JSON.stringify([...texts, ...itemsAt(part, ['matches']).map(String).sort()]);
}
