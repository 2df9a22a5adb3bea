import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { Unknown, unknown } from '../../graph/unknown.js';
import { isArray, type Json } from '../../input/json.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { annotationsOf, itemsAt, mappingAt, textAt } from '../metadata.js';
import { type OsmInstallations, osmInstallations } from '../pods/osm-injection.js';
import { podsBehind, SERVING_KINDS, servingPods } from '../pods/pod-templates.js';
import { isLineAtLeast } from '../release.js';
import { switchOf } from '../settings/osm-modes.js';
import { targetPortsOf } from '../traffic/target-ports.js';
import { MUTATING, VALIDATING } from '../webhooks/webhook-entries.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { isAnyMeshed } from './osm-identities.js';

/** The lines in which OSM began to read the protocol of a port in another way. */
const READINGS = ['0.8', '0.11', '1.0', '1.2'] as const;

/** What OSM takes each port of a Service in the mesh for: the chain of its sidecars depends on it. */
export const osmServicePorts: FactSource = {
  kind: 'OsmServicePort',
  reads: ['Service', 'Namespace'],
  looksAt: [
    ...SERVING_KINDS,
    'Endpoints',
    MESH_CONFIG,
    MUTATING,
    VALIDATING,
    'meshlint/ControlPlane',
    'meshlint/Mesh',
    'meshlint/OsmSettings',
  ],
  derive: (graph, stated) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const mesh = {
      isMonitored: monitoring(graph),
      installations: osmInstallations(graph, stated),
      excluded: excludedPorts(graph),
      egressPolicy: switchOf(graph, 'egressPolicy'),
    };
    return graph.ofKind('Service').flatMap((service) => portsOf(graph, mesh, service));
  },
};

interface Mesh {
  readonly isMonitored: Monitoring;
  readonly installations: OsmInstallations;
  readonly excluded: ReadonlySet<number>;
  readonly egressPolicy: boolean | undefined;
}

/** A manifest without its Namespace says nothing of a mesh; a captured one may well be of the mesh. */
function portsOf(graph: Graph, mesh: Mesh, service: Resource): readonly Resource[] {
  const { namespace } = service.id;
  const monitored = namespace === undefined ? false : mesh.isMonitored(namespace);
  const isOpen = monitored instanceof Unknown && service.captured;
  if (monitored !== true && !isOpen) return [];
  const meshed = isOpen ? (monitored as Json) : isMeshed(graph, mesh, service);
  return itemsAt(service.value, ['spec', 'ports']).map((port, index) =>
    fact(
      'OsmServicePort',
      { resource: service, path: ['spec', 'ports', index] },
      `${service.id.name}/${index}`,
      {
        service: copied(service, ['metadata', 'name']),
        port: copied(service, ['spec', 'ports', index, 'port']),
        name: copied(service, ['spec', 'ports', index, 'name']),
        appProtocol: copied(service, ['spec', 'ports', index, 'appProtocol']),
        protocol: protocolsOf(port),
        targetPorts: targets(graph, service, port),
        meshed,
        excluded: [valueAt(port, ['port']), ...targetPortsOf(graph, service, port)].some((number) =>
          mesh.excluded.has(Number(number)),
        ),
        egressPolicy: mesh.egressPolicy,
      },
    ),
  );
}

function targets(graph: Graph, service: Resource, port: Json): Json {
  const numbers = targetPortsOf(graph, service, port);
  return numbers.length > 0 ? numbers : unknown('Endpoints', service.id.namespace);
}

/** Whether OSM gives a sidecar to a pod behind a Service; where no pod is in the input, to one as its namespace has them. */
function isMeshed(graph: Graph, { installations }: Mesh, service: Resource): Json {
  const [namespace] = graph.find({ kind: 'Namespace', name: service.id.namespace });
  const hasSelector = Object.keys(mappingAt(service.value, ['spec', 'selector'])).length > 0;
  if (namespace === undefined || !hasSelector) return false;
  const pods = podsBehind(graph, service);
  return isAnyMeshed(installations, namespace, pods.length > 0 ? pods : [namespace]);
}

/** What each reading makes of a port; none of what is not TCP, which OSM does not intercept, or is filled in later. */
function protocolsOf(port: Json): FactMapping | undefined {
  const transport = textAt(port, ['protocol']) ?? 'TCP';
  const said = [transport, valueAt(port, ['appProtocol']), valueAt(port, ['name'])];
  if (transport !== 'TCP' || said.some(isPlaceholder)) return undefined;
  const entries = READINGS.map((line) => [line, effectiveProtocol(line, port)] as const);
  return Object.fromEntries(entries);
}

/** The protocol of a TCP port in a release line: http, grpc, tcp, tcp-server-first, or none that OSM knows (`unsupported`). */
function effectiveProtocol(line: string, port: Json): string {
  const appProtocol = textAt(port, ['appProtocol'])?.toLowerCase();
  if (appProtocol !== undefined) return isKnown(line, appProtocol) ? appProtocol : 'unsupported';
  return protocolOfName(line, textAt(port, ['name']) ?? '') ?? 'http';
}

function isKnown(line: string, protocol: string): boolean {
  if (protocol === 'tcp-server-first') return isLineAtLeast(line, '1.0');
  return ['http', 'grpc', 'tcp'].includes(protocol);
}

function protocolOfName(line: string, name: string): string | undefined {
  if (isLineAtLeast(line, '1.2')) return /^(tcp-server-first|http|tcp|grpc)-/.exec(name)?.[1];
  if (isLineAtLeast(line, '0.11')) return undefined;
  return /^(http|tcp|grpc)-/.exec(name.toLowerCase())?.[1];
}

const EXCLUSIONS = ['inboundPortExclusionList', 'outboundPortExclusionList'];
const ANNOTATIONS = ['inbound-port-exclusion-list', 'outbound-port-exclusion-list'];

/** The ports that pass by some sidecar, because the mesh or a pod says so. */
function excludedPorts(graph: Graph): ReadonlySet<number> {
  const ofMesh = graph
    .ofKind(MESH_CONFIG)
    .flatMap(({ value }) => EXCLUSIONS.flatMap((list) => pick(value, `/spec/traffic/${list}`)))
    .flatMap(({ value }) => (isArray(value) ? value : []));
  const ofPods = servingPods(graph, undefined).flatMap((pod) =>
    ANNOTATIONS.flatMap((list) => String(annotationsOf(pod)[`openservicemesh.io/${list}`] ?? '').split(',')),
  );
  return new Set([...ofMesh, ...ofPods].map(Number));
}
