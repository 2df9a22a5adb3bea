import type { Graph } from '../graph/graph.js';
import { isSameId, kindName, type Resource } from '../graph/resource.js';
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
  const key = keyOf(paths, resource, path);
  const holders = holdersOf(judgement.setting.graph, kindName(resource.id), paths).get(key) ?? [];
  const isAnywhere = schema.namespace === '*' || isClusterScoped(kindName(resource.id));
  return !holders.some(
    (holder) => !isSameId(holder.id, resource.id) && (isAnywhere || isSameNamespace(holder, resource)),
  );
}

/** Objects whose namespace is left open may be meant for different ones. */
function isSameNamespace(one: Resource, other: Resource): boolean {
  return one.id.namespace !== undefined && one.id.namespace === other.id.namespace;
}

const HOLDERS = new WeakMap<Graph, Map<string, ReadonlyMap<string, readonly Resource[]>>>();

/** The resources of a kind by the key that they hold. Built once: comparing each with each would be quadratic. */
function holdersOf(
  graph: Graph,
  kind: string,
  paths: readonly string[],
): ReadonlyMap<string, readonly Resource[]> {
  const indexes = HOLDERS.get(graph) ?? new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  HOLDERS.set(graph, indexes);
  const name = JSON.stringify([kind, paths]);
  const index = indexes.get(name) ?? groupBy(graph.ofKind(kind), (resource) => keyOf(paths, resource, []));
  indexes.set(name, index);
  return index;
}

function keyOf(paths: readonly string[], resource: Resource, here: readonly (string | number)[]): string {
  return JSON.stringify(paths.map((path) => operandValues(path, resource.value, here)));
}
