import type { Json, JsonObject } from '../../src/input/json.js';
import { apiVersionOf, type KnownKind } from '../../src/input/kinds.js';
import { HIDDEN } from '../../src/input/masks.js';
import {
  altered,
  type Captured,
  type Cluster,
  isNotEmpty,
  kindOf,
  mapped,
  nameOf,
  perNamespace,
  spaceOf,
} from './cluster.js';
import { below, type Files, filesOf, listOf, resourceName, yaml } from './plain.js';

/** Sonobuoy: bare arrays. A query that finds nothing leaves no file, but is recorded. */
export function sonobuoy(cluster: Cluster): Files {
  const held = perNamespace(cluster);
  const place = ({ kind, namespace }: Captured) =>
    `resources/${namespace === undefined ? 'cluster' : `ns/${namespace}`}/${kind.group || 'core'}_${kind.version}_${kind.plural}.json`;
  const answered = held.map(({ kind, namespace }) => ({ queryobj: kind.plural, namespace, time: '12ms' }));
  return below('sonobuoy', {
    ...filesOf(held.filter(isNotEmpty), place, ({ objects }) => JSON.stringify(objects)),
    'meta/query-time.json': JSON.stringify([...answered, ...refusedQueries(cluster)]),
    'meta/config.json': '{"Filters":{"Namespaces":".*","LabelSelector":""},"Version":"v0.56.0"}',
    'servergroups.json': '{"kind":"APIGroupList","groups":[]}',
  });
}

function refusedQueries({ refused, namespaces }: Cluster) {
  return refused.flatMap(({ plural, namespaced }) =>
    (namespaced ? namespaces : [undefined]).map((namespace) => ({ queryobj: plural, namespace, error: {} })),
  );
}

/** Velero: each object twice, in the folder of its kind and in that of the version that the server prefers. */
export function velero({ objects }: Cluster): Files {
  const folder = (object: JsonObject) => `resources/${resourceName(kindOf(object))}`;
  const version = (object: JsonObject) => `${kindOf(object).version}-preferredversion`;
  return below('backup', {
    'metadata/version': '1.1.0\n',
    ...filesOf(objects, (object) => `${folder(object)}/${placeOf(object)}`, JSON.stringify),
    ...filesOf(
      objects,
      (object) => `${folder(object)}/${version(object)}/${placeOf(object)}`,
      JSON.stringify,
    ),
  });
}

function placeOf(object: JsonObject): string {
  const namespace = spaceOf(object);
  return `${namespace === undefined ? 'cluster' : `namespaces/${namespace}`}/${nameOf(object)}.json`;
}

/** Of nulls and empty texts the kit of Rancher does not tell which they were: it writes `null` as a text. */
export function heldByRancher(cluster: Cluster): Cluster {
  return withNothingAs(cluster, HIDDEN);
}

/** A kind without objects leaves no file, and what was refused stands in a log. */
export function rancherKit(cluster: Cluster): Files {
  const place = ({ kind, namespace }: Captured) =>
    `yamls/${namespace === undefined ? 'cluster' : `namespaced/${namespace}`}/${apiVersionOf(kind)}/${kind.plural}.yaml`;
  const held = perNamespace(withNothingAs(cluster, 'null')).filter(isNotEmpty);
  return below('supportbundle', {
    'metadata.yaml': 'projectName: Harvester\nbundleVersion: 0.1.0\n',
    'bundleGenerationError.log': cluster.refused.map(refusal).join(''),
    ...filesOf(held, place, ({ objects }) => yaml(listOf(objects))),
  });
}

function withNothingAs(cluster: Cluster, text: string): Cluster {
  const isNothing = (leaf: Json) => leaf === null || leaf === '' || leaf === HIDDEN;
  return altered(cluster, (object) => mapped(object, (leaf) => (isNothing(leaf) ? text : leaf)));
}

function refusal(kind: KnownKind): string {
  return `Failed to get /${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}/${kind.plural}: forbidden\n`;
}
