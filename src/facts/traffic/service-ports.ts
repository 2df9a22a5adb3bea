import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { LabelIndex } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { isExternalName } from './istio-hosts.js';
import { oldestFirst } from './oldest-first.js';

/** What Istio takes each port of a Service for, where workloads of the mesh stand behind it or its name leads elsewhere. */
export const istioServicePorts: FactSource = {
  kind: 'IstioServicePort',
  reads: ['Service'],
  looksAt: ['meshlint/IstioWorkload', 'meshlint/Mesh'],
  derive: (graph) => {
    if (!hasIstio(graph)) return [];
    const workloadsBehind = meshWorkloads(graph);
    const ports = oldestFirst(graph.ofKind('Service')).flatMap((service) =>
      portsOf(service, workloadsBehind(service)),
    );
    const rivals = rivalsBefore(ports);
    return ports.map((port) => portFact(port, rivals.get(port)));
  },
};

interface MeshPort {
  readonly service: Resource;
  readonly path: Path;
  readonly number: number;
  readonly protocol: string | undefined;
  /** Where it ends in the pods: a number, or a name that their containers give. */
  readonly target: string;
  /** The workloads of the mesh behind it. */
  readonly workloads: readonly Resource[];
}

type WorkloadsBehind = (service: Resource) => readonly Resource[];

/** Gateways take what their Gateways tell them, whatever their Services say. */
function meshWorkloads(graph: Graph): WorkloadsBehind {
  const members = graph
    .ofKind('meshlint/IstioWorkload')
    .filter(({ value }) => value.role === 'workload' && isMember(value));
  const byNamespace = groupBy(members, ({ id }) => id.namespace);
  const indexes = new Map(
    [...byNamespace].map(([namespace, all]) => [namespace, new LabelIndex(all, ({ value }) => value.labels)]),
  );
  return ({ id, value }) => {
    const selector = mappingAt(value, ['spec', 'selector']);
    if (Object.keys(selector).length === 0 || id.namespace === undefined) return [];
    return indexes.get(id.namespace)?.selected(selector) ?? [];
  };
}

/** It has a sidecar, or its labels ask for one and nothing of the input says that it gets none. */
function isMember({ inMesh, expected }: JsonObject): boolean {
  return inMesh === true || (inMesh !== false && expected === true);
}

/** Only what is TCP passes through proxies. */
function portsOf(service: Resource, workloads: readonly Resource[]): readonly MeshPort[] {
  if (workloads.length === 0 && !isExternalName(service)) return [];
  return itemsAt(service.value, ['spec', 'ports']).flatMap((port, index) => {
    const said = ['protocol', 'appProtocol', 'name', 'port'].map((key) => valueAt(port, [key]));
    const number = valueAt(port, ['port']);
    const isTcp = (textAt(port, ['protocol']) ?? 'TCP') === 'TCP';
    if (!isTcp || typeof number !== 'number' || said.some(isPlaceholder)) return [];
    const target = isHeadless(service) ? number : (valueAt(port, ['targetPort']) ?? number);
    const path = ['spec', 'ports', index];
    return [{ service, path, number, protocol: protocolOf(port), target: String(target), workloads }];
  });
}

function isHeadless({ value }: Resource): boolean {
  return textAt(value, ['spec', 'clusterIP']) === 'None';
}

const HTTP = ['http', 'http2', 'grpc', 'grpc-web', 'http_proxy'];
const OPAQUE = ['tcp', 'tls', 'https', 'mongo', 'redis', 'mysql', 'udp'];

/** Names of the Kubernetes project that newer releases read. */
const APP_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/h2c', 'http2'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'https'],
]);

/** Ports on which the server speaks first: Istio takes them for TCP where nothing else is said. */
const SERVER_FIRST = [25, 53, 3306, 27017];

/** As Istio tells it by appProtocol, else by the name up to its dash; undefined: proxies find it out from the traffic. */
function protocolOf(port: Json): string | undefined {
  const told = textAt(port, ['appProtocol']) ?? textAt(port, ['name']) ?? '';
  return protocolIn(told) ?? (SERVER_FIRST.includes(Number(valueAt(port, ['port']))) ? 'tcp' : undefined);
}

function protocolIn(text: string): string | undefined {
  const told = text.toLowerCase();
  if (told.startsWith('grpc-web')) return 'grpc-web';
  const [prefix = ''] = told.split('-');
  return APP_PROTOCOLS.get(told) ?? [...HTTP, ...OPAQUE].find((protocol) => protocol === prefix);
}

/** Whether proxies see requests in it, or connections alone; behind a port of TLS there may be either. */
function sortOf(protocol: string): 'requests' | 'connections' | undefined {
  if (HTTP.includes(protocol)) return 'requests';
  return ['tls', 'https'].includes(protocol) ? undefined : 'connections';
}

function areOfOtherSorts(one: string | undefined, other: string | undefined): boolean {
  const [own, foreign] = [one, other].map((protocol) => protocol && sortOf(protocol));
  return own !== undefined && foreign !== undefined && own !== foreign;
}

function portFact(port: MeshPort, rivals: Rivals | undefined): Resource {
  const { service, path, protocol } = port;
  const written = mappingAt(service.value, path);
  const byName = protocolIn(String(written.name ?? ''));
  const isContradicted = typeof written.appProtocol === 'string' && areOfOtherSorts(byName, protocol);
  return fact('IstioServicePort', { resource: service, path }, `${service.id.name}/${path.at(-1)}`, {
    service: service.id.name,
    number: copied(service, [...path, 'port']),
    name: copied(service, [...path, 'name']),
    appProtocol: copied(service, [...path, 'appProtocol']),
    protocol,
    nameSays: isContradicted ? byName : undefined,
    isHeadless: isHeadless(service),
    isExternalName: isExternalName(service),
    workload: port.workloads[0]?.value.workload,
    otherProtocol: rivals?.otherProtocol,
    otherPort: rivals?.otherPort,
  });
}

/** Ports of other Services, or of the same, that lead to the same port of a workload. */
interface Rivals {
  readonly otherProtocol: FactMapping | undefined;
  readonly otherPort: FactMapping | undefined;
}

/** What leads to one port of a workload, in the order in which istiod reads it. */
function rivalsBefore(ports: readonly MeshPort[]): ReadonlyMap<MeshPort, Rivals> {
  const ends = ports.flatMap((port) =>
    port.workloads.map((workload) => ({
      port,
      workload,
      key: JSON.stringify([
        workload.id.namespace ?? null,
        workload.value.workloadKind ?? null,
        workload.id.name,
        port.target,
      ]),
    })),
  );
  const rivals = new Map<MeshPort, Rivals>();
  for (const group of groupBy(ends, ({ key }) => key).values()) {
    const [first] = group;
    const firstTold = group.find(
      ({ port }) => port.protocol !== undefined && sortOf(port.protocol) !== undefined,
    );
    for (const { port, workload } of group) {
      const isOther = areOfOtherSorts(firstTold?.port.protocol, port.protocol);
      const elsewhere = first !== undefined && isOtherPort(first.port, port) ? first.port : undefined;
      const known = rivals.get(port);
      rivals.set(port, {
        otherProtocol: known?.otherProtocol ?? told(isOther ? firstTold?.port : undefined, workload),
        otherPort: known?.otherPort ?? told(elsewhere, workload),
      });
    }
  }
  return rivals;
}

function isOtherPort(first: MeshPort, port: MeshPort): boolean {
  return first.service !== port.service && first.number !== port.number;
}

function told(other: MeshPort | undefined, workload: Resource): FactMapping | undefined {
  return (
    other && {
      service: copied(other.service, ['metadata', 'name']),
      port: copied(other.service, [...other.path, 'port']),
      protocol: other.protocol,
      target: other.target,
      workload: workload.value.workload,
    }
  );
}
