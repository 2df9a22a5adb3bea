import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { SelectorIndex } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import type { Json, JsonObject } from '../../input/json.js';
import { labelsOf, mappingAt, textAt } from '../metadata.js';
import { perGraphAnd } from '../per-graph.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';

export const PEER_AUTHENTICATION = 'security.istio.io/PeerAuthentication';

/** The PeerAuthentication by which a pod takes mutual TLS only, at all of its ports. */
export interface Strictness {
  /** An Unknown where one that was not captured may say otherwise. */
  readonly isStrict: Json;
  readonly by: Resource | undefined;
}

export type StrictnessOf = (pod: Resource) => Strictness;

/** The mode that holds at all ports of a pod. */
interface Holding {
  readonly holds: Json;
  readonly by: Resource | undefined;
}

const NOT: Holding = { holds: false, by: undefined };

/** Which pods take mutual TLS only. */
export function strictness(graph: Graph): StrictnessOf {
  const holding = modes(graph, 'STRICT');
  return (pod) => {
    const { holds, by } = holding(pod);
    return { isStrict: holds, by };
  };
}

/** The PeerAuthentication by which a pod takes plaintext only, at all of its ports; undefined where none surely says so. */
export function plaintextBy(graph: Graph): (pod: Resource) => Resource | undefined {
  const holding = modes(graph, 'DISABLE');
  return (pod) => {
    const { holds, by } = holding(pod);
    return holds === true ? by : undefined;
  };
}

/** Those that select the pod go before that of its namespace, and that before the one of the whole mesh. */
function modes(graph: Graph, mode: string): (pod: Resource) => Holding {
  const ofMesh = rootNamespaces(graph).flatMap((root) => policiesIn(graph, root).ofAll);
  return (pod) => {
    const { selective, ofAll } = policiesIn(graph, pod.id.namespace);
    return decide(graph, pod, mode, [selective.selecting(labelsOf(pod)), ofAll, ofMesh]);
  };
}

/** The PeerAuthentications of a namespace for some of its pods, and those for all of them. */
const policiesIn = perGraphAnd((graph, namespace: string | undefined) => {
  const all = graph.inNamespace(PEER_AUTHENTICATION, namespace);
  return {
    selective: new SelectorIndex(all.filter(isSelective), selectorOf),
    ofAll: all.filter((policy) => !isSelective(policy)),
  };
});

/** Of several on one level the oldest counts: where they do not agree, nothing is said. */
function decide(
  graph: Graph,
  pod: Resource,
  mode: string,
  levels: readonly (readonly Resource[])[],
): Holding {
  const [selecting = []] = levels;
  const level = levels.find((policies) => policies.some(saysMode)) ?? [];
  const [by] = level.filter(saysMode);
  const isMixed = level.some((policy) => saysMode(policy) && modeOf(policy) !== mode);
  if (by === undefined || isMixed || selecting.some((policy) => hasOtherPort(policy, mode))) return NOT;
  const { namespace } = pod.id;
  const isKnown =
    level === selecting || graph.knowledge(PEER_AUTHENTICATION, namespace).completeness === 'full';
  return { holds: isKnown ? true : unknown(PEER_AUTHENTICATION, namespace), by };
}

function isSelective(policy: Resource): boolean {
  return Object.keys(selectorOf(policy)).length > 0;
}

function selectorOf({ value }: Resource): JsonObject {
  return mappingAt(value, ['spec', 'selector', 'matchLabels']);
}

function modeOf({ value }: Resource): string {
  return textAt(value, ['spec', 'mtls', 'mode']) ?? 'UNSET';
}

function saysMode(policy: Resource): boolean {
  return modeOf(policy) !== 'UNSET';
}

function hasOtherPort({ value }: Resource, wanted: string): boolean {
  const modes = Object.values(mappingAt(value, ['spec', 'portLevelMtls'])).map((port) =>
    valueAt(port, ['mode']),
  );
  return modes.some((mode) => mode !== wanted && mode !== 'UNSET' && mode !== undefined);
}
