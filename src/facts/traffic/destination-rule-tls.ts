import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknownsIn } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { annotationsOf, itemsAt, textAt } from '../metadata.js';
import { podsBehind, SERVING_KINDS } from '../pods/pod-templates.js';
import { DESTINATION_RULE, type Destination, destinations, merging, POLICY } from './destination-rules.js';
import { HOST_KINDS } from './istio-hosts.js';
import { PEER_AUTHENTICATION, type Strictness, type StrictnessOf, strictness } from './peer-modes.js';

/** How DestinationRules have clients speak to a host, against what its captured pods take. */
export const destinationRuleTls: FactSource = {
  kind: 'IstioClientTls',
  reads: [DESTINATION_RULE],
  looksAt: [
    ...HOST_KINDS,
    ...SERVING_KINDS,
    PEER_AUTHENTICATION,
    'Secret',
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
    'meshlint/IstioPod',
  ],
  derive: (graph) => {
    if (graph.ofKind(DESTINATION_RULE).length === 0) return [];
    const strictnessOf = strictness(graph);
    const all = destinations(graph);
    const { withPolicy } = merging(graph);
    const isRead = (destination: Destination) => withPolicy(destination) === undefined;
    return all.filter(isRead).flatMap((destination) => clientTls(graph, strictnessOf, destination));
  },
};

function clientTls(graph: Graph, strictnessOf: StrictnessOf, destination: Destination): readonly Resource[] {
  const { rule, host, isWildcard } = destination;
  const settings = settingsOf(rule).filter((path) => textAt(rule.value, [...path, 'mode']) !== undefined);
  if (isWildcard || settings.length === 0 || host.entries.length > 0) return [];
  const pods = host.services.flatMap((service) => capturedPods(graph, service));
  if (pods.length === 0) return [];
  const taken = whatIsTaken(graph, strictnessOf, pods);
  return settings.map((path) =>
    fact('IstioClientTls', { resource: rule, path }, `${rule.id.name}/${path.join('.')}`, {
      rule: rule.id.name,
      host: copied(rule, ['spec', 'host']),
      mode: copied(rule, [...path, 'mode']),
      ...taken,
    }),
  );
}

/** Settings of single subsets are left out: nothing goes there unless a route says so. */
function settingsOf({ value }: Resource): readonly Path[] {
  const ports = itemsAt(value, [...POLICY, 'portLevelSettings']);
  return [POLICY, ...ports.map((_, index) => [...POLICY, 'portLevelSettings', index])].map((path) => [
    ...path,
    'tls',
  ]);
}

function capturedPods(graph: Graph, service: Resource): readonly Resource[] {
  return podsBehind(graph, service).filter(({ id, captured }) => captured && id.kind === 'Pod');
}

function whatIsTaken(graph: Graph, strictnessOf: StrictnessOf, pods: readonly Resource[]): FactMapping {
  const facts = pods.map(({ id }) => graph.find({ kind: 'meshlint/IstioPod', ...nameOf(id) })[0]);
  const is = (sidecar: boolean) =>
    facts.every((each) => each?.value.hasSidecar === sidecar && each.value.role === 'workload');
  if (is(false)) {
    const [pod] = pods;
    const place = pod && concluded(pod.id.name, pod, ['metadata', 'name']);
    return { takes: 'plain', pod: place, podNamespace: pod?.id.namespace };
  }
  return is(true) && !pods.some(passesBy) ? strictly(pods.map(strictnessOf)) : { takes: 'any' };
}

function nameOf({ namespace, name }: Resource['id']) {
  return { namespace, name };
}

/** Some ports of the pod are kept from its sidecar. */
function passesBy(pod: Resource): boolean {
  const keys = ['excludeInboundPorts', 'includeInboundPorts', 'excludeInterfaces'];
  const annotations = annotationsOf(pod);
  return keys.some((key) => (valueAt(annotations, [`traffic.sidecar.istio.io/${key}`]) ?? '*') !== '*');
}

function strictly(all: readonly Strictness[]): FactMapping {
  const [first] = all;
  const answers: readonly Json[] = all.map(({ isStrict }) => isStrict);
  if (answers.includes(false) || first?.by === undefined) return { takes: 'any' };
  const open = answers.find((answer) => unknownsIn(answer).length > 0);
  const { by } = first;
  const at = ['spec', 'mtls', 'mode'];
  return {
    takes: concluded(open ?? 'mutual', by, at),
    strictBy: { name: concluded(by.id.name, by, at), namespace: by.id.namespace },
  };
}
