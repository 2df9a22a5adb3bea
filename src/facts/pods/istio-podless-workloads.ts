import type { Graph } from '../../graph/graph.js';
import { controllerPath } from '../../graph/owners.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';

/** What makes pods one by one: how many it wants, and how many it has made. */
export const PODS_WANTED: ReadonlyMap<KindName, readonly [wanted: Path, made: Path]> = new Map([
  [
    'apps/ReplicaSet',
    [
      ['spec', 'replicas'],
      ['status', 'replicas'],
    ],
  ],
  [
    'apps/StatefulSet',
    [
      ['spec', 'replicas'],
      ['status', 'replicas'],
    ],
  ],
  [
    'apps/DaemonSet',
    [
      ['status', 'desiredNumberScheduled'],
      ['status', 'currentNumberScheduled'],
    ],
  ],
]);

/** Workloads whose pods ask for a sidecar and that have not got a single one, where nothing in the input tells why. */
export const istioPodlessWorkloads: FactSource = {
  kind: 'IstioPodlessWorkload',
  reads: [...PODS_WANTED.keys()],
  looksAt: ['Event', 'events.k8s.io/Event', 'meshlint/IstioWorkload'],
  derive: (graph) => {
    const isMeant = injected(graph);
    const isExplained = explained(graph);
    return [...PODS_WANTED].flatMap(([kind, [wanted, made]]) =>
      graph
        .ofKind(kind)
        .filter((each) => each.captured && hasNone(each, wanted, made))
        .filter((each) => isMeant(each) && !isExplained(each))
        .map((resource) =>
          fact('IstioPodlessWorkload', { resource, path: wanted }, resource.id.name, {
            workloadKind: kind.slice('apps/'.length),
            wanted: copied(resource, wanted),
          }),
        ),
    );
  },
};

function hasNone({ value }: Resource, wanted: Path, made: Path): boolean {
  return Number(valueAt(value, wanted) ?? 0) > 0 && valueAt(value, made) === 0;
}

/** Whether a sidecar is to be reckoned with in the pods of a maker, or of what made it in turn. */
function injected(graph: Graph): (maker: Resource) => boolean {
  const expecting = new Set(
    graph
      .ofKind('meshlint/IstioWorkload')
      .filter(({ value }) => value.expected === true && value.role !== 'control-plane')
      .map(({ id, value }) => keyOf(id.namespace, value.workloadKind, value.workload)),
  );
  return (maker) => {
    const { namespace, kind, name } = maker.id;
    const path = controllerPath(maker);
    const owner =
      path &&
      keyOf(namespace, textAt(maker.value, [...path, 'kind']), textAt(maker.value, [...path, 'name']));
    return expecting.has(keyOf(namespace, kind, name)) || (owner !== undefined && expecting.has(owner));
  };
}

/** A condition or an event says why there is no pod, whoever refuses it. */
function explained(graph: Graph): (maker: Resource) => boolean {
  const told = new Set(
    ['Event', 'events.k8s.io/Event'].flatMap((kind) =>
      graph
        .ofKind(kind)
        .filter(({ value }) => textAt(value, ['reason']) === 'FailedCreate')
        .map(({ id, value }) => {
          const about = valueAt(value, ['involvedObject']) ?? valueAt(value, ['regarding']) ?? null;
          return keyOf(id.namespace, textAt(about, ['kind']), textAt(about, ['name']));
        }),
    ),
  );
  return ({ id, value }) =>
    told.has(keyOf(id.namespace, id.kind, id.name)) ||
    itemsAt(value, ['status', 'conditions']).some((each) => textAt(each, ['type']) === 'ReplicaFailure');
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
