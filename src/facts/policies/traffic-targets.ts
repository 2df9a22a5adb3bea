import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { Unknown, unknown } from '../../graph/unknown.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { osmLine } from '../settings/osm-modes.js';
import { deciding, type Effect, effectIn, unlessThere, without } from './effects.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { ROUTE_GROUP, TCP_ROUTE, TRAFFIC_TARGET } from './policy-kinds.js';
import { firstsOfSameAccess } from './same-access.js';

/** Which TrafficTargets, and which of their rules and sources, OSM enforces, and which it leaves out in silence. */
export const trafficTargets: FactSource = {
  kind: 'TrafficTargetEffect',
  reads: [TRAFFIC_TARGET],
  looksAt: [
    ROUTE_GROUP,
    TCP_ROUTE,
    'Namespace',
    'ServiceAccount',
    'apps/Deployment',
    'meshlint/ControlPlane',
  ],
  derive: (graph, stated) => {
    const mesh = { graph, isMonitored: monitoring(graph), line: osmLine(graph, stated) };
    const targets = graph.ofKind(TRAFFIC_TARGET);
    const firsts = firstsOfSameAccess(targets);
    return targets.map((target) => targetFact(mesh, target, firsts.get(target)));
  },
};

interface Mesh {
  readonly graph: Graph;
  readonly isMonitored: Monitoring;
  readonly line: string | undefined;
}

function targetFact(mesh: Mesh, target: Resource, same: Resource | undefined): Resource {
  const name: Path = ['metadata', 'name'];
  return fact('TrafficTargetEffect', { resource: target, path: name }, target.id.name, {
    target: copied(target, name),
    ...effectIn(target, name, effectOf(mesh, target)),
    destination: copied(target, ['spec', 'destination', 'name']),
    destinationNamespace: copied(target, ['spec', 'destination', 'namespace']),
    rules: parts(target, 'rules', (path) => ruleEffect(mesh, target, path)),
    sources: parts(target, 'sources', (path) => identityEffect(mesh, target, path)),
    sameAs: same?.id.name,
  });
}

/** Each item of a list with what comes of it. */
function parts(
  target: Resource,
  list: string,
  effectAt: (path: Path) => Effect | undefined,
): readonly FactValue[] {
  return itemsAt(target.value, ['spec', list]).map((_, index) => {
    const path = ['spec', list, index];
    return {
      kind: copied(target, [...path, 'kind']),
      name: copied(target, [...path, 'name']),
      ...effectIn(target, path, effectAt(path)),
    };
  });
}

function effectOf(mesh: Mesh, target: Resource): Effect | undefined {
  return deciding([
    ofVersion(target, 'v1alpha3'),
    ofOwnNamespace(mesh.isMonitored, target),
    ofRules(target),
    ofDestination(mesh, target),
    ...rulePaths(target).map((path) => tcpRouteEffect(mesh, target, path)),
    ofSources(mesh, target),
  ]);
}

/** The API server takes manifests of one version only; what was captured it has taken. */
export function ofVersion(object: Resource, served: string): Effect | undefined {
  const { version, captured } = object;
  return captured || version === served
    ? undefined
    : without(`OSM serves ${served}, not ${version}`, ['apiVersion']);
}

export function ofOwnNamespace(isMonitored: Monitoring, { id }: Resource): Effect | undefined {
  const path = ['metadata', 'namespace'];
  if (id.namespace === undefined || isPlaceholder(id.namespace)) return undefined;
  return ofNamespace(isMonitored, id.namespace, path);
}

function ofNamespace(isMonitored: Monitoring, namespace: string, path: Path): Effect | undefined {
  const monitored = isMonitored(namespace);
  if (monitored === true) return undefined;
  if (monitored === undefined) return without(`namespace '${namespace}' does not exist`, path);
  if (monitored === false) return without(`namespace '${namespace}' is not monitored by a mesh`, path);
  return {
    takesEffect: monitored,
    because: `the labels of namespace '${namespace}' are not in the input`,
    path,
  };
}

/** The paths of the rules of a TrafficTarget. */
export function rulePaths({ value }: Resource): readonly Path[] {
  return itemsAt(value, ['spec', 'rules']).map((_, index) => ['spec', 'rules', index]);
}

/** One rule of a foreign kind takes the others with it. */
function ofRules(target: Resource): Effect | undefined {
  const rules = rulePaths(target);
  if (rules.length === 0) return without('it has no rules', ['spec', 'rules']);
  const foreign = rules.find((path) => {
    const kind = textAt(target.value, [...path, 'kind']);
    return kind !== 'HTTPRouteGroup' && kind !== 'TCPRoute';
  });
  return foreign && without('a rule is of a kind that OSM does not know', [...foreign, 'kind']);
}

function ofDestination(mesh: Mesh, target: Resource): Effect | undefined {
  const path = ['spec', 'destination'];
  return deciding([ofPlaceOfDestination(mesh, target), identityEffect(mesh, target, path)]);
}

/** Up to 0.10 a TrafficTarget may stand elsewhere than its destination. */
function ofPlaceOfDestination({ line }: Mesh, target: Resource): Effect | undefined {
  const path = ['spec', 'destination', 'namespace'];
  const namespace = textAt(target.value, path);
  const own = target.id.namespace;
  if (namespace === undefined || own === undefined || namespace === own) return undefined;
  if (isPlaceholder(namespace) || isPlaceholder(own)) return undefined;
  const because = `it stands in namespace '${own}', and its destination in '${namespace}'`;
  if (line === undefined) return { takesEffect: unknown('apps/Deployment'), because, path };
  return isLineAtLeast(line, '0.11') ? without(because, path) : undefined;
}

/** A source or the destination: a ServiceAccount of a namespace of the mesh, or nobody. */
function identityEffect({ graph, isMonitored }: Mesh, target: Resource, path: Path): Effect | undefined {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((key) =>
    textAt(target.value, [...path, key]),
  );
  if (kind !== 'ServiceAccount' && !isPlaceholder(kind)) {
    return without(`OSM knows ServiceAccounts only, not ${kind ?? 'what has no kind'}`, [...path, 'kind']);
  }
  if (namespace === undefined) return without('it names no namespace', path);
  if (isPlaceholder(namespace) || isPlaceholder(name)) return undefined;
  const question = { kind: 'ServiceAccount', namespace, name };
  const words = `ServiceAccount '${name}' of namespace '${namespace}'`;
  return deciding([
    ofNamespace(isMonitored, namespace, [...path, 'namespace']),
    unlessThere(graph.exists(question), question, words, [...path, 'name']),
  ]);
}

/** An empty list admits everyone; one of which nobody is known, nobody. */
function ofSources(mesh: Mesh, target: Resource): Effect | undefined {
  const effects = itemsAt(target.value, ['spec', 'sources']).map((_, index) =>
    identityEffect(mesh, target, ['spec', 'sources', index]),
  );
  if (effects.length === 0 || effects.includes(undefined)) return undefined;
  const open = effects.find((effect) => effect?.takesEffect instanceof Unknown);
  return open ?? without('none of its sources is in the mesh', ['spec', 'sources']);
}

function ruleEffect(mesh: Mesh, target: Resource, path: Path): Effect | undefined {
  return textAt(target.value, [...path, 'kind']) === 'HTTPRouteGroup'
    ? routeGroupEffect(mesh, target, path)
    : tcpRouteEffect(mesh, target, path);
}

/** A TCPRoute that is missing takes the whole TrafficTarget with it, HTTP included. */
function tcpRouteEffect({ graph }: Mesh, target: Resource, path: Path): Effect | undefined {
  const name = textAt(target.value, [...path, 'name']);
  if (textAt(target.value, [...path, 'kind']) !== 'TCPRoute' || isPlaceholder(name)) return undefined;
  const question = { kind: TCP_ROUTE, namespace: target.id.namespace, name };
  return unlessThere(graph.exists(question), question, `TCPRoute '${name}'`, [...path, 'name']);
}

/** It allows the matches that are named and there: none where none is named, whatever the SMI specification says. */
function routeGroupEffect({ graph }: Mesh, target: Resource, path: Path): Effect | undefined {
  const name = textAt(target.value, [...path, 'name']);
  const named = itemsAt(target.value, [...path, 'matches']);
  if (named.length === 0) return without('it names no matches', path);
  if (isPlaceholder(name) || named.some(isPlaceholder)) return undefined;
  const question = { kind: ROUTE_GROUP, namespace: target.id.namespace, name };
  const groups = graph.find(question);
  if (groups.length === 0)
    return unlessThere(graph.exists(question), question, `HTTPRouteGroup '${name}'`, [...path, 'name']);
  const matches = groups
    .flatMap(({ value }) => pick(value, '/spec/matches/*/name'))
    .map(({ value }) => value);
  const isAny = named.some((match) => matches.includes(match));
  return isAny
    ? undefined
    : without(`HTTPRouteGroup '${name}' has none of these matches`, [...path, 'matches']);
}
