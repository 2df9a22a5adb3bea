import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { Unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { osmLine } from '../settings/osm-modes.js';
import { deciding, type Effect, effectIn, unlessThere, without } from './effects.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { EGRESS, INGRESS_BACKEND, RETRY, UPSTREAM_TRAFFIC_SETTING } from './policy-kinds.js';
import { ofOwnNamespace } from './traffic-targets.js';

/** What an effect depends on besides the policy itself. */
interface Mesh {
  readonly graph: Graph;
  readonly isMonitored: Monitoring;
  readonly line: string | undefined;
}

/** The parts of a kind of policy that take effect one by one, and what may be against that, the gravest first. */
interface Kind {
  readonly parts: string;
  readonly effects: (mesh: Mesh, policy: Resource, path: Path) => readonly (Effect | undefined)[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  [INGRESS_BACKEND]: { parts: '/spec/backends/*', effects: ofIngressBackend },
  [EGRESS]: { parts: '/spec/ports/*', effects: ofEgress },
  [RETRY]: { parts: '/spec/destinations/*', effects: ofRetry },
  [UPSTREAM_TRAFFIC_SETTING]: { parts: '/spec/host', effects: ofSetting },
};

/** Which policies of OSM take effect, part by part, and which it leaves out in silence. */
export const osmPolicyEffects: FactSource = {
  kind: 'PolicyEffect',
  reads: Object.keys(KINDS),
  looksAt: [
    'Namespace',
    'Service',
    'meshlint/ControlPlane',
    'meshlint/IngressBackendSource',
    'meshlint/IngressBackendTarget',
    'meshlint/OsmSettings',
    'meshlint/UpstreamHost',
  ],
  derive: (graph, stated) => {
    const mesh = { graph, isMonitored: monitoring(graph), line: osmLine(graph, stated) };
    return Object.entries(KINDS).flatMap(([kind, { parts, effects }]) =>
      graph
        .ofKind(kind)
        .flatMap((policy) =>
          pick(policy.value, parts).map(({ path }) => effectFact(policy, path, effects(mesh, policy, path))),
        ),
    );
  },
};

function effectFact(policy: Resource, path: Path, effects: readonly (Effect | undefined)[]): Resource {
  const { kind, name } = policy.id;
  const part = path.slice(1).join('/');
  return fact('PolicyEffect', { resource: policy, path }, `${kind}/${name}/${part}`, {
    policy: { kind, name: copied(policy, ['metadata', 'name']) },
    part,
    status: copied(policy, ['status', 'currentStatus']),
    ...effectIn(policy, path, deciding(effects)),
  });
}

function ofIngressBackend(mesh: Mesh, policy: Resource, path: Path): readonly (Effect | undefined)[] {
  const { graph, line } = mesh;
  const [target] = factsAbout(graph, 'IngressBackendTarget', policy, path);
  const service = textAt(policy.value, [...path, 'name']);
  const question = { kind: 'Service', namespace: policy.id.namespace, name: service };
  const isSwitched = line === undefined || !isLineAtLeast(line, '1.0');
  return [
    ofOwnNamespace(mesh.isMonitored, policy),
    isSwitched ? ofSwitch(mesh, 'ingressBackendPolicy', path) : undefined,
    ofProtocol(policy, [...path, 'port', 'protocol'], /^https?$/i),
    unlessThere(graph.exists(question), question, `Service '${service}'`, [...path, 'name']),
    answer(target?.value.isTargetPort, 'the port is no target port of the Service', [
      ...path,
      'port',
      'number',
    ]),
    answer(target?.value.sidecars, 'no pod behind the Service has a sidecar', [...path, 'name']),
    ...itemsAt(policy.value, ['spec', 'sources']).map((_, index) =>
      ofSource(mesh, policy, ['spec', 'sources', index]),
    ),
  ];
}

/** One source without an address takes the whole object with it. */
function ofSource({ graph, line }: Mesh, policy: Resource, path: Path): Effect | undefined {
  if (textAt(policy.value, [...path, 'kind']) !== 'Service') return undefined;
  const [name, namespace] = ['name', 'namespace'].map((key) => textAt(policy.value, [...path, key]));
  const [source] = factsAbout(graph, 'IngressBackendSource', policy, path);
  const words = `Service '${name}' of namespace '${namespace}'`;
  const question = { kind: 'Service', namespace, name };
  return (
    unlessThere(graph.exists(question), question, words, [...path, 'name']) ??
    answer(valueAt(source?.value ?? null, ['endpoints', 'ready']), `${words} has no ready pod`, [
      ...path,
      'name',
    ]) ??
    (line === '0.10'
      ? answer(source?.value.monitored, `namespace '${namespace}' is not monitored by a mesh`, [
          ...path,
          'namespace',
        ])
      : undefined)
  );
}

function ofEgress(mesh: Mesh, policy: Resource, path: Path): readonly (Effect | undefined)[] {
  const protocol = textAt(policy.value, [...path, 'protocol']);
  const hosts = itemsAt(policy.value, ['spec', 'hosts']);
  return [
    ofOwnNamespace(mesh.isMonitored, policy),
    ofSwitch(mesh, 'egressPolicy', path),
    ofProtocol(policy, [...path, 'protocol'], /^(https?|tcp|tcp-server-first)$/),
    protocol === 'http' && hosts.length === 0
      ? without('an http port needs hosts', [...path, 'protocol'])
      : undefined,
    ...itemsAt(policy.value, ['spec', 'matches']).map((match, index) =>
      ofMatch(mesh, policy, match, ['spec', 'matches', index, 'name']),
    ),
  ];
}

/** An UpstreamTrafficSetting that is missing takes the whole Egress with it. */
function ofMatch({ graph }: Mesh, { id }: Resource, match: Json, path: Path): Effect | undefined {
  if (textAt(match, ['kind']) !== 'UpstreamTrafficSetting') return undefined;
  const question = { kind: UPSTREAM_TRAFFIC_SETTING, namespace: id.namespace, name: textAt(match, ['name']) };
  return unlessThere(graph.exists(question), question, `UpstreamTrafficSetting '${question.name}'`, path);
}

/** Only OSM 1.1 asks in which namespace a Retry stands. */
function ofRetry(mesh: Mesh, policy: Resource, path: Path): readonly (Effect | undefined)[] {
  const isAsked = mesh.line === undefined || mesh.line === '1.1';
  return [
    isAsked ? ofOwnNamespace(mesh.isMonitored, policy) : undefined,
    ofSwitch(mesh, 'retryPolicy', path),
    ofKind(policy, ['spec', 'source', 'kind'], 'ServiceAccount'),
    ofKind(policy, [...path, 'kind'], 'Service'),
  ];
}

function ofSetting(mesh: Mesh, policy: Resource, path: Path): readonly (Effect | undefined)[] {
  const [host] = factsAbout(mesh.graph, 'UpstreamHost', policy, path);
  const { service, namespace, inOwnNamespace, egresses } = host?.value ?? {};
  const isBound = Array.isArray(egresses) && egresses.length > 0;
  const question = {
    kind: 'Service',
    namespace: textAt({ namespace: namespace ?? null }, ['namespace']),
    name: String(service),
  };
  if (isBound || host === undefined) return [ofOwnNamespace(mesh.isMonitored, policy)];
  return [
    ofOwnNamespace(mesh.isMonitored, policy),
    service === undefined
      ? without('the host is no full name of a Service, and no Egress names the object', path)
      : undefined,
    inOwnNamespace === false ? without('the Service is in another namespace', path) : undefined,
    service === undefined
      ? undefined
      : unlessThere(mesh.graph.exists(question), question, `Service '${service}'`, path),
  ];
}

function ofSwitch({ graph }: Mesh, setting: string, path: Path): Effect | undefined {
  const settings = graph.ofKind('meshlint/OsmSettings').map(({ value }) => value[setting] ?? null);
  const [first] = settings;
  if (first === undefined || settings.some((each) => valueAt(each, ['value']) !== false)) return undefined;
  return without(`${setting} is off, because ${textAt(first, ['because'])}`, path);
}

function ofProtocol({ value }: Resource, path: Path, known: RegExp): Effect | undefined {
  const protocol = textAt(value, path);
  return protocol === undefined || known.test(protocol)
    ? undefined
    : without(`OSM does not know the protocol '${protocol}'`, path);
}

function ofKind({ value }: Resource, path: Path, known: string): Effect | undefined {
  const kind = textAt(value, path);
  return kind === undefined || kind === known ? undefined : without(`OSM passes over kind ${kind}`, path);
}

/** What another fact says: false or none is against it, unknown leaves it open. */
function answer(said: Json | undefined, because: string, path: Path): Effect | undefined {
  if (said === false || said === 0) return without(because, path);
  return said instanceof Unknown
    ? { takesEffect: said as unknown as Json, because: 'it is not known', path }
    : undefined;
}

function factsAbout(graph: Graph, kind: string, { id }: Resource, path: Path): readonly Resource[] {
  const name = kind === 'UpstreamHost' ? id.name : `${id.name}/${path[2]}`;
  return graph.find({ kind: `meshlint/${kind}`, namespace: id.namespace, name });
}
