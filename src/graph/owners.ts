import { isArray, isObject } from '../input/json.js';
import type { Path } from '../input/path.js';
import type { Graph } from './graph.js';
import { valueAt } from './query.js';
import type { Resource } from './resource.js';

const REFERENCES: Path = ['metadata', 'ownerReferences'];

/** The path of the owner reference that controls a resource: the one that says so, else the first; undefined: none. */
export function controllerPath({ value }: Resource): Path | undefined {
  const references = valueAt(value, REFERENCES);
  if (!isArray(references) || references.length === 0) return undefined;
  const controller = references.findIndex((owner) => isObject(owner) && owner.controller === true);
  return [...REFERENCES, Math.max(controller, 0)];
}

/** The resource that controls another, where it was captured too. An owner of another uid is a namesake. */
export function controllerOf(graph: Graph, resource: Resource): Resource | undefined {
  const path = controllerPath(resource);
  const reference = path && valueAt(resource.value, path);
  if (!isObject(reference)) return undefined;
  const { apiVersion, kind, name, uid } = reference;
  const group = String(apiVersion ?? '').includes('/') ? `${String(apiVersion).split('/')[0]}/` : '';
  return graph
    .find({ kind: `${group}${kind}`, namespace: resource.id.namespace, name: String(name) })
    .find((owner) => uid === undefined || [undefined, uid].includes(uidOf(owner)));
}

function uidOf({ value }: Resource): string | undefined {
  const uid = valueAt(value, ['metadata', 'uid']);
  return typeof uid === 'string' ? uid : undefined;
}
