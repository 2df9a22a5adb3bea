import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import { isArray, type Json } from '../../input/json.js';
import { argument, components } from '../control-planes/components.js';
import { annotationsOf, itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { perGraph } from '../per-graph.js';
import { GATEWAY } from './gateways.js';

export const SERVICE_ENTRY = 'networking.istio.io/ServiceEntry';

/** The kinds that `istioHosts` looks at. */
export const HOST_KINDS: readonly KindName[] = [
  'Service',
  SERVICE_ENTRY,
  GATEWAY,
  'Secret',
  'Pod',
  'apps/Deployment',
];

/** A Service by its name, whether it is there or not. */
interface ServiceName {
  readonly name: string;
  /** Undefined where the object that names it lands in a namespace that the input does not tell. */
  readonly namespace: string | undefined;
}

/** What a host name means to Istio, seen from the namespace of the object that holds it. */
export interface IstioHost {
  /** The full name: a short one is completed with that namespace, any other is taken as it stands. */
  readonly name: string;
  /** The Service that the name stands for, there or not; undefined for a foreign name and a wildcard. */
  readonly service: ServiceName | undefined;
  /** What is behind the name and shown to that namespace (exportTo): Services, and ServiceEntries, those of wildcards too. */
  readonly services: readonly Resource[];
  readonly entries: readonly Resource[];
  /** What is behind the name, but kept from that namespace by its exportTo. */
  readonly hidden: readonly Resource[];
  /**
   * Whether the registry of Istio has it: true; false where the input proves that nothing has that name; an Unknown with the
   * kind to capture; undefined where no capture of this cluster would tell (other clusters of the mesh, `clusterset.local`,
   * a domain of the cluster that is not known), and where all that has it is hidden. An Unknown is also what is only
   * probably missing: a rule that wants to say so asks `exists` for `service`. A foreign name that is not known still passes through a sidecar when the mesh lets
   * traffic out (ALLOW_ANY), but no route can send anything to it.
   */
  readonly known: Json | undefined;
}

/** Undefined for what is no name: nothing there, or what a tool fills in later. */
export type IstioHosts = (host: Json | undefined, namespace: string | undefined) => IstioHost | undefined;

/** What host names mean, over all objects of the graph: ask for it once, and then for each host. */
export const istioHosts: (graph: Graph) => IstioHosts = perGraph((graph) => {
  const surroundings: Surroundings = {
    graph,
    domains: clusterDomains(graph),
    entries: entriesByHost(graph),
    hasOtherClusters: hasOtherClusters(graph),
  };
  const byNamespace = new Map<string | undefined, Map<Json | undefined, IstioHost | undefined>>();
  return (host, namespace) => {
    const known = byNamespace.get(namespace) ?? new Map<Json | undefined, IstioHost | undefined>();
    byNamespace.set(namespace, known);
    if (!known.has(host)) known.set(host, hostSeenFrom(surroundings, host, namespace));
    return known.get(host);
  };
});

function hostSeenFrom(
  surroundings: Surroundings,
  host: Json | undefined,
  namespace: string | undefined,
): IstioHost | undefined {
  if (typeof host !== 'string' || host === '' || isPlaceholder(host)) return undefined;
  return hostIn(surroundings, host, isPlaceholder(namespace) ? undefined : namespace);
}

interface Surroundings {
  readonly graph: Graph;
  readonly domains: ReadonlySet<string>;
  readonly entries: EntriesByHost;
  readonly hasOtherClusters: boolean;
}

function hostIn(surroundings: Surroundings, host: string, namespace: string | undefined): IstioHost {
  const { graph, domains } = surroundings;
  const name = fullName(host, namespace, domains);
  const service = serviceNamed(name, namespace);
  const services = service === undefined ? [] : graph.find({ kind: 'Service', ...service });
  const entries = surroundings.entries(name === host ? [name] : [name, host]);
  const all = [...services, ...entries];
  const hidden = all.filter((each) => !isExportedTo(each, namespace));
  const isShown = (each: Resource) => !hidden.includes(each);
  const isThere = all.length > hidden.length;
  return {
    name,
    service,
    services: services.filter(isShown),
    entries: entries.filter(isShown),
    hidden,
    known: isThere ? true : hidden.length > 0 ? undefined : absence(surroundings, name, service),
  };
}

const SERVICE_HOST = /^([^.*]+)\.([^.*]+)\.svc\.(.+)$/;

/** What has a dot is complete, as Istio sees it: `orders.shop` is no Service, even where there is one in `shop`. */
function fullName(host: string, namespace: string | undefined, domains: ReadonlySet<string>): string {
  const isShort = !host.includes('.') && !host.includes(':') && host !== '*';
  const [domain = 'cluster.local'] = domains;
  return isShort && namespace !== undefined ? `${host}.${namespace}.svc.${domain}` : host;
}

function serviceNamed(name: string, namespace: string | undefined): ServiceName | undefined {
  if (!/[.:*]/.test(name)) return { name, namespace };
  const [, service, ownNamespace, domain] = SERVICE_HOST.exec(name) ?? [];
  return service === undefined || ownNamespace === undefined || domain === 'clusterset.local'
    ? undefined
    : { name: service, namespace: ownNamespace };
}

function absence(
  surroundings: Surroundings,
  name: string,
  service: ServiceName | undefined,
): Json | undefined {
  const { graph, domains, hasOtherClusters: isElsewhere } = surroundings;
  const domain = SERVICE_HOST.exec(name)?.[3];
  const isOwnDomain = domain === undefined || domain === 'cluster.local' || domains.has(domain);
  if (isElsewhere || name.endsWith('.clusterset.local') || !isOwnDomain) return undefined;
  const entry = existence(graph, SERVICE_ENTRY, undefined, new Map([['/spec/hosts/*', [name]]]));
  if (service === undefined) return entry;
  const { answer } = graph.exists({ kind: 'Service', ...service });
  return answer === 'no' ? entry : unknown('Service', service.namespace);
}

function existence(
  graph: Graph,
  kind: KindName,
  namespace: string | undefined,
  where: ReadonlyMap<string, readonly Json[]>,
): Json {
  return graph.exists({ kind, namespace, where }).answer === 'no' ? false : unknown(kind, namespace);
}

/** The domains that istiod serves, as its options tell; where it does not say, the domain is `cluster.local`. */
function clusterDomains(graph: Graph): ReadonlySet<string> {
  const told = components(graph, 'istiod', 'discovery').flatMap((istiod) => {
    const domain = argument(istiod, '--domain')?.value;
    return typeof domain === 'string' && !isPlaceholder(domain) ? [domain] : [];
  });
  return new Set(told.length === 0 ? ['cluster.local'] : told);
}

/** Whether istiod also serves the Services of other clusters, which no capture of this one holds. */
export function hasOtherClusters(graph: Graph): boolean {
  const isRemote = (secret: Resource) => labelsOf(secret)['istio/multiCluster'] === 'true';
  const isPassthrough = ({ value }: Resource) =>
    pick(value, '/spec/servers/*/tls/mode').some(({ value: mode }) => mode === 'AUTO_PASSTHROUGH');
  return graph.ofKind('Secret').some(isRemote) || graph.ofKind(GATEWAY).some(isPassthrough);
}

/** The ServiceEntries of one of several spellings of a name, in their order. */
type EntriesByHost = (names: readonly string[]) => readonly Resource[];

function entriesByHost(graph: Graph): EntriesByHost {
  const pairs = graph
    .ofKind(SERVICE_ENTRY)
    .flatMap((entry) =>
      itemsAt(entry.value, ['spec', 'hosts']).map((host) => ({ entry, host: String(host) })),
    );
  const index = groupBy(pairs, ({ host }) => host);
  return (names) => {
    const found = names.flatMap(spellings).flatMap((host) => index.get(host) ?? []);
    return [...new Set(found.map(({ entry }) => entry))];
  };
}

/** A name and the wildcards that match it: `a.b.com`, `*.b.com`, `*.com`, `*`. */
export function spellings(name: string): readonly string[] {
  const labels = name.split('.');
  return [name, ...labels.slice(1).map((_, index) => ['*', ...labels.slice(index + 1)].join('.')), '*'];
}

/** Services say in an annotation, objects of Istio in their spec, to which namespaces they are shown; else to all. */
export function isExportedTo(resource: Resource, namespace: string | undefined): boolean {
  const own = resource.id.namespace;
  const targets = exportsOf(resource);
  if (targets.length === 0 || namespace === undefined || own === undefined) return true;
  return targets.some(
    (target) => target === '*' || target === namespace || (target === '.' && own === namespace),
  );
}

/** The namespaces that a resource names as those which it is shown to; none where it names none. */
export function exportsOf(resource: Resource): readonly Json[] {
  if (resource.id.kind === 'Service') {
    const text = annotationsOf(resource)['networking.istio.io/exportTo'];
    return typeof text === 'string' && text !== '' ? text.split(',').map((target) => target.trim()) : [];
  }
  const targets = mappingAt(resource.value, ['spec']).exportTo;
  return isArray(targets) ? targets : [];
}

/** The numbers of the ports that a host offers; undefined where one of them cannot be told. */
export function portsOf({ services, entries }: IstioHost): ReadonlySet<number> | undefined {
  const ports = [
    ...services.flatMap(({ value }) =>
      itemsAt(value, ['spec', 'ports']).map((port) => mappingAt(port, []).port),
    ),
    ...entries.flatMap(({ value }) =>
      itemsAt(value, ['spec', 'ports']).map((port) => mappingAt(port, []).number),
    ),
  ];
  const numbers = ports.filter((port) => typeof port === 'number');
  return numbers.length < ports.length || ports.length === 0 ? undefined : new Set(numbers);
}

/** Whether a Service sends its clients elsewhere by DNS. */
export function isExternalName(service: Resource): boolean {
  return textAt(service.value, ['spec', 'type']) === 'ExternalName';
}
