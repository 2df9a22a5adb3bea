import type { Graph } from '../../graph/graph.js';
import { controllerIn } from '../../graph/owners.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { seenAs } from '../../graph/resources.js';
import { LabelIndex } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { labelsOf, mappingAt, mappingIn } from '../metadata.js';
import { perGraphAnd } from '../per-graph.js';
import { isOver } from './pods.js';

const TEMPLATE: Path = ['spec', 'template'];

/** Where workloads hold what they make pods of: those whose pods serve, and those whose pods end. */
const SERVING: ReadonlyMap<KindName, Path> = new Map([
  ['apps/Deployment', TEMPLATE],
  ['apps/StatefulSet', TEMPLATE],
  ['apps/DaemonSet', TEMPLATE],
  ['apps/ReplicaSet', TEMPLATE],
]);
const ENDING: ReadonlyMap<KindName, Path> = new Map([
  ['batch/Job', TEMPLATE],
  ['batch/CronJob', ['spec', 'jobTemplate', ...TEMPLATE]],
]);

/** The kinds that tell which pods may serve, and those that tell of all pods. */
export const SERVING_KINDS: readonly KindName[] = ['Pod', ...SERVING.keys()];
export const POD_KINDS: readonly KindName[] = [...SERVING_KINDS, ...ENDING.keys()];

type PodsOf = (graph: Graph, namespace: string | undefined) => readonly Resource[];

/** The pods of a namespace that may serve, and as pods the templates of what makes such pods: see `allPods`. */
export const servingPods: PodsOf = perGraphAnd((graph, namespace) => [
  ...runningPods(graph, namespace),
  ...templates(graph, namespace, SERVING),
]);

/**
 * The pods of a namespace that still run, and as pods the templates of what makes pods there: one that is scaled to zero
 * has none now. The places in a template are those of its workload.
 */
export const allPods: PodsOf = perGraphAnd((graph, namespace) => [
  ...servingPods(graph, namespace),
  ...templates(graph, namespace, ENDING),
]);

function runningPods(graph: Graph, namespace: string | undefined): readonly Resource[] {
  return graph.find({ kind: 'Pod', namespace }).filter((pod) => !isOver(pod));
}

function templates(
  graph: Graph,
  namespace: string | undefined,
  kinds: ReadonlyMap<KindName, Path>,
): readonly Resource[] {
  return [...kinds].flatMap(([kind, path]) =>
    graph
      .find({ kind, namespace })
      .filter((workload) => !isFormerRevision(workload))
      .map((workload) => templateOf(workload, path)),
  );
}

/** The template of a workload in the shape of a pod. */
export function templateOf(workload: Resource, path: Path): Resource {
  return seenAs(workload, mappingAt(workload.value, path), path);
}

/** A Deployment keeps the ReplicaSets that it had, scaled to zero. */
export function isFormerRevision(workload: Resource): boolean {
  if (workload.id.kind !== 'ReplicaSet') return false;
  const { spec } = workload.value;
  const isScaledDown = isObject(spec) && spec.replicas === 0;
  return isScaledDown && controllerIn(workload) !== undefined;
}

/** The serving pods that the selector of a Service matches: none where it has no selector. */
export function podsBehind(graph: Graph, service: Resource): readonly Resource[] {
  const selector = mappingIn(service.value.spec, 'selector');
  return Object.keys(selector).length === 0
    ? []
    : servingPodsByLabel(graph, service.id.namespace).selected(selector);
}

/** The same pods, found by their labels. */
export const servingPodsByLabel = perGraphAnd(
  (graph, namespace: string | undefined) => new LabelIndex(servingPods(graph, namespace), labelsOf),
);

/** The kind that is to be captured before one may say that a namespace has no other such pods; undefined: none. */
export function unknownPods(
  graph: Graph,
  namespace: string | undefined,
  kinds: readonly KindName[],
): Json | undefined {
  const open = kinds
    .filter((kind) => kind !== 'apps/ReplicaSet')
    .find((kind) => graph.knowledge(kind, namespace).completeness !== 'full');
  return open === undefined ? undefined : unknown(open, namespace);
}
