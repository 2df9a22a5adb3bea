import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { concluded, copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt } from '../metadata.js';
import { SERVING_KINDS } from '../pods/pod-templates.js';
import { type ConflictOf, gatewayConflicts } from './gateway-conflicts.js';
import {
  gatewayProxies,
  isOnNode,
  type ProxiesOf,
  type ServicesOf,
  servicesBefore,
} from './gateway-proxies.js';
import { GATEWAY, type GatewayServer, serversOf } from './gateways.js';
import { targetPortsOf } from './target-ports.js';

/** The servers of Gateways, against their Services and against each other. */
export const gatewayServers: FactSource = {
  kind: 'IstioGatewayServer',
  reads: [GATEWAY],
  looksAt: [...SERVING_KINDS, 'Service', 'Endpoints'],
  derive: (graph) => {
    const gateways = graph.ofKind(GATEWAY);
    if (gateways.length === 0) return [];
    const proxiesOf = gatewayProxies(graph);
    const servers = gateways.flatMap(serversOf);
    const surroundings = {
      graph,
      proxiesOf,
      frontOf: fronts(servicesBefore(graph)),
      conflictOf: gatewayConflicts(servers, proxiesOf),
    };
    return servers.map((server) => serverFact(surroundings, server));
  },
};

interface Surroundings {
  readonly graph: Graph;
  readonly proxiesOf: ProxiesOf;
  readonly frontOf: FrontOf;
  readonly conflictOf: ConflictOf;
}

function serverFact(surroundings: Surroundings, server: GatewayServer): Resource {
  const { gateway, path } = server;
  const { conflict, sharedCertificate } = surroundings.conflictOf(server);
  return fact('IstioGatewayServer', { resource: gateway, path }, `${gateway.id.name}/${path.at(-1)}`, {
    gateway: gateway.id.name,
    portName: copied(gateway, [...path, 'port', 'name']),
    port: copied(gateway, [...path, 'port', 'number']),
    protocol: copied(gateway, [...path, 'port', 'protocol']),
    hosts: copied(gateway, [...path, 'hosts']),
    tlsMode: copied(gateway, [...path, 'tls', 'mode']),
    repeatsPortName: repeatsPortName(server),
    ...offer(surroundings, server),
    conflict,
    sharedCertificate,
  });
}

function repeatsPortName({ gateway, path }: GatewayServer): FactValue {
  const own = [...path, 'port', 'name'];
  const name = valueAt(gateway.value, own);
  const names = itemsAt(gateway.value, ['spec', 'servers']).map((item) => valueAt(item, ['port', 'name']));
  const isRepeated = name !== undefined && names.indexOf(name) < Number(path.at(-1));
  return concluded(isRepeated, gateway, own);
}

/** Whether a Service before the pods of the gateway leads to the port; of pods without a Service nothing is said. */
function offer({ graph, proxiesOf, frontOf }: Surroundings, server: GatewayServer): FactMapping {
  const services = frontOf(proxiesOf(server.gateway));
  if (services.length === 0) return {};
  const path = [...server.path, 'port', 'number'];
  const answers = services.flatMap((service) => offers(graph, service, server.port));
  const open = answers.includes(true) ? undefined : unseen(graph, services, answers);
  return {
    services: services.map(({ id }) => `${id.namespace}/${id.name}`),
    offered: concluded(open ?? answers.includes(true), server.gateway, path),
  };
}

/** The Services that are the only way to pods. */
type FrontOf = (proxies: readonly Resource[]) => readonly Resource[];

/** All servers of one proxy share its pods and Services, which are looked up once. */
function fronts(servicesOf: ServicesOf): FrontOf {
  const known = new Map<readonly Resource[], readonly Resource[]>();
  return (proxies) => {
    const services =
      known.get(proxies) ?? (proxies.some(isOnNode) ? [] : [...new Set(proxies.flatMap(servicesOf))]);
    known.set(proxies, services);
    return services;
  };
}

/** For each TCP port of a Service whether it is the wanted one, by its own number or by that of its target. */
function offers(graph: Graph, service: Resource, wanted: number): readonly (boolean | undefined)[] {
  return itemsAt(service.value, ['spec', 'ports'])
    .filter((port) => (valueAt(port, ['protocol']) ?? 'TCP') === 'TCP')
    .map((port) => {
      if (valueAt(port, ['port']) === wanted) return true;
      const targets = targetPortsOf(graph, service, port);
      return targets.length === 0 ? undefined : targets.includes(wanted);
    });
}

/** What may offer the port still: a named target that nothing explains, or a Service that was not captured. */
function unseen(
  graph: Graph,
  services: readonly Resource[],
  answers: readonly (boolean | undefined)[],
): Json | undefined {
  const [service] = services;
  const namespace = service?.id.namespace;
  if (answers.includes(undefined)) return unknown('Pod', namespace);
  const isOpen = service?.captured === true && graph.knowledge('Service', namespace).completeness === 'none';
  return isOpen ? unknown('Service', namespace) : undefined;
}
