import { isArray, isObject, type JsonObject } from '../input/json.js';
import { groupAndVersion } from '../input/kinds.js';
import type { Path } from '../input/path.js';
import type { Graph } from './graph.js';
import { kindName, type Resource } from './resource.js';

/** The owner reference that controls a resource, and its index: the one that says so, else the first; undefined: none. */
export interface Controller {
  readonly reference: JsonObject;
  readonly index: number;
}

export function controllerIn({ value }: Resource): Controller | undefined {
  const references = isObject(value.metadata) ? value.metadata.ownerReferences : undefined;
  if (!isArray(references) || references.length === 0) return undefined;
  const controlling = references.findIndex((owner) => isObject(owner) && owner.controller === true);
  const index = Math.max(controlling, 0);
  const reference = references[index];
  return { reference: isObject(reference) ? reference : {}, index };
}

/** The path of the owner reference that controls a resource; undefined: none. */
export function controllerPath(resource: Resource): Path | undefined {
  const controller = controllerIn(resource);
  return controller && ['metadata', 'ownerReferences', controller.index];
}

/** The resource that controls another, where it was captured too. An owner of another uid is a namesake. */
export function controllerOf(graph: Graph, resource: Resource): Resource | undefined {
  const controller = controllerIn(resource);
  if (controller === undefined) return undefined;
  const { apiVersion, kind, name, uid } = controller.reference;
  const [group] = groupAndVersion(String(apiVersion ?? ''));
  const found = graph.find({
    kind: kindName({ group, kind: String(kind) }),
    namespace: resource.id.namespace,
    name: String(name),
  });
  return found.find((owner) => uid === undefined || [undefined, uid].includes(uidOf(owner)));
}

function uidOf({ value }: Resource): string | undefined {
  const uid = isObject(value.metadata) ? value.metadata.uid : undefined;
  return typeof uid === 'string' ? uid : undefined;
}
