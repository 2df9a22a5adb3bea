import type { Json, JsonObject } from '../../src/input/json.js';
import { type KindName, kindName } from '../../src/input/kinds.js';
import { asked, type Captured, type Cluster, isNotEmpty, perNamespace } from './cluster.js';
import { CLUSTER_RESOURCES, isAmong, isCustom, isNamed, SLICE, WEBHOOKS } from './names.js';
import { below, type Files, filesOf, json, resourceName, typedList, withoutKind, yaml } from './plain.js';

/** What of a cluster a bundle of the latest releases holds. */
export function heldNow(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => isCustom(kind) || isNamed(kind, CLUSTER_RESOURCES));
}

/** Kinds that were added from 0.70 on. */
const ADDED: readonly KindName[] = ['ConfigMap', 'ServiceAccount', SLICE, ...Object.values(WEBHOOKS)];

export function heldThen(cluster: Cluster): Cluster {
  return asked(heldNow(cluster), (kind) => !isAmong(kind, ADDED));
}

/** What differs between the generations of troubleshoot. */
interface Generation {
  readonly write: (captured: Captured) => Json;
  /** The path has no extension. */
  readonly customResources: (path: string, objects: readonly JsonObject[]) => Files;
  readonly rename?: (path: string) => string;
}

/** From 0.76 on each custom resource stands in two files. */
export const troubleshoot = writerOf({
  write: typedList,
  customResources: (path, objects) => ({ [`${path}.json`]: json(objects), [`${path}.yaml`]: yaml(objects) }),
});

/** Before 0.28.1: bare arrays of objects that do not name their kind. */
export const troubleshootOfArrays = writerOf({
  write: ({ objects }) => objects.map(withoutKind),
  customResources: (path, objects) => ({ [`${path}.yaml`]: yaml(objects) }),
});

/** 0.56 to 0.64: custom resources beside their definitions, without an extension. */
export const troubleshootOf060 = writerOf({
  write: typedList,
  customResources: (path, objects) => ({ [path]: yaml(objects) }),
  rename: (path) =>
    path
      .replace(/^custom-resources\/custom-resources-/, 'custom-resources/custom-resource-definitions-')
      .replace(/^custom-resources\//, 'custom-resource-definitions/')
      .replace(/^replicasets\//, 'statefulsets-errors.json/'),
});

function writerOf(generation: Generation): (cluster: Cluster) => Files {
  const { write, rename = (path) => path } = generation;
  return (cluster) => {
    const builtIn = perNamespace(asked(cluster, (kind) => !isCustom(kind)));
    const resources = {
      ...filesOf(builtIn, pathOf, (captured) => json(write(captured))),
      ...customResources(cluster, generation),
      ...errors(cluster),
    };
    const renamed = Object.entries(resources).map(([path, text]) => [rename(path), text]);
    return { 'b/version.yaml': VERSION, ...below('b/cluster-resources', Object.fromEntries(renamed)) };
  };
}

const VERSION = 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\nspec:\n  versionNumber: 0.119.0\n';

function pathOf({ kind, namespace }: Captured): string {
  const name = CLUSTER_RESOURCES[kindName(kind)];
  return namespace === undefined ? `${name}.json` : `${name}/${namespace}.json`;
}

function customResources(cluster: Cluster, { customResources: write }: Generation): Files {
  const held = perNamespace(asked(cluster, isCustom)).filter(isNotEmpty);
  const files = held.map(({ kind, namespace, objects }) =>
    write(`custom-resources/${resourceName(kind)}/${namespace}`, objects),
  );
  return Object.assign({}, ...files);
}

/** Without such a file, a definition without a file of instances has none. */
function errors({ refused }: Cluster): Files {
  const entries = refused.filter(isCustom).map((kind) => [resourceName(kind), 'forbidden']);
  if (entries.length === 0) return {};
  return { 'custom-resources/custom-resources-errors.json': json(Object.fromEntries(entries)) };
}
