import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { copied, type FactValue } from '../fact.js';
import { textAt } from '../metadata.js';
import { serviceOf, type WebhookEntry } from '../webhooks/webhook-entries.js';
import { monitoredBy } from './osm-control-planes.js';
import { osmPlanes } from './osm-planes.js';

/**
 * The OSM control plane that answers a webhook: the only one that is installed, else the one whose namespace or mesh
 * the webhook names. Undefined where that is not known.
 */
export function servingControlPlane(graph: Graph, entry: WebhookEntry): FactValue {
  const planes = osmPlanes(graph).filter(({ value }) => value.installed === true);
  const plane =
    planes.length === 1
      ? planes[0]
      : (planes.find((each) => isCalledBy(entry, each)) ?? planes.find((each) => isNamedBy(entry, each)));
  return (
    plane && {
      name: copied(plane, ['name']),
      namespace: copied(plane, ['namespace']),
      validatesTrafficTargets: copied(plane, ['validateTrafficTarget']),
    }
  );
}

/** Two meshes may bear one name, but never stand in one namespace. */
function isCalledBy(entry: WebhookEntry, { value }: Resource): boolean {
  const service = serviceOf(entry);
  return service !== undefined && value.namespace === textAt(service, ['namespace']);
}

function isNamedBy(entry: WebhookEntry, { value }: Resource): boolean {
  return value.name === monitoredBy(entry)?.value;
}
