import type { Graph } from '../../graph/graph.js';
import { controllerIn, controllerOf } from '../../graph/owners.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactMapping, traced } from '../fact.js';
import { itemsIn, labelsOf, textIn } from '../metadata.js';

/** A captured pod and its namespace, without whose labels nothing is known of its injection. */
export interface PodInNamespace {
  readonly pod: Resource;
  readonly namespace: Resource;
}

/** A pod, or a template in the shape of one, and the namespace that it is in, as far as the input holds it. */
export interface Candidate {
  readonly pod: Resource;
  readonly namespaceName: string;
  readonly namespace: Resource | undefined;
}

/** Pods in manifests are left out: what would be injected into them is not there yet. */
export function podsInNamespaces(graph: Graph): readonly PodInNamespace[] {
  return graph
    .ofKind('Pod')
    .filter(({ captured, id }) => captured && id.namespace !== undefined)
    .flatMap((pod) => {
      const [namespace] = graph.find({ kind: 'Namespace', name: pod.id.namespace });
      return namespace === undefined ? [] : [{ pod, namespace }];
    });
}

const PHASE: Path = ['status', 'phase'];

/** What every fact on a pod carries: whether it still runs, and what to restart to get a new one. */
export function lifeOf(graph: Graph, pod: Resource): FactMapping {
  return {
    phase: copied(pod, PHASE),
    finished: isOver(pod),
    ...ownerOf(graph, pod),
  };
}

/** A finished or evicted pod stays behind as a record, and a deleted one is on its way. */
export function isOver({ value }: Resource): boolean {
  const phase = textIn(value.status, 'phase');
  const isDeleted = textIn(value.metadata, 'deletionTimestamp') !== undefined;
  return isDeleted || phase === 'Failed' || phase === 'Succeeded';
}

export function isOnHostNetwork({ value: { spec } }: Resource): boolean {
  return isObject(spec) && spec.hostNetwork === true;
}

export function isReady(pod: Resource): boolean {
  const conditions = itemsIn(pod.value.status, 'conditions');
  return conditions.some((condition) => isObject(condition) && isReadyCondition(condition));
}

function isReadyCondition(condition: JsonObject): boolean {
  return condition.type === 'Ready' && valueAt(condition, ['status']) === 'True';
}

function ownerOf(graph: Graph, pod: Resource): FactMapping {
  const controller = controllerIn(pod);
  if (controller === undefined) return {};
  const { kind, name } = controller.reference;
  const at = (key: string, value: Json | undefined) =>
    value === undefined
      ? undefined
      : traced(value, pod, ['metadata', 'ownerReferences', controller.index, key]);
  const deployment =
    kind === 'ReplicaSet' && name !== undefined ? deploymentOf(graph, pod, String(name)) : undefined;
  return deployment === undefined
    ? { ownerKind: at('kind', kind), owner: at('name', name) }
    : { ownerKind: at('kind', 'Deployment'), owner: at('name', deployment) };
}

/** A captured ReplicaSet names its Deployment; otherwise the hash at its end gives the Deployment's name away. */
function deploymentOf(graph: Graph, pod: Resource, replicaSet: string): string | undefined {
  const found = controllerOf(graph, pod);
  if (found !== undefined) {
    const reference = controllerIn(found)?.reference;
    return textIn(reference, 'kind') === 'Deployment' ? textIn(reference, 'name') : undefined;
  }
  return deploymentName(pod, replicaSet);
}

/** The name of the Deployment behind a ReplicaSet that ends in the hash which its pods carry. */
export function deploymentName(pod: Resource, replicaSet: string): string | undefined {
  const hash = labelsOf(pod)['pod-template-hash'];
  return typeof hash === 'string' && replicaSet.endsWith(`-${hash}`)
    ? replicaSet.slice(0, -hash.length - 1)
    : undefined;
}
