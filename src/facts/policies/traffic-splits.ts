import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { podsBehind, SERVING_KINDS } from '../pods/pod-templates.js';
import { isLineAtLeast } from '../release.js';
import { osmLine, switchOf } from '../settings/osm-modes.js';
import { deciding, type Effect, effectIn, unlessThere, without } from './effects.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { serviceAccountOf } from './osm-identities.js';
import { TRAFFIC_SPLIT, TRAFFIC_TARGET } from './policy-kinds.js';
import { rootOf } from './traffic-split-roots.js';
import { ofOwnNamespace, ofVersion } from './traffic-targets.js';

/** Which TrafficSplits, and which of their backends, OSM makes routes of, and which it leaves out in silence. */
export const trafficSplits: FactSource = {
  kind: 'TrafficSplitEffect',
  reads: [TRAFFIC_SPLIT],
  looksAt: [
    'Service',
    'Namespace',
    'apps/Deployment',
    TRAFFIC_TARGET,
    ...SERVING_KINDS,
    'meshlint/ControlPlane',
    'meshlint/OsmSettings',
    'meshlint/SplitLeaf',
  ],
  derive: (graph, stated) => {
    const mesh = {
      graph,
      isMonitored: monitoring(graph),
      line: osmLine(graph, stated),
      isPermissive: switchOf(graph, 'permissive'),
      opened: openedAccounts(graph),
    };
    return graph.ofKind(TRAFFIC_SPLIT).map((split) => splitFact(mesh, split));
  },
};

interface Mesh {
  readonly graph: Graph;
  readonly isMonitored: Monitoring;
  readonly line: string | undefined;
  readonly isPermissive: boolean | undefined;
  readonly opened: ReadonlySet<string>;
}

function splitFact(mesh: Mesh, split: Resource): Resource {
  const name: Path = ['metadata', 'name'];
  const backends = itemsAt(split.value, ['spec', 'backends']).map((_, index) => ['spec', 'backends', index]);
  const accounts = backends.map((path) => accountsBehind(mesh.graph, split, path));
  return fact('TrafficSplitEffect', { resource: split, path: name }, split.id.name, {
    split: copied(split, name),
    permissive: mesh.isPermissive,
    ...effectIn(split, name, effectOf(mesh, split, backends)),
    backends: backends.map((path, index) => ({
      service: copied(split, [...path, 'service']),
      ...effectIn(split, path, backendEffect(mesh, split, path)),
      ...accessTo(mesh, split, accounts[index] ?? [], accounts.flat()),
    })),
  });
}

function effectOf(mesh: Mesh, split: Resource, backends: readonly Path[]): Effect | undefined {
  const effects = backends.map((path) => backendEffect(mesh, split, path));
  const dead = effects.every((effect) => effect?.takesEffect === false);
  return deciding([
    ofVersion(split, 'v1alpha2'),
    ofOwnNamespace(mesh.isMonitored, split),
    ofPermissiveMode(mesh, split),
    ofRoot(mesh, split),
    dead ? without('none of its backends gets traffic', ['spec', 'backends']) : undefined,
  ]);
}

/** Up to 0.10, permissive mode makes the routes of the Services, and looks at no TrafficSplit. */
function ofPermissiveMode({ line, isPermissive }: Mesh, { id }: Resource): Effect | undefined {
  if (isPermissive !== true || line === undefined || isLineAtLeast(line, '0.11')) return undefined;
  return without(`in permissive mode OSM ${line} splits no HTTP (TrafficSplit '${id.name}')`, [
    'metadata',
    'name',
  ]);
}

function ofRoot({ graph, line, isPermissive }: Mesh, split: Resource): Effect | undefined {
  const path = ['spec', 'service'];
  const root = rootOf(split);
  const host = textAt(split.value, path);
  if (root === undefined)
    return isPlaceholder(host) ? undefined : without('its root is no name of a Service', path);
  const question = { kind: 'Service', namespace: split.id.namespace, name: root.name };
  const [service] = graph.find(question);
  if (service === undefined)
    return unlessThere(graph.exists(question), question, `Service '${root.name}'`, path);
  const hasSelector = Object.keys(mappingAt(service.value, ['spec', 'selector'])).length > 0;
  if (hasSelector || isPermissive !== false) return undefined;
  const because = `Service '${root.name}' has no selector`;
  if (line === undefined) return { takesEffect: unknown('apps/Deployment'), because, path };
  return isLineAtLeast(line, '1.2') ? without(because, path) : undefined;
}

function backendEffect({ graph, line }: Mesh, split: Resource, path: Path): Effect | undefined {
  const name = textAt(split.value, [...path, 'service']);
  if (valueAt(split.value, [...path, 'weight']) === 0) return without('its weight is 0', [...path, 'weight']);
  if (isPlaceholder(name)) return undefined;
  const question = { kind: 'Service', namespace: split.id.namespace, name };
  return deciding([
    unlessThere(graph.exists(question), question, `Service '${name}'`, [...path, 'service']),
    ofPort(graph, line, split, path),
  ]);
}

/** From 0.11 on a backend that does not offer the port which clients call is left out. */
function ofPort(graph: Graph, line: string | undefined, split: Resource, path: Path): Effect | undefined {
  const service = textAt(split.value, [...path, 'service']);
  const [leaf] = graph.find({
    kind: 'meshlint/SplitLeaf',
    namespace: split.id.namespace,
    name: `${split.id.name}/${service}`,
  });
  if (leaf === undefined || itemsAt(leaf.value, ['sharedPorts']).length > 0) return undefined;
  const because = 'it does not offer the port that clients call';
  const at = [...path, 'service'];
  if (line === undefined) return { takesEffect: unknown('apps/Deployment'), because, path: at };
  const isServed =
    !isLineAtLeast(line, '0.11') || (isLineAtLeast(line, '1.2') && leaf.value.unnamedPort === true);
  return isServed ? undefined : without(because, at);
}

/** The ServiceAccounts of the pods behind a backend; none of one without traffic. */
function accountsBehind(graph: Graph, split: Resource, path: Path): readonly string[] {
  const name = textAt(split.value, [...path, 'service']);
  if (name === undefined || valueAt(split.value, [...path, 'weight']) === 0) return [];
  const services = graph.find({ kind: 'Service', namespace: split.id.namespace, name });
  return [...new Set(services.flatMap((service) => podsBehind(graph, service)).map(serviceAccountOf))];
}

/**
 * Whether a TrafficTarget opens the ServiceAccounts of a backend to anyone. In a repository that holds TrafficTargets for
 * other backends of the same TrafficSplit, one for this is missing; otherwise it may be kept elsewhere.
 */
function accessTo(
  { graph, opened }: Mesh,
  split: Resource,
  accounts: readonly string[],
  siblings: readonly string[],
): Readonly<Record<string, FactValue>> {
  if (accounts.length === 0 || split.id.namespace === undefined) return {};
  const isClosed = (account: string) => !opened.has(accountKey(split.id.namespace, account));
  const closed = accounts.find(isClosed);
  const isKnown =
    graph.knowledge(TRAFFIC_TARGET, undefined).completeness === 'full' ||
    siblings.some((account) => !isClosed(account));
  const isOpened: Json = closed === undefined ? true : isKnown ? false : unknown(TRAFFIC_TARGET);
  return { account: closed ?? accounts[0], opened: isOpened };
}

/** The ServiceAccounts that a TrafficTarget opens, by namespace and name. What is wrong with such a TrafficTarget is said there. */
function openedAccounts(graph: Graph): ReadonlySet<string> {
  return new Set(
    graph.ofKind(TRAFFIC_TARGET).flatMap(({ id, value }) => {
      const name = textAt(value, ['spec', 'destination', 'name']);
      const namespaces = [id.namespace, textAt(value, ['spec', 'destination', 'namespace'])];
      return namespaces.map((namespace) => accountKey(namespace, name));
    }),
  );
}

function accountKey(namespace: string | undefined, name: string | undefined): string {
  return `${namespace}/${name}`;
}
