import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { caBundle, rootMatches } from '../certificates/ca-bundles.js';
import { latestTime } from '../certificates/captured-time.js';
import { components } from '../control-planes/components.js';
import { MONITORED_BY, monitoredBy } from '../control-planes/osm-control-planes.js';
import { servingControlPlane } from '../control-planes/serving-control-plane.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';
import { calledService } from './called-services.js';
import { operations, twinOf } from './osm-webhooks.js';
import type { Surroundings } from './surroundings.js';
import {
  asksForLabel,
  isDeactivated,
  MUTATING,
  serviceOf,
  VALIDATING,
  type WebhookEntry,
  webhookEntries,
} from './webhook-entries.js';

/** Where each webhook call ends: which Service and port, what answers there, and whether its certificate is trusted. */
export const webhookCalls: FactSource = {
  kind: 'WebhookCall',
  reads: [MUTATING, VALIDATING],
  looksAt: ['ConfigMap', 'Endpoints', 'Pod', 'Service', 'apps/Deployment', 'discovery.k8s.io/EndpointSlice'],
  derive: (graph) => {
    const surroundings = {
      graph,
      istiods: components(graph, 'istiod', 'discovery'),
      latestTime: latestTime(graph),
    };
    return webhookEntries(graph).map((entry) => webhookCall(surroundings, entry));
  },
};

function webhookCall(surroundings: Surroundings, entry: WebhookEntry): Resource {
  const { configuration, path, mesh, role, name } = entry;
  const at = [...path, 'name'];
  return fact('WebhookCall', { resource: configuration, path: at }, `${configuration.id.name}/${name}`, {
    mesh,
    role,
    configuration: { kind: configuration.id.kind, name: copied(configuration, ['metadata', 'name']) },
    entry: name,
    revision: copied(configuration, ['metadata', 'labels', 'istio.io/rev']),
    ...(mesh === 'osm' ? ofOsm(surroundings.graph, entry) : {}),
    deactivated: isDeactivated(entry),
    failurePolicy: copied(configuration, [...path, 'failurePolicy']) ?? defaultFailurePolicy(configuration),
    url: copied(configuration, [...path, 'clientConfig', 'url']),
    caBundle: caBundle(surroundings, entry),
    ...toService(surroundings, entry),
  });
}

function ofOsm(graph: Graph, entry: WebhookEntry): FactMapping {
  return {
    controlPlane: servingControlPlane(graph, entry),
    asksForMesh: asksForMesh(entry),
    meshName: monitoredBy(entry),
    component: entry.role === 'injector' ? 'osm-injector' : 'osm-controller',
    calledFor: operations(entry),
    twin: twinOf(graph, entry),
    timeoutSeconds: copied(entry.configuration, [...entry.path, 'timeoutSeconds']),
  };
}

function asksForMesh({ configuration, path, value }: WebhookEntry): Traced {
  const at = [...path, value.namespaceSelector === undefined ? 'name' : 'namespaceSelector'];
  return concluded(asksForLabel(value.namespaceSelector, MONITORED_BY), configuration, at);
}

/** The API server fills an absent failurePolicy, in v1beta1 with the opposite of v1. */
function defaultFailurePolicy({ version }: Resource): string {
  return version === 'v1' ? 'Fail' : 'Ignore';
}

function toService(surroundings: Surroundings, entry: WebhookEntry): FactMapping {
  const { configuration, mesh } = entry;
  const service = serviceOf(entry);
  if (service === undefined) return {};
  const at = [...entry.path, 'clientConfig', 'service'];
  const namespace = textAt(service, ['namespace']);
  const port = typeof service.port === 'number' ? service.port : 443;
  return {
    service: {
      name: copied(configuration, [...at, 'name']),
      namespace: copied(configuration, [...at, 'namespace']),
      path: copied(configuration, [...at, 'path']),
      port: copied(configuration, [...at, 'port']) ?? concluded(port, configuration, [...at, 'port']),
    },
    ...calledService(surroundings.graph, { name: textAt(service, ['name']) ?? '', namespace, port }),
    rootMatches: mesh === 'istio' ? rootMatches(surroundings, namespace, entry) : undefined,
  };
}
