import type { Graph } from '../../graph/graph.js';
import { controllerIn, controllerOf } from '../../graph/owners.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { textIn } from '../metadata.js';
import { perGraph } from '../per-graph.js';
import { isFormerRevision, templateOf } from './pod-templates.js';
import { deploymentName, isOver } from './pods.js';

const TEMPLATE: Path = ['spec', 'template'];

/** Where the kinds that make pods hold what they make them of; a pod is its own template. */
const TEMPLATES: ReadonlyMap<KindName, Path> = new Map([
  ['apps/Deployment', TEMPLATE],
  ['apps/StatefulSet', TEMPLATE],
  ['apps/DaemonSet', TEMPLATE],
  ['apps/ReplicaSet', TEMPLATE],
  ['ReplicationController', TEMPLATE],
  ['batch/Job', TEMPLATE],
  ['batch/CronJob', ['spec', 'jobTemplate', ...TEMPLATE]],
  ['Pod', []],
]);

/** The kinds that tell which workloads there are. */
export const WORKLOAD_KINDS: readonly KindName[] = [...TEMPLATES.keys()];

/** What makes pods, or a pod that nothing in the input makes: where a mistake in its pods is mended. */
export interface Workload {
  /** Kind and name of what is restarted to get new pods; the input need not hold it. */
  readonly kind: string;
  readonly name: string;
  readonly resource: Resource;
  /** What its pods are made of, in the shape of a pod: of a pod, itself. */
  readonly template: Resource;
  /** Its captured pods that are still alive. */
  readonly pods: readonly Resource[];
}

interface Member {
  readonly resource: Resource;
  readonly template: Resource;
  readonly owner: Owner;
}

interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** The workloads of a graph: of a Deployment, its ReplicaSets and its pods the one that is furthest up, once. */
export const workloads: (graph: Graph) => readonly Workload[] = perGraph((graph) => {
  const ownerOf = ownersIn(graph);
  const members = [...TEMPLATES].flatMap(([kind, path]) =>
    graph.ofKind(kind).flatMap((resource) => member(resource, path, ownerOf)),
  );
  return [...groupBy(members, keyOf).values()].flatMap(workloadsOf);
});

/** What is applied to no stated namespace may be meant for any. */
function member(resource: Resource, path: Path, ownerOf: (resource: Resource) => Owner): readonly Member[] {
  const { namespace } = resource.id;
  if (namespace === undefined || isPlaceholder(namespace) || isFormerRevision(resource)) return [];
  const template = path.length === 0 ? resource : templateOf(resource, path);
  return [{ resource, template, owner: ownerOf(resource) }];
}

function keyOf({ resource, owner }: Member): string {
  return JSON.stringify([resource.id.namespace, owner.kind, owner.name]);
}

function workloadsOf(members: readonly Member[]): readonly Workload[] {
  const isAlive = ({ resource }: Member) => !isOver(resource);
  const pods = members
    .filter(({ resource }) => resource.id.kind === 'Pod' && resource.captured)
    .filter(isAlive);
  const makers = members.filter(({ resource }) => resource.id.kind !== 'Pod');
  const owners = makers.filter(({ resource, owner }) => resource.id.kind === owner.kind);
  const heads =
    [owners, makers.slice(0, 1), members.filter(isAlive).slice(0, 1)].find((each) => each.length > 0) ?? [];
  return heads.map(({ resource, template, owner }, index) => ({
    ...owner,
    resource,
    template,
    pods: index === 0 ? pods.map((pod) => pod.resource) : [],
  }));
}

/** The kinds that make pods for others of these kinds. */
const MAKERS: ReadonlySet<string> = new Set(
  WORKLOAD_KINDS.filter((kind) => kind !== 'Pod').map((kind) => kind.split('/').at(-1) ?? ''),
);

/** The pods of one ReplicaSet have one owner: who owns what made a pod, owns the pod. */
function ownersIn(graph: Graph): (resource: Resource) => Owner {
  const known = new Map<Resource, Owner>();
  return (resource) => {
    const maker = resource.id.kind === 'Pod' ? makerOf(graph, resource) : undefined;
    if (maker === undefined) return lastOwner(graph, resource);
    const owner = known.get(maker) ?? lastOwner(graph, maker);
    known.set(maker, owner);
    return owner;
  };
}

/** The furthest owner that the input tells of: of what is captured on the way up, and of what that names in turn. */
function lastOwner(graph: Graph, resource: Resource): Owner {
  const passed = [resource];
  let last = resource;
  for (
    let next = makerOf(graph, last);
    next !== undefined && !passed.includes(next);
    next = makerOf(graph, last)
  ) {
    passed.push(next);
    last = next;
  }
  return namedOwner(last) ?? { kind: last.id.kind, name: last.id.name };
}

function makerOf(graph: Graph, resource: Resource): Resource | undefined {
  const kind = textIn(controllerIn(resource)?.reference, 'kind');
  return kind !== undefined && MAKERS.has(kind) ? controllerOf(graph, resource) : undefined;
}

/** An owner that was not captured. Operators own workloads, too: each of those stands for itself, as do the pods of a node. */
function namedOwner(resource: Resource): Owner | undefined {
  const reference = controllerIn(resource)?.reference;
  const [kind, name] = [textIn(reference, 'kind'), textIn(reference, 'name')];
  if (kind === undefined || name === undefined || kind === 'Node') return undefined;
  if (resource.id.kind !== 'Pod') return MAKERS.has(kind) ? { kind, name } : undefined;
  const deployment = kind === 'ReplicaSet' ? deploymentName(resource, name) : undefined;
  return deployment === undefined ? { kind, name } : { kind: 'Deployment', name: deployment };
}

/** How one gets new pods of a workload, as a command; of pods that are deleted it names the first. */
export function restartCommand({ kind, name, resource, pods }: Workload): string {
  const [{ id } = resource] = pods;
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)
    ? `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${id.namespace}`
    : `kubectl delete pod ${id.name} -n ${id.namespace}`;
}
