import type { Graph } from '../graph/graph.js';
import { groupBy } from '../graph/group-by.js';
import type { KindName, Resource } from '../graph/resource.js';

/** The resources of a kind in a namespace, counted out once for a whole fact. */
export type ByNamespace = (kind: KindName, namespace: string | undefined) => readonly Resource[];

export function byNamespace(graph: Graph): ByNamespace {
  const kinds = new Map<KindName, ReadonlyMap<string | undefined, readonly Resource[]>>();
  return (kind, namespace) => {
    let namespaces = kinds.get(kind);
    if (namespaces === undefined) {
      namespaces = groupBy(graph.ofKind(kind), ({ id }) => id.namespace);
      kinds.set(kind, namespaces);
    }
    return namespaces.get(namespace) ?? [];
  };
}
