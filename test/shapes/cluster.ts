import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { groupAndVersion, KNOWN_KINDS, type KnownKind, kindName } from '../../src/input/kinds.js';

const SAMPLES = join(import.meta.dirname, '../../samples');

/** A cluster as a tool finds it: what it was asked for, and the objects that answer. */
export interface Cluster {
  readonly objects: readonly JsonObject[];
  /** The kinds that are asked for. Of one without objects there is nothing. */
  readonly kinds: readonly KnownKind[];
  /** The kinds that the server did not give. */
  readonly refused: readonly KnownKind[];
  /** The namespaces that are asked for. */
  readonly namespaces: readonly string[];
}

/** The kinds that are never asked for: one holds secrets, the other is gone after an hour. */
const NOT_ASKED = ['Secret', 'Event'];

/** The cluster of a sample that was captured with kubectl, with all that its API serves. */
export function clusterOf(sample: string): Cluster {
  const folder = join(SAMPLES, sample);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(yaml|json)$/.test(name))
    .sort();
  const written = files.flatMap((name) => itemsIn(readFileSync(join(folder, name), 'utf8')));
  const objects = [...written, ...written.filter(({ kind }) => kind === 'Endpoints').map(sliceOf)];
  const served = new Set(objects.flatMap(definedBy));
  return {
    objects,
    kinds: KNOWN_KINDS.filter(({ kind }) => !NOT_ASKED.includes(kind)).filter(
      (known) => isOfKubernetes(known) || served.has(kindName(known)),
    ),
    refused: [],
    namespaces: [...new Set(objects.flatMap((object) => spaceOf(object) ?? nameOfNamespace(object)))].sort(),
  };
}

function itemsIn(text: string): readonly JsonObject[] {
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const value = document.toJS() as Json;
    return isObject(value) && isArray(value.items) ? value.items.filter(isObject) : [];
  });
}

/** The controller of Kubernetes mirrors all Endpoints; who took the samples did not ask for the mirror. */
function sliceOf({ metadata, subsets }: JsonObject): JsonObject {
  const { name = '', namespace = '' } = isObject(metadata) ? metadata : {};
  const sets = isArray(subsets) ? subsets.filter(isObject) : [];
  const endpoints = (key: string, ready: boolean) =>
    sets
      .flatMap((subset) => (isArray(subset[key]) ? subset[key] : []))
      .map((address) => endpointOf(address, ready));
  return {
    addressType: 'IPv4',
    apiVersion: 'discovery.k8s.io/v1',
    endpoints: [...endpoints('addresses', true), ...endpoints('notReadyAddresses', false)],
    kind: 'EndpointSlice',
    metadata: {
      labels: { 'kubernetes.io/service-name': name },
      name: `${name}-x7k2p`,
      namespace,
      uid: `slice-of-${namespace}-${name}`,
    },
    ports: sets.flatMap(({ ports }) => (isArray(ports) ? ports : [])),
  };
}

function endpointOf(address: Json, ready: boolean): JsonObject {
  const { ip = '', targetRef = null } = isObject(address) ? address : {};
  return { addresses: [ip], conditions: { ready }, targetRef };
}

function definedBy({ kind, spec }: JsonObject): readonly string[] {
  if (kind !== 'CustomResourceDefinition' || !isObject(spec) || !isObject(spec.names)) return [];
  return [`${spec.group}/${spec.names.kind}`];
}

function nameOfNamespace(object: JsonObject): readonly string[] {
  return object.kind === 'Namespace' ? [nameOf(object)] : [];
}

function isOfKubernetes({ group }: KnownKind): boolean {
  return !group.includes('.') || (group.endsWith('.k8s.io') && !group.startsWith('gateway.'));
}

/** The same cluster, as a tool sees it that asks for fewer kinds, or in fewer namespaces. */
export function asked(
  cluster: Cluster,
  kinds: (kind: KnownKind) => boolean,
  namespaces: (namespace: string) => boolean = () => true,
): Cluster {
  const spaces = cluster.namespaces.filter(namespaces);
  return {
    objects: cluster.objects.filter((object) => {
      const namespace = spaceOf(object);
      return kinds(kindOf(object)) && (namespace === undefined || spaces.includes(namespace));
    }),
    kinds: cluster.kinds.filter(kinds),
    refused: [...cluster.refused, ...cluster.kinds.filter((kind) => !kinds(kind))],
    namespaces: spaces,
  };
}

/** The same cluster, with every object changed. */
export function altered(cluster: Cluster, change: (object: JsonObject) => Json): Cluster {
  return { ...cluster, objects: cluster.objects.map(change).filter(isObject) };
}

/** A value with each text and null in it replaced. */
export function mapped(value: Json, change: (leaf: Json) => Json): Json {
  if (isArray(value)) return value.map((item) => mapped(item, change));
  if (!isObject(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapped(child, change)]));
}

/** What a tool wrote of one kind: in one namespace, or everywhere. */
export interface Captured {
  readonly kind: KnownKind;
  readonly namespace: string | undefined;
  readonly objects: readonly JsonObject[];
}

/** Each kind that is asked for: once for the whole cluster if it has no namespaces, else once for each of them. */
export function perNamespace({ objects, kinds, namespaces }: Cluster): readonly Captured[] {
  return kinds.flatMap((kind) => {
    const own = objects.filter((object) => kindOf(object) === kind);
    const places = kind.namespaced ? namespaces : [undefined];
    return places.map((namespace) => ({
      kind,
      namespace,
      objects: own.filter((object) => spaceOf(object) === namespace),
    }));
  });
}

/** Each kind that is asked for, with its objects of all namespaces. */
export function perKind({ objects, kinds }: Cluster): readonly Captured[] {
  return kinds.map((kind) => ({
    kind,
    namespace: undefined,
    objects: objects.filter((object) => kindOf(object) === kind),
  }));
}

export function isNotEmpty({ objects }: Captured): boolean {
  return objects.length > 0;
}

export function kindOf({ apiVersion, kind }: JsonObject): KnownKind {
  const [group] = groupAndVersion(String(apiVersion));
  const known = KNOWN_KINDS.find((each) => each.group === group && each.kind === kind);
  if (known === undefined) throw new Error(`no sample has held a ${kind} of '${group}' so far`);
  return known;
}

export function nameOf({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata.name) : '';
}

export function spaceOf({ metadata }: JsonObject): string | undefined {
  const namespace = isObject(metadata) ? metadata.namespace : undefined;
  return typeof namespace === 'string' ? namespace : undefined;
}

export function labelsOf({ metadata }: JsonObject): JsonObject {
  return isObject(metadata) && isObject(metadata.labels) ? metadata.labels : {};
}
