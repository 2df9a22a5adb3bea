import type { JsonObject } from '../../src/input/json.js';
import type { KnownKind } from '../../src/input/kinds.js';
import { asked, type Captured, type Cluster, kindOf, nameOf, perNamespace, spaceOf } from './cluster.js';
import { INSPECTED, isAmong, isCustom } from './names.js';
import { below, type Files, filesOf, typedList, yaml } from './plain.js';

export function heldByMustGather(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => !kind.namespaced || isCustom(kind) || isListed(kind));
}

/** In a namespace these are listed; of all other kinds, each object is asked for by its name. */
export function isListed(kind: KnownKind): boolean {
  return isAmong(kind, INSPECTED);
}

/** What `oc adm must-gather` writes. */
export function mustGather(cluster: Cluster): Files {
  const held = perNamespace(cluster);
  const lists = held.filter(({ kind }) => isListed(kind));
  const single = held.filter(({ kind }) => !isListed(kind)).flatMap(({ objects }) => objects);
  return {
    'must-gather/version': 'openshift/must-gather\n',
    ...below('must-gather/image', {
      ...filesOf(lists, placeOf, (captured) => `---\n${yaml(listOfKind(captured))}`),
      ...filesOf(single, placeOfObject, (object) => `---\n${yaml(object)}`),
    }),
  };
}

function listOfKind(captured: Captured): JsonObject {
  return { ...typedList(captured), items: captured.objects };
}

function placeOf({ kind, namespace }: Pick<Captured, 'kind' | 'namespace'>): string {
  const folder = namespace === undefined ? 'cluster-scoped-resources' : `namespaces/${namespace}`;
  return `${folder}/${kind.group || 'core'}/${kind.plural}.yaml`;
}

function placeOfObject(object: JsonObject): string {
  const [kind, name] = [kindOf(object), nameOf(object)];
  if (kind.kind === 'Namespace') return `namespaces/${name}/${name}.yaml`;
  return placeOf({ kind, namespace: spaceOf(object) }).replace(/\.yaml$/, `/${name}.yaml`);
}
