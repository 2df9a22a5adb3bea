import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { caBundle, rootMatches } from '../certificates/ca-bundles.js';
import { latestTime } from '../certificates/captured-time.js';
import { CERTIFICATE } from '../certificates/istiod-certificates.js';
import { components } from '../control-planes/components.js';
import { MONITORED_BY, monitoredBy } from '../control-planes/osm-control-planes.js';
import { servingControlPlane } from '../control-planes/serving-control-plane.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';
import { POD_KINDS } from '../pods/pod-templates.js';
import { calledService } from './called-services.js';
import { consequence, holdingUp } from './held-up.js';
import { firstBundles, ofIstio } from './istio-calls.js';
import { operations, twinOf } from './osm-webhooks.js';
import type { IstioSurroundings } from './surroundings.js';
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
  looksAt: [
    ...POD_KINDS,
    CERTIFICATE,
    'ConfigMap',
    'Endpoints',
    'Namespace',
    'Service',
    'discovery.k8s.io/EndpointSlice',
    '*',
    'Secret',
    'meshlint/ControlPlane',
  ],
  derive: (graph) => {
    const entries = webhookEntries(graph);
    if (entries.length === 0) return [];
    const surroundings = {
      graph,
      istiods: components(graph, 'istiod', 'discovery'),
      latestTime: latestTime(graph),
      firstBundles: firstBundles(entries),
      heldUp: holdingUp(graph),
    };
    return entries.map((entry) => webhookCall(surroundings, entry));
  },
};

function webhookCall(surroundings: IstioSurroundings, entry: WebhookEntry): Resource {
  const { configuration, path, mesh, role, name } = entry;
  const at = [...path, 'name'];
  return fact('WebhookCall', { resource: configuration, path: at }, `${configuration.id.name}/${name}`, {
    mesh,
    role,
    configuration: { kind: configuration.id.kind, name: copied(configuration, ['metadata', 'name']) },
    entry: name,
    revision: copied(configuration, ['metadata', 'labels', 'istio.io/rev']),
    ...(mesh === 'osm' ? ofOsm(surroundings.graph, entry) : {}),
    ...(mesh === 'istio' ? ofIstio(surroundings, entry) : {}),
    deactivated: isDeactivated(entry),
    ...answerOrNot(surroundings, entry),
    url: calledUrl(entry),
    caBundle: caBundle(surroundings, entry),
    ...toService(surroundings, entry),
  });
}

/** A url that is null is one left out, as long as a Service is named in its place. */
function calledUrl(entry: WebhookEntry): Traced | undefined {
  const url = copied(entry.configuration, [...entry.path, 'clientConfig', 'url']);
  return url?.value === null && serviceOf(entry) !== undefined ? undefined : url;
}

/** What the API server does where nobody answers; and, for those of Istio, who is hit by that. */
function answerOrNot({ heldUp }: IstioSurroundings, entry: WebhookEntry): FactMapping {
  const { configuration, path, mesh } = entry;
  const failurePolicy = copied(configuration, [...path, 'failurePolicy']) ?? failurePolicyOf(entry);
  if (mesh !== 'istio') return { failurePolicy };
  const waiting = heldUp(entry);
  return {
    failurePolicy,
    consequence: consequence(entry, failurePolicyOf(entry), waiting),
    heldUp: waiting.places,
  };
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
function failurePolicyOf({ configuration, value }: WebhookEntry): string {
  return textAt(value, ['failurePolicy']) ?? (configuration.version === 'v1' ? 'Fail' : 'Ignore');
}

function toService(surroundings: IstioSurroundings, entry: WebhookEntry): FactMapping {
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
