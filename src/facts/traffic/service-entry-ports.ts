import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import { isArray, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { components, environment } from '../control-planes/components.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { annotationsOf, itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { allPods, POD_KINDS } from '../pods/pod-templates.js';
import { MESH } from '../settings/istio-mesh-configs.js';
import { exportsOf, SERVICE_ENTRY } from './istio-hosts.js';
import { haveCommonReader, oldestFirst } from './oldest-first.js';

const PROXY_CONFIG = 'networking.istio.io/ProxyConfig';

/** The ports of ServiceEntries: whether proxies can tell their traffic from any other, and what else claims them. */
export const serviceEntryPorts: FactSource = {
  kind: 'IstioServiceEntryPort',
  reads: [SERVICE_ENTRY],
  looksAt: ['ConfigMap', 'apps/Deployment', PROXY_CONFIG, ...POD_KINDS, 'meshlint/IstioMeshConfig'],
  derive: (graph) => {
    const entries = oldestFirst(graph.ofKind(SERVICE_ENTRY));
    if (entries.length === 0) return [];
    const defaults = defaultExports(graph);
    const ports = entries.flatMap((entry) => portsOf(entry, readersOf(entry, defaults)));
    const allocates = allocation(graph);
    const rivals = rivalsBefore(ports);
    return ports.map((port) => portFact(port, allocates(port.entry), rivals.get(port)));
  },
};

interface EntryPort {
  readonly entry: Resource;
  readonly path: Path;
  readonly number: number | string;
  /** In lower case; undefined where none is written. */
  readonly protocol: string | undefined;
  /** It may yet become anything. */
  readonly isOpen: boolean;
  /** The namespaces whose proxies see it; `*` is all. */
  readonly readers: ReadonlySet<string>;
}

/** What has no number is no port, and the schema of the kind says so. */
function portsOf(entry: Resource, readers: ReadonlySet<string>): readonly EntryPort[] {
  return itemsAt(entry.value, ['spec', 'ports']).flatMap((port, index) => {
    const number = valueAt(port, ['number']);
    if (typeof number !== 'number' && typeof number !== 'string') return [];
    return [
      {
        entry,
        path: ['spec', 'ports', index],
        number,
        protocol: textAt(port, ['protocol'])?.toLowerCase(),
        isOpen: [number, valueAt(port, ['protocol'])].some(isPlaceholder),
        readers,
      },
    ];
  });
}

function portFact(port: EntryPort, allocates: Json | undefined, rival: Rivals | undefined): Resource {
  const { entry, path } = port;
  const name = `${entry.id.name}/${path.at(-1)}`;
  return fact('IstioServiceEntryPort', { resource: entry, path }, name, {
    serviceEntry: entry.id.name,
    hosts: copied(entry, ['spec', 'hosts']),
    host: copied(entry, ['spec', 'hosts', 0]),
    number: copied(entry, [...path, 'number']),
    name: copied(entry, [...path, 'name']),
    protocol: port.protocol ?? 'none',
    resolution: resolutionOf(entry),
    repeats: repeated(port),
    takes: port.protocol === undefined ? 'whatever but HTTP goes' : 'whatever goes',
    isTcp: concluded(!port.isOpen && isTcp(port), entry, protocolPath(port)),
    hasAddress: hasAddress(entry),
    allocates,
    captured: entry.captured,
    otherProtocol: rival?.otherProtocol,
    otherResolution: rival?.otherResolution,
  });
}

function protocolPath({ entry, path }: EntryPort): Path {
  return valueAt(entry.value, [...path, 'protocol']) === undefined ? path : [...path, 'protocol'];
}

function resolutionOf({ value }: Resource): string {
  return textAt(value, ['spec', 'resolution']) ?? 'NONE';
}

/** Other protocols tell the host of a request, or of a connection, by what it says itself. */
function isTcp({ protocol }: EntryPort): boolean {
  return protocol === undefined || protocol === 'tcp';
}

/** What an earlier port of the ServiceEntry has, too. */
function repeated({ entry, path }: EntryPort): FactMapping | undefined {
  const index = Number(path.at(-1));
  const before = itemsAt(entry.value, ['spec', 'ports']).slice(0, index);
  const own = mappingAt(entry.value, path);
  const key = ['name', 'number'].find(
    (each) =>
      own[each] !== undefined &&
      !isPlaceholder(own[each]) &&
      before.some((port) => valueAt(port, [each]) === own[each]),
  );
  return key === undefined ? undefined : { what: key, value: copied(entry, [...path, key]) };
}

/** Written by the user, or given by istiod: then it stands in the status. */
function hasAddress({ value }: Resource): boolean {
  return (
    itemsAt(value, ['spec', 'addresses']).length > 0 || itemsAt(value, ['status', 'addresses']).length > 0
  );
}

/** Whether ServiceEntries get addresses by themselves: undefined where the release of istiod decides. */
type Allocates = (entry: Resource) => Json | undefined;

function allocation(graph: Graph): Allocates {
  const byProxies = proxiesAllocate(graph);
  const byPlane = components(graph, 'istiod', 'discovery')
    .map((istiod) => environment(istiod, 'PILOT_ENABLE_IP_AUTOALLOCATE')?.value)
    .find((value) => value === 'true' || value === 'false');
  const isMeshKnown = graph.ofKind('meshlint/IstioMeshConfig').length > 0;
  return (entry) => {
    if (hasWildcard(entry) || resolutionOf(entry) === 'NONE') return false;
    if (byProxies) return true;
    if (String(labelsOf(entry)['networking.istio.io/enable-autoallocate-ip']).toLowerCase() === 'false')
      return false;
    if (byPlane !== undefined) return byPlane === 'true';
    return entry.captured && !isMeshKnown ? unknown('ConfigMap') : undefined;
  };
}

function hasWildcard({ value }: Resource): boolean {
  return itemsAt(value, ['spec', 'hosts']).some((host) => String(host).includes('*'));
}

const ALLOCATE = 'ISTIO_META_DNS_AUTO_ALLOCATE';

/** Through 1.24 proxies ask for it, all of them or some. */
function proxiesAllocate(graph: Graph): boolean {
  const ofMesh = graph
    .ofKind('ConfigMap')
    .map(({ value }) => valueAt(value, [...MESH, 'defaultConfig', 'proxyMetadata', ALLOCATE]));
  const ofObjects = graph
    .ofKind(PROXY_CONFIG)
    .map(({ value }) => valueAt(value, ['spec', 'environmentVariables', ALLOCATE]));
  const ofPods = allPods(graph, undefined).map((pod) => annotationsOf(pod)['proxy.istio.io/config']);
  return (
    [...ofMesh, ...ofObjects].some((value) => String(value) === 'true') ||
    ofPods.some((text) => String(text).includes(ALLOCATE))
  );
}

/** Who sees an object without exportTo. */
function defaultExports(graph: Graph): readonly Json[] {
  const [found] = graph.ofKind('meshlint/IstioMeshConfig').flatMap(({ value }) => {
    const targets = valueAt(value, ['exports', 'services']);
    return isArray(targets) ? [targets] : [];
  });
  return found ?? ['*'];
}

/** Older ports of the same host and number, which tell something else of it. */
interface Rivals {
  readonly otherProtocol: FactMapping | undefined;
  readonly otherResolution: FactMapping | undefined;
}

function rivalsBefore(ports: readonly EntryPort[]): ReadonlyMap<EntryPort, Rivals> {
  const claims = sharedNumbers(ports).flatMap((port) =>
    hostsOf(port).map((host) => ({ port, host, key: `${host}:${port.number}` })),
  );
  const rivals = new Map<EntryPort, Rivals>();
  for (const group of groupBy(claims, ({ key }) => key).values()) {
    const alike = [...groupBy(group, ({ port }) => likeness(port)).values()];
    const firsts = alike.flatMap(([first]) => (first === undefined ? [] : [first.port]));
    alike.forEach((members, index) => {
      for (const { port, host } of members) {
        const found = rivalsOf(port, host, firsts.slice(0, index));
        const known = rivals.get(port);
        rivals.set(port, {
          otherProtocol: known?.otherProtocol ?? found.otherProtocol,
          otherResolution: known?.otherResolution ?? found.otherResolution,
        });
      }
    });
  }
  return rivals;
}

/** Rivals have one number: a look at the numbers spares one at each host of each port. */
function sharedNumbers(ports: readonly EntryPort[]): readonly EntryPort[] {
  const told = ports.filter(({ isOpen, number }) => !isOpen && typeof number === 'number');
  return [...groupBy(told, ({ number }) => number).values()].filter((group) => group.length > 1).flat();
}

function hostsOf({ entry }: EntryPort): readonly string[] {
  const hosts = pick(entry.value, '/spec/hosts/*').flatMap(({ value }) =>
    typeof value === 'string' && !isPlaceholder(value) ? [value.toLowerCase()] : [],
  );
  return [...new Set(hosts)];
}

/** What is alike tells the same to the same readers: only the first of it is compared. */
function likeness({ entry, protocol, readers }: EntryPort): string {
  const revision = labelsOf(entry)['istio.io/rev'] ?? null;
  return JSON.stringify([protocol ?? null, resolutionOf(entry), [...readers], revision]);
}

function rivalsOf(port: EntryPort, host: string, older: readonly EntryPort[]): Rivals {
  const before = older.filter((other) => doMeet(other, port));
  const sameProtocol = before.find(
    (other) => other.protocol === port.protocol && resolutionOf(other.entry) !== resolutionOf(port.entry),
  );
  return {
    otherProtocol: toldBy(
      before.find((other) => other.protocol !== port.protocol),
      host,
    ),
    otherResolution: toldBy(sameProtocol, host),
  };
}

function toldBy(other: EntryPort | undefined, host: string): FactMapping | undefined {
  return (
    other && {
      host,
      serviceEntry: concluded(other.entry.id.name, other.entry, other.path),
      namespace: other.entry.id.namespace,
      protocol: other.protocol ?? 'none',
      resolution: resolutionOf(other.entry),
    }
  );
}

/** Whether a proxy sees both. */
function doMeet(one: EntryPort, other: EntryPort): boolean {
  const isShared =
    one.readers.has('*') ||
    other.readers.has('*') ||
    [...one.readers].some((name) => other.readers.has(name));
  const isSeen = one.readers.size > 0 && other.readers.size > 0;
  return one.entry !== other.entry && isSeen && isShared && haveCommonReader(one.entry, other.entry);
}

function readersOf(entry: Resource, defaults: readonly Json[]): ReadonlySet<string> {
  const written = exportsOf(entry);
  const targets = written.length === 0 ? defaults : written;
  const names = targets.map((target) => (target === '.' ? (entry.id.namespace ?? '*') : String(target)));
  return new Set(names.filter((name) => name !== '~'));
}
