import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { hasOsmSidecar } from '../pods/osm-sidecars.js';
import { SERVING_KINDS } from '../pods/pod-templates.js';
import { endpointsOf } from '../webhooks/endpoints.js';
import { capturedPods } from './meshed-services.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { INGRESS_BACKEND } from './policy-kinds.js';

/** Whom each source of an IngressBackend lets in, as far as OSM can tell who that is. */
export const osmIngressBackendSources: FactSource = {
  kind: 'IngressBackendSource',
  reads: [INGRESS_BACKEND],
  looksAt: [
    'Endpoints',
    'Namespace',
    ...SERVING_KINDS,
    'Service',
    'discovery.k8s.io/EndpointSlice',
    MESH_CONFIG,
    'meshlint/ControlPlane',
  ],
  derive: (graph) => {
    const isMonitored = monitoring(graph);
    const sources = graph.ofKind(INGRESS_BACKEND).flatMap(sourcesOf);
    return sources.map((source) => sourceFact(graph, source, isMonitored));
  },
};

interface Source {
  readonly object: Resource;
  readonly path: Path;
}

function sourcesOf(object: Resource): readonly Source[] {
  return itemsAt(object.value, ['spec', 'sources']).map((_, index) => ({
    object,
    path: ['spec', 'sources', index],
  }));
}

function sourceFact(graph: Graph, { object, path }: Source, isMonitored: Monitoring): Resource {
  const at = [...path, 'name'];
  return fact('IngressBackendSource', { resource: object, path: at }, `${object.id.name}/${path[2]}`, {
    object: copied(object, ['metadata', 'name']),
    sourceKind: copied(object, [...path, 'kind']),
    source: copied(object, at),
    namespace: copied(object, [...path, 'namespace']),
    protocols: pick(object.value, '/spec/backends/*/port/protocol').map(({ value }) =>
      String(value).toLowerCase(),
    ),
    ...byKind(graph, object, path, isMonitored),
  });
}

function byKind(graph: Graph, object: Resource, path: Path, isMonitored: Monitoring): FactMapping {
  switch (textAt(object.value, [...path, 'kind'])) {
    case 'Service':
      return ofService(graph, object, path, isMonitored);
    case 'IPRange':
      return { prefixLength: prefixLength(textAt(object.value, [...path, 'name'])) };
    case 'AuthenticatedPrincipal':
      return ofPrincipal(graph, object, path);
    default:
      return {};
  }
}

/**
 * A Service that is not in the input is another question: it may be missing, or not captured. Only a cluster has endpoints.
 */
function ofService(graph: Graph, object: Resource, path: Path, isMonitored: Monitoring): FactMapping {
  const name = textAt(object.value, [...path, 'name']);
  const namespace = textAt(object.value, [...path, 'namespace']);
  if (name === undefined || namespace === undefined || isPlaceholder(name)) return {};
  const monitored = isMonitored(namespace);
  const [service] = graph.find({ kind: 'Service', namespace, name });
  return {
    monitored: monitored === undefined ? undefined : concluded(monitored, object, [...path, 'namespace']),
    ...(service === undefined
      ? {}
      : {
          endpoints: service.captured ? endpointsOf(graph, service, 'any') : undefined,
          sidecars: podsWithSidecar(graph, service),
        }),
  };
}

function podsWithSidecar(graph: Graph, service: Resource) {
  return capturedPods(graph, service)
    .filter(hasOsmSidecar)
    .map((pod) => concluded(pod.id.name, pod, ['metadata', 'name']));
}

function prefixLength(range: string | undefined): Json | undefined {
  const [, length] = /^[0-9.]+\/(\d+)$/.exec(range ?? '') ?? [];
  return length === undefined ? undefined : Number(length);
}

function ofPrincipal(graph: Graph, object: Resource, path: Path): FactMapping {
  const names = gatewayNames(graph);
  const isGatewayName = (name: Json | undefined) => names.some(({ value }) => value === name);
  return {
    gatewayNames: names,
    isGatewayName: isGatewayName(valueAt(object.value, [...path, 'name'])),
    besideGatewayName: principalsOf(object).some(isGatewayName),
  };
}

function principalsOf(object: Resource): readonly string[] {
  return itemsAt(object.value, ['spec', 'sources'])
    .filter((source) => textAt(source, ['kind']) === 'AuthenticatedPrincipal')
    .flatMap((source) => textAt(source, ['name']) ?? []);
}

/** Of several names OSM writes only the first into the certificate that it issues for an ingress controller. */
function gatewayNames(graph: Graph) {
  const path = ['spec', 'certificate', 'ingressGateway', 'subjectAltNames', 0];
  return graph.ofKind(MESH_CONFIG).flatMap((meshConfig) => copied(meshConfig, path) ?? []);
}
