import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { objectAt } from '../../test/clusters/objects.js';

/** An object with the record of who wrote which field, as the API server keeps it. */
export function withManagedFields(object: JsonObject, time: string): JsonObject {
  const metadata = objectAt(object, 'metadata');
  const { apiVersion = '', kind = '' } = object;
  const entries = [...authors(object, metadata), ...observers(object)];
  const managedFields = entries.map(({ manager, operation = 'Update', ...rest }) => ({
    apiVersion,
    fieldsType: 'FieldsV1',
    manager,
    operation,
    time,
    ...rest,
  }));
  return kind === '' ? object : { ...object, metadata: { ...metadata, managedFields } };
}

interface Entry {
  readonly manager: string;
  readonly operation?: 'Apply';
  readonly fieldsV1: JsonObject;
  readonly subresource?: 'status';
}

/** Who wrote what is not status. What people write has two owners: it was applied by hand, and later by GitOps. */
function authors(object: JsonObject, { labels, annotations, ownerReferences }: JsonObject): readonly Entry[] {
  const described = {
    ...(annotations && { annotations }),
    ...(labels && { labels }),
    ...(ownerReferences && { ownerReferences }),
  };
  const { metadata: _, status: __, apiVersion: ___, kind, ...rest } = object;
  const fieldsV1 = plainFields({
    ...(Object.keys(described).length > 0 && { metadata: described }),
    ...rest,
  });
  if (ownerReferences !== undefined || CONTROLLED.has(String(kind)))
    return [{ manager: 'kube-controller-manager', fieldsV1 }];
  return [
    { manager: 'argocd-controller', operation: 'Apply', fieldsV1 },
    { manager: 'kubectl-client-side-apply', fieldsV1 },
  ];
}

/** Who wrote the status; the kubelet under another name before the last upgrade. */
function observers({ kind, status }: JsonObject): readonly Entry[] {
  if (!isObject(status) || Object.keys(status).length === 0) return [];
  const managers =
    kind === 'Pod' || kind === 'Node' ? ['Go-http-client', 'kubelet'] : ['kube-controller-manager'];
  const fieldsV1 = { 'f:status': fields(status, false) };
  return managers.map((manager) => ({ manager, fieldsV1, subresource: 'status' }));
}

const CONTROLLED = new Set(['Pod', 'ReplicaSet', 'Endpoints', 'EndpointSlice', 'Job', 'Event', 'Lease']);

function plainFields(written: JsonObject): JsonObject {
  const entries = Object.entries(written).map(([key, value]) => [
    `f:${key}`,
    fields(value as Json, !PARTS.has(key)),
  ]);
  return Object.fromEntries(entries);
}

/** Parts that are always there, so that nobody owns the part itself. */
const PARTS = new Set([
  'metadata',
  'spec',
  'status',
  'template',
  'strategy',
  'jobTemplate',
  'updateStrategy',
]);
/** What one owns whole or not at all. */
const ATOMS = new Set([
  'selector',
  'nodeSelector',
  'versions',
  'schema',
  'matchLabels',
  'targetRef',
  'caBundle',
]);
/** The key of the items of a list; other lists are atoms. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  initContainers: ['name'],
  containerStatuses: [],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  imagePullSecrets: ['name'],
  ownerReferences: ['uid'],
  podIPs: ['ip'],
  secrets: ['name'],
  webhooks: ['name'],
};

function fields(value: Json, isOwned: boolean): JsonObject {
  if (!isObject(value)) return {};
  const owned: Record<string, Json> = isOwned ? { '.': {} } : {};
  for (const [key, child] of Object.entries(value)) owned[`f:${key}`] = fieldsOf(key, child as Json);
  return owned;
}

function fieldsOf(key: string, child: Json): JsonObject {
  if (ATOMS.has(key)) return {};
  if (isArray(child)) return itemFields(key === 'ports' ? portKeys(child) : KEYS[key], child);
  return fields(child, !PARTS.has(key));
}

function portKeys([first]: readonly Json[]): readonly string[] {
  return isObject(first) && 'containerPort' in first ? ['containerPort', 'protocol'] : ['port', 'protocol'];
}

function itemFields(keys: readonly string[] | undefined, items: readonly Json[]): JsonObject {
  if (keys === undefined || keys.length === 0) return {};
  const owned: Record<string, Json> = { '.': {} };
  for (const item of items) {
    const own = keys.map((key) => [key, isObject(item) ? (item[key] ?? null) : null]);
    owned[`k:${JSON.stringify(Object.fromEntries(own))}`] = fields(item, true);
  }
  return owned;
}
