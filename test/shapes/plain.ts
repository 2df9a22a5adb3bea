import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../src/input/json.js';
import { apiVersionOf, type KnownKind } from '../../src/input/kinds.js';
import { type Captured, type Cluster, isNotEmpty, kindOf, nameOf, perKind, spaceOf } from './cluster.js';

/** The contents of files, by their paths. */
export type Files = Readonly<Record<string, string>>;

/** As kubectl prints it: keys in the order of the alphabet, nothing folded, and no aliases. */
export function yaml(value: Json): string {
  return stringify(value, {
    version: '1.1',
    lineWidth: 0,
    sortMapEntries: true,
    aliasDuplicateObjects: false,
  });
}

export function json(value: Json): string {
  return `${JSON.stringify(value, undefined, 4)}\n`;
}

/** The List that kubectl makes of several objects, whatever their kinds. */
export function listOf(objects: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
}

export function listInJson({ objects }: Pick<Captured, 'objects'>): string {
  return json(listOf(objects));
}

/** The list of one kind, as the API serves it. Go writes null for no items. */
export function typedList({ kind, objects }: Captured): JsonObject {
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: '30000' },
    items: objects.length === 0 ? null : objects,
  };
}

/** What a client of Go writes that fills in no kinds. */
export function withoutKind({ apiVersion: _, kind: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

export function kindless(captured: Captured): Captured {
  return { ...captured, objects: captured.objects.map(withoutKind) };
}

/** One file with a List of everything. */
export function yamlList({ objects }: Cluster): Files {
  return { 'cluster.yaml': yaml(listOf(objects)) };
}

export function jsonList({ objects }: Cluster): Files {
  return { 'cluster.json': json(listOf(objects)) };
}

/** One file with all objects behind each other, as people write manifests. */
export function documents({ objects }: Cluster): Files {
  return { 'cluster.yaml': objects.map((object) => `---\n${yaml(object)}`).join('') };
}

/** One file of JSON with one object behind the other, as `kubectl get --watch -o json` prints them. */
export function jsonDocuments({ objects }: Cluster): Files {
  return { 'cluster.json': objects.map(json).join('') };
}

export function watchEvents({ objects }: Cluster): Files {
  return { 'watch.json': objects.map((object) => json({ type: 'ADDED', object })).join('') };
}

/** One file for each kind, with the List that kubectl prints. */
export function filePerKind(cluster: Cluster): Files {
  return eachKind(cluster, ({ objects }) => yaml(listOf(objects)), 'yaml');
}

export function typedLists(cluster: Cluster): Files {
  return eachKind(cluster, (captured) => json(typedList(captured)), 'json');
}

export function kindlessLists(cluster: Cluster): Files {
  return eachKind(cluster, (captured) => json(typedList(kindless(captured))), 'json');
}

function eachKind(cluster: Cluster, write: (captured: Captured) => string, extension: string): Files {
  return filesOf(
    perKind(cluster).filter(isNotEmpty),
    ({ kind }) => `capture/${resourceName(kind)}.${extension}`,
    write,
  );
}

/** One file for each object. */
export function filePerObject({ objects }: Cluster): Files {
  return filesOf(
    objects,
    (object) => `${spaceOf(object) ?? 'cluster'}/${kindOf(object).plural}/${nameOf(object)}.yaml`,
    yaml,
  );
}

/** As kubectl calls a kind: `pods`, `deployments.apps`. */
export function resourceName({ plural, group }: KnownKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** A file for each of some things. */
export function filesOf<T>(
  things: readonly T[],
  path: (thing: T) => string,
  write: (thing: T) => string,
): Files {
  return Object.fromEntries(things.map((thing) => [path(thing), write(thing)]));
}

/** The same files below a folder. */
export function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
