import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { textAt } from '../metadata.js';
import { GATEWAY, type GatewayServer, serversOf } from './gateways.js';
import type { IstioHosts } from './istio-hosts.js';
import { hostsOf, isDelegate, MESH_GATEWAY, overlap, type Route, routeBindings } from './virtual-services.js';

/** The servers of Gateways that bring requests to a rule. */
export function serversBefore(graph: Graph, hosts: IstioHosts, route: Route): readonly GatewayServer[] {
  const { virtualService, matches } = route;
  if (isDelegate(virtualService)) return [];
  const asked = matches.map((match) => valueAt(match, ['port']));
  return [...routeBindings(route)]
    .flatMap((binding) => gatewaysOf(graph, binding))
    .flatMap(knownServers)
    .filter(
      (server) =>
        reaches(server, route) && servesHost(server, namesOf(virtualService, hosts), virtualService),
    )
    .filter(({ port }) => asked.length === 0 || asked.includes(undefined) || asked.includes(port));
}

/** By Gateway, as long as somebody holds it: many VirtualServices may share a large one. */
const known = new WeakMap<Resource, readonly GatewayServer[]>();

/** The servers of a Gateway, read once. */
export function knownServers(gateway: Resource): readonly GatewayServer[] {
  const servers = known.get(gateway) ?? serversOf(gateway);
  known.set(gateway, servers);
  return servers;
}

/** The Gateways of a binding, `NAMESPACE/NAME`. */
export function gatewaysOf(graph: Graph, binding: string): readonly Resource[] {
  if (binding === MESH_GATEWAY) return [];
  const [namespace, name = ''] = binding.split('/');
  return graph.find({ kind: GATEWAY, namespace: namespace || undefined, name });
}

/** The hosts of a VirtualService, as written and in full. */
export function namesOf(virtualService: Resource, hosts: IstioHosts): readonly string[] {
  const names = hostsOf(virtualService).flatMap(({ host }) => [
    host,
    hosts(host, virtualService.id.namespace)?.name ?? host,
  ]);
  return [...new Set(names)];
}

/** Whether a server brings what a rule is for; one that redirects to HTTPS brings nothing. */
function reaches(server: GatewayServer, route: Route): boolean {
  return isOfProtocol(server, route) && valueAt(server.tls ?? null, ['httpsRedirect']) !== true;
}

/** Rules for HTTP need a server that reads HTTP, those for TLS one that passes TLS through, those for TCP one of the rest. */
export function isOfProtocol({ protocol, tls = null }: GatewayServer, route: Route): boolean {
  const isHttp = protocol.startsWith('HTTP') || protocol.startsWith('GRPC');
  const isPassed = (textAt(tls, ['mode']) ?? '').endsWith('PASSTHROUGH');
  if (route.protocol === 'http') return isHttp && !isPassed;
  return route.protocol === 'tls' ? isPassed : !isHttp && !isPassed;
}

/** A host of a Gateway may say for the VirtualServices of which namespace it is. */
export function servesHost({ hosts }: GatewayServer, names: readonly string[], { id }: Resource): boolean {
  return hosts.some((entry) => {
    const slash = entry.indexOf('/');
    const isForIt = slash < 0 || id.namespace === undefined || entry.slice(0, slash) === id.namespace;
    return isForIt && names.some((name) => overlap(entry.slice(slash + 1), name));
  });
}
