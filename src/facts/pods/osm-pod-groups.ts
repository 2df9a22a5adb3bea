import type { Graph } from '../../graph/graph.js';
import { controllerPath } from '../../graph/owners.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, type FactMapping, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';
import type { OsmDecision } from './osm-injection.js';
import { bootstrapSecret, hasOsmSidecar, type SidecarTrouble } from './osm-sidecars.js';
import type { Workload } from './workloads.js';

/** How many pods a message names. */
const NAMED = 3;

/** Pods of one fault, as the end of a sentence: `pod 'a'`, `5 pods ('a', 'b', 'c' and 2 more)`. */
export function who(pods: readonly Resource[]): string {
  const names = pods.slice(0, NAMED).map(({ id }) => `'${id.name}'`);
  if (pods.length === 1) return `pod ${names[0]}`;
  const more = pods.length > NAMED ? ` and ${pods.length - NAMED} more` : '';
  return `${pods.length} pods (${names.join(', ')}${more})`;
}

/** The names of pods, each at its place. */
export function namesOf(pods: readonly Resource[]): readonly Traced[] {
  return pods.map((pod) => concluded(pod.id.name, pod, ['metadata', 'name']));
}

/** The running pods that would get a sidecar now and have none, and why the first of them would. */
export function podsWithoutSidecar(
  { pods }: Workload,
  decide: (pod: Resource) => OsmDecision,
): FactMapping | undefined {
  const lacking = pods.filter(
    (pod) =>
      textAt(pod.value, ['status', 'phase']) === 'Running' &&
      !isOfNode(pod) &&
      !hasOsmSidecar(pod) &&
      decide(pod).shouldInject.value === true,
  );
  const [first] = lacking;
  if (first === undefined) return undefined;
  const { reason, chain } = decide(first);
  return { who: who(lacking), pods: namesOf(lacking), reason, chain };
}

/** The kubelet makes it from a file of its node, and nothing that the API server adds reaches that. */
function isOfNode(pod: Resource): boolean {
  const path = controllerPath(pod);
  return path !== undefined && valueAt(pod.value, [...path, 'kind']) === 'Node';
}

/** The pods of which a container of the sidecar does not run: what the first of them says, and the others. */
export function podsInTrouble(
  { pods }: Workload,
  troublesOf: (pod: Resource) => readonly SidecarTrouble[],
): FactMapping | undefined {
  const found = pods.filter(hasOsmSidecar).flatMap((pod) =>
    troublesOf(pod)
      .slice(0, 1)
      .map((trouble) => ({ pod, trouble })),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  return {
    ...first.trouble,
    who: who(found.map(({ pod }) => pod)),
    pods: found.map(({ pod, trouble }) => trouble.says.saying(pod.id.name)),
  };
}

/** The pods of which the Secret with the start configuration of their Envoy is certainly gone. */
export function podsWithoutSecret(graph: Graph, { pods }: Workload): FactMapping | undefined {
  const lacking = pods.filter((pod) => isGone(graph, pod, bootstrapSecret(pod)));
  const [first] = lacking;
  if (first === undefined) return undefined;
  return { who: who(lacking), pods: namesOf(lacking), secret: bootstrapSecret(first) };
}

function isGone(graph: Graph, { id }: Resource, secret: Traced | undefined): boolean {
  if (secret === undefined) return false;
  const question = { kind: 'Secret', name: String(secret.value), namespace: id.namespace };
  return graph.exists(question).answer === 'no';
}
