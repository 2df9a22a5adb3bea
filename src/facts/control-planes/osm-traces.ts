import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { textAt } from '../metadata.js';
import { serviceOf, type WebhookEntry, webhookEntries } from '../webhooks/webhook-entries.js';
import { type Component, components } from './components.js';

/** What the input shows of one OSM control plane: everything that stands in, or points at, one namespace. */
export interface Traces {
  readonly namespace: string | undefined;
  readonly controller: Component | undefined;
  readonly injector: Component | undefined;
  readonly meshConfig: Resource | undefined;
  readonly configMap: Resource | undefined;
  readonly entries: readonly WebhookEntry[];
}

export const MESH_CONFIG = 'config.openservicemesh.io/MeshConfig';

export function osmTraces(graph: Graph): readonly Traces[] {
  const controllers = components(graph, 'osm-controller', 'osm-controller');
  const injectors = components(graph, 'osm-injector', 'osm-injector');
  const meshConfigs = graph.find({ kind: MESH_CONFIG, name: 'osm-mesh-config' });
  const configMaps = graph.find({ kind: 'ConfigMap', name: 'osm-config' }).filter(isMeshConfiguration);
  const entries = webhookEntries(graph).filter(({ mesh }) => mesh === 'osm');
  const namespaces = new Set([
    ...[...controllers, ...injectors].map(({ resource }) => resource.id.namespace),
    ...[...meshConfigs, ...configMaps].map(({ id }) => id.namespace),
    ...entries.map(calledNamespace),
  ]);
  return [...namespaces].map((namespace) => ({
    namespace,
    controller: controllers.find(({ resource }) => resource.id.namespace === namespace),
    injector: injectors.find(({ resource }) => resource.id.namespace === namespace),
    meshConfig: meshConfigs.find(({ id }) => id.namespace === namespace),
    configMap: configMaps.find(({ id }) => id.namespace === namespace),
    entries: entries.filter((entry) => calledNamespace(entry) === namespace),
  }));
}

function isMeshConfiguration(configMap: Resource): boolean {
  return textAt(configMap.value, ['data', 'permissive_traffic_policy_mode']) !== undefined;
}

function calledNamespace(entry: WebhookEntry): string | undefined {
  const service = serviceOf(entry);
  return service === undefined ? undefined : textAt(service, ['namespace']);
}
