import type { JsonObject } from '../../../src/input/json.js';
import { objectAt } from '../../../test/clusters/objects.js';

/** An object as `kubectl apply` leaves it: with what was applied, as JSON in an annotation. */
export function applied(object: JsonObject): JsonObject {
  const { status: _, ...manifest } = object;
  const metadata = objectAt(object, 'metadata');
  const { name, namespace, labels } = metadata as { name: string; namespace: string; labels?: JsonObject };
  const own = { ...(labels && { labels }), name, namespace };
  const configuration = `${JSON.stringify({ ...manifest, metadata: own })}\n`;
  const annotations = { [LAST_APPLIED]: configuration, ...objectAt(metadata, 'annotations') };
  return { ...object, metadata: { ...metadata, annotations } };
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What people write; the rest is made by controllers. */
export function isWritten({ kind, metadata }: JsonObject): boolean {
  return !MADE_BY_CONTROLLERS.has(String(kind)) && !('ownerReferences' in (metadata as JsonObject));
}

const MADE_BY_CONTROLLERS = new Set([
  ...[
    'Namespace',
    'Node',
    'Lease',
    'Pod',
    'ReplicaSet',
    'Endpoints',
    'EndpointSlice',
    'Event',
    'Secret',
    'Job',
  ],
  'PersistentVolumeClaim',
]);
