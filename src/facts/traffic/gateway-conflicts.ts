import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import { concluded, type FactMapping } from '../fact.js';
import { mappingAt, textAt } from '../metadata.js';
import type { ProxiesOf } from './gateway-proxies.js';
import type { GatewayServer } from './gateways.js';
import { haveCommonReader, oldestFirst } from './oldest-first.js';

/** What a server shares with an older one of the same proxies, as parts of its fact. */
interface Sharing {
  /** The older server, because of which istiod leaves this one out. */
  readonly conflict: FactMapping | undefined;
  /** The older server of another Gateway that shows the same certificate. */
  readonly sharedCertificate: FactMapping | undefined;
}

export type ConflictOf = (server: GatewayServer) => Sharing;

interface Found {
  readonly other: GatewayServer;
  readonly reason: 'host' | 'protocol';
  readonly host?: string;
}

/**
 * Istiod merges the Gateways of a proxy, the oldest first. At one port it takes servers of plain HTTP together, and servers
 * of TLS with different hosts; any other is left out, which only a log says.
 */
export function gatewayConflicts(servers: readonly GatewayServer[], proxiesOf: ProxiesOf): ConflictOf {
  const conflicts = new Map<GatewayServer, Found>();
  const certificates = new Map<GatewayServer, GatewayServer>();
  for (const group of groupsOf(servers, proxiesOf)) {
    for (const [server, found] of conflictsIn(group))
      if (!conflicts.has(server)) conflicts.set(server, found);
    for (const [server, other] of sharedCertificates(group)) certificates.set(server, other);
  }
  return (server) => ({
    conflict: described(conflicts.get(server)),
    sharedCertificate: certificateFact(server, certificates.get(server)),
  });
}

/** The servers at one port and address of the same proxies, in the order of istiod. */
function groupsOf(
  servers: readonly GatewayServer[],
  proxiesOf: ProxiesOf,
): readonly (readonly GatewayServer[])[] {
  const ofGateway = groupBy(servers, ({ gateway }) => gateway);
  const keyed = oldestFirst([...ofGateway.keys()]).flatMap((gateway) =>
    listenersOf(gateway, proxiesOf).flatMap((listener) =>
      (ofGateway.get(gateway) ?? []).map((server) => ({
        server,
        key: JSON.stringify([listener, server.port, server.bind]),
      })),
    ),
  );
  const groups = [...groupBy(keyed, ({ key }) => key).values()];
  return groups.filter((group) => group.length > 1).map((group) => group.map(({ server }) => server));
}

/** What two Gateways have in common that meet: a pod or template, or the selector, of which the pods may be elsewhere. */
function listenersOf(gateway: Resource, proxiesOf: ProxiesOf): readonly Json[] {
  const selector = Object.entries(mappingAt(gateway.value, ['spec', 'selector'])).sort();
  if (selector.length === 0) return [];
  const proxies = proxiesOf(gateway).map(({ id }) => [id.kind, id.namespace ?? null, id.name]);
  return proxies.length === 0 ? [selector] : proxies;
}

function conflictsIn(group: readonly GatewayServer[]): ReadonlyMap<GatewayServer, Found> {
  const found = new Map<GatewayServer, Found>();
  const kept: GatewayServer[] = [];
  const byHost = new Map<string, GatewayServer[]>();
  for (const server of group) {
    const conflict = byHosts(server, byHost) ?? byProtocol(server, kept);
    if (conflict !== undefined) {
      found.set(server, conflict);
      continue;
    }
    kept.push(server);
    if (classOf(server) === 'tls')
      for (const host of server.hosts) byHost.set(host, [...(byHost.get(host) ?? []), server]);
  }
  return found;
}

/** Servers that redirect plain HTTP have settings of TLS too: left out or not, clients are sent to HTTPS. */
function byHosts(
  server: GatewayServer,
  byHost: ReadonlyMap<string, readonly GatewayServer[]>,
): Found | undefined {
  if (classOf(server) !== 'tls') return undefined;
  for (const host of server.hosts) {
    const other = (byHost.get(host) ?? []).find(({ gateway }) => haveCommonReader(gateway, server.gateway));
    if (other !== undefined) return { other, reason: 'host', host };
  }
  return undefined;
}

/** Those that were kept before are of one class: the first that is read by the same istiod tells which. */
function byProtocol(server: GatewayServer, kept: readonly GatewayServer[]): Found | undefined {
  const other = kept.find(({ gateway }) => haveCommonReader(gateway, server.gateway));
  if (other === undefined) return undefined;
  const [own, first] = [classOf(server), classOf(other)];
  return own === first && own !== 'tcp' ? undefined : { other, reason: 'protocol' };
}

function classOf({ protocol, tls }: GatewayServer): 'http' | 'tls' | 'tcp' {
  if (/^(HTTP|HTTP2|HTTP_PROXY|GRPC|GRPC-WEB)$/.test(protocol)) return 'http';
  return tls === undefined ? 'tcp' : 'tls';
}

function described(found: Found | undefined): FactMapping | undefined {
  if (found === undefined) return undefined;
  const { other, reason, host } = found;
  const { gateway, path } = other;
  return {
    ...placeOfServer(other),
    reason,
    host,
    because: reasonInWords(found),
    protocol: concluded(valueAt(gateway.value, [...path, 'port', 'protocol']) ?? null, gateway, [
      ...path,
      'port',
      'protocol',
    ]),
  };
}

function reasonInWords({ reason, host, other }: Found): string {
  if (reason === 'host') return `both have the host '${host}'`;
  return classOf(other) === 'tcp'
    ? 'plain TCP shares its port with nobody'
    : 'their protocols do not go together';
}

function placeOfServer({ gateway, path }: GatewayServer): FactMapping {
  return {
    gateway: concluded(gateway.id.name, gateway, [...path, 'hosts']),
    namespace: gateway.id.namespace,
  };
}

/** A browser that has a connection for one host takes it for others of the same certificate, and is refused there. */
function sharedCertificates(group: readonly GatewayServer[]): ReadonlyMap<GatewayServer, GatewayServer> {
  const firsts = new Map<string, GatewayServer[]>();
  const found = new Map<GatewayServer, GatewayServer>();
  for (const server of group) {
    const certificate = certificateOf(server);
    if (certificate === undefined) continue;
    const before = firsts.get(certificate) ?? [];
    const other = before.find(
      ({ gateway }) => gateway !== server.gateway && haveCommonReader(gateway, server.gateway),
    );
    if (other === undefined) firsts.set(certificate, [...before, server]);
    else found.set(server, other);
  }
  return found;
}

/** Of servers that speak HTTP over TLS: other protocols have no connections that are taken again. */
function certificateOf({ protocol, tls }: GatewayServer): string | undefined {
  const mode = tls === undefined ? undefined : textAt(tls, ['mode']);
  if (
    protocol !== 'HTTPS' ||
    tls === undefined ||
    !['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode ?? '')
  )
    return undefined;
  return textAt(tls, ['credentialName']) ?? textAt(tls, ['serverCertificate']);
}

function certificateFact(server: GatewayServer, other: GatewayServer | undefined): FactMapping | undefined {
  if (other === undefined) return undefined;
  return { ...placeOfServer(other), certificate: certificateOf(server) };
}
