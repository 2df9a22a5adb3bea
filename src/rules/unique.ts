import type { Graph } from '../graph/graph.js';
import { isSameId, type KindName, kindName, type Resource } from '../graph/resource.js';
import { groupBy } from '../input/group-by.js';
import { isObject, type Json } from '../input/json.js';
import { isClusterScoped } from '../input/kinds.js';
import type { Judgement } from './judgement.js';
import { operandValues } from './operand.js';

/** The keyword `unique`: no other resource of the kind holds this key. */
export function unique(judgement: Judgement, schema: Json): boolean {
  if (!isObject(schema) || !Array.isArray(schema.key)) return true;
  const { resource, path } = judgement.standpoint;
  const paths = schema.key.map(String);
  const kind = kindName(resource.id);
  const { namespace } = resource.id;
  const isAnywhere = schema.namespace === '*' || isClusterScoped(kind);
  // Objects whose namespace is left open may be meant for different ones.
  if (!isAnywhere && namespace === undefined) return true;
  const all = holdersOf(judgement.setting.graph, { kind, paths, isAnywhere });
  const holders = all.get(holding(keyOf(paths, resource, path), isAnywhere ? undefined : namespace)) ?? [];
  return holders.every((holder) => isSameId(holder.id, resource.id));
}

/** Keys of a kind: in one namespace, or anywhere. */
interface Keys {
  readonly kind: KindName;
  readonly paths: readonly string[];
  readonly isAnywhere: boolean;
}

const HOLDERS = new WeakMap<Graph, Map<string, ReadonlyMap<string, readonly Resource[]>>>();

/** The resources of a kind by the key that they hold. Built once: comparing each with each would be quadratic. */
function holdersOf(
  graph: Graph,
  { kind, paths, isAnywhere }: Keys,
): ReadonlyMap<string, readonly Resource[]> {
  const indexes = HOLDERS.get(graph) ?? new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  HOLDERS.set(graph, indexes);
  const name = JSON.stringify([kind, paths, isAnywhere]);
  const index =
    indexes.get(name) ??
    groupBy(graph.ofKind(kind), (resource) =>
      holding(keyOf(paths, resource, []), isAnywhere ? undefined : resource.id.namespace),
    );
  indexes.set(name, index);
  return index;
}

function holding(key: string, namespace: string | undefined): string {
  return JSON.stringify([namespace, key]);
}

function keyOf(paths: readonly string[], resource: Resource, here: readonly (string | number)[]): string {
  return JSON.stringify(paths.map((path) => operandValues(path, resource.value, here)));
}
