import type { Graph } from '../../graph/graph.js';
import { controllerOf, controllerPath } from '../../graph/owners.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { PODS_WANTED } from '../pods/istio-podless-workloads.js';
import { type WebhookFailure, webhookFailureIn } from './webhook-failure-text.js';

const LINE: KindName = 'meshlint/ObservedLine';
const EVENTS: readonly KindName[] = ['Event', 'events.k8s.io/Event'];

const JOB: KindName = 'batch/Job';

/** Whose status says that it gets no pods. */
const FAILING: readonly KindName[] = ['apps/ReplicaSet', 'ReplicationController', 'apps/Deployment'];

/** Where a text stands that tells of a call that failed. */
interface Telling {
  readonly from: 'condition' | 'event' | 'events' | 'errors' | 'log';
  readonly resource: Resource;
  readonly path: Path;
  readonly text: string;
  /** What did not get what it asked for. */
  readonly holder: { readonly kind: string; readonly name: string } | undefined;
}

/** Calls of webhooks of Istio that failed, as conditions, events and lines of logs tell; the most certain of them first. */
export const istioWebhookFailures: FactSource = {
  kind: 'IstioWebhookFailure',
  reads: [...FAILING, ...EVENTS],
  looksAt: [...PODS_WANTED.keys(), JOB, LINE, 'meshlint/WebhookCall'],
  derive: (graph) => {
    const found = [...conditions(graph), ...events(graph), ...lines(graph)].flatMap((telling) => {
      const failure = webhookFailureIn(telling.text);
      return failure === undefined || isOver(graph, telling) ? [] : [{ telling, failure }];
    });
    if (found.length === 0) return [];
    const callOf = calls(graph);
    return found.map(({ telling, failure }) => webhookFailure(graph, telling, failure, callOf(failure)));
  },
};

function webhookFailure(graph: Graph, telling: Telling, failure: WebhookFailure, call: Json): Resource {
  const { from, resource, path, holder } = telling;
  const { entry, role, cause, service, reason } = failure;
  const name = service?.name ?? textAt(call, ['service', 'name']);
  const namespace = service?.namespace ?? textAt(call, ['service', 'namespace']);
  return fact('IstioWebhookFailure', { resource, path }, resource.id.name, {
    from,
    text: copied(resource, path),
    entry,
    role,
    cause,
    reason,
    service: name === undefined ? undefined : { name, namespace },
    revision: revisionOf(failure, call),
    holderKind: holder?.kind,
    holder: holder?.name,
    ...workloadOf(graph, resource.id.namespace, holder),
  });
}

function* conditions(graph: Graph): Iterable<Telling> {
  for (const kind of FAILING) {
    for (const resource of graph.ofKind(kind)) {
      const list = itemsAt(resource.value, ['status', 'conditions']);
      const index = list.findIndex((each) => textAt(each, ['type']) === 'ReplicaFailure');
      const text = textAt(list[index] ?? null, ['message']);
      if (text === undefined || textAt(list[index] ?? null, ['status']) !== 'True') continue;
      const path: Path = ['status', 'conditions', index, 'message'];
      yield { from: 'condition', resource, path, text, holder: resource.id };
    }
  }
}

function* events(graph: Graph): Iterable<Telling> {
  for (const resource of EVENTS.flatMap((kind) => graph.ofKind(kind))) {
    const path = ['message', 'note'].find((key) => textAt(resource.value, [key]) !== undefined);
    if (path === undefined) continue;
    const about =
      ['involvedObject', 'regarding'].find((key) => valueAt(resource.value, [key]) !== undefined) ?? '';
    const [kind, name] = ['kind', 'name'].map((key) => textAt(resource.value, [about, key]));
    const holder = kind === undefined || name === undefined ? undefined : { kind, name };
    yield { from: 'event', resource, path: [path], text: textAt(resource.value, [path]) ?? '', holder };
  }
}

function* lines(graph: Graph): Iterable<Telling> {
  for (const resource of graph.ofKind(LINE)) {
    const text = textAt(resource.value, ['text']) ?? '';
    const from = textAt(resource.value, ['from']);
    const place = from === 'events' || from === 'errors' ? from : 'log';
    yield {
      from: place,
      resource,
      path: ['text'],
      text,
      holder: place === 'events' ? inTable(text) : undefined,
    };
  }
}

const SHORT_KINDS: ReadonlyMap<string, string> = new Map(
  ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'Deployment'].map((kind) => [kind.toLowerCase(), kind]),
);

/** A table of events names what an event is about as kubectl does: `replicaset/cart-7d9f`. */
function inTable(text: string): Telling['holder'] {
  const [, short = '', name = ''] =
    /\b(replicaset|statefulset|daemonset|job|deployment)(?:\.apps)?\/([a-z0-9.-]+)/i.exec(text) ?? [];
  const kind = SHORT_KINDS.get(short.toLowerCase());
  return kind === undefined ? undefined : { kind, name };
}

/** Events outlive what they tell of: what has all its pods by now, or is gone, suffers no more. */
function isOver(graph: Graph, { from, resource, holder }: Telling): boolean {
  if ((from !== 'event' && from !== 'events') || holder === undefined) return false;
  const kind = [...PODS_WANTED.keys(), JOB].find((each) => each.endsWith(`/${holder.kind}`));
  if (kind === undefined) return false;
  const { namespace } = resource.id;
  const existence = graph.exists({ kind, namespace, name: holder.name });
  return existence.answer === 'yes'
    ? existence.found !== undefined && hasItsPods(kind, existence.found)
    : existence.answer === 'no';
}

function hasItsPods(kind: KindName, { value }: Resource): boolean {
  if (kind === JOB)
    return ['active', 'succeeded'].some((key) => Number(valueAt(value, ['status', key]) ?? 0) > 0);
  const [wanted, made] = PODS_WANTED.get(kind)?.map((path) => valueAt(value, path)) ?? [];
  return typeof wanted === 'number' && Number(made ?? 0) >= wanted;
}

/** The entry that the text is about: of those of that name, the one that calls the Service which it names. */
function calls(graph: Graph): (failure: WebhookFailure) => Json {
  return ({ entry, service }) => {
    const named = graph.find({ kind: 'meshlint/WebhookCall', where: new Map([['/entry', [entry]]]) });
    const called = named.find(({ value }) => textAt(value, ['service', 'name']) === service?.name);
    return (called ?? (named.length === 1 ? named[0] : undefined))?.value ?? null;
  };
}

/** By the istiod that the Service leads to, else by the name that the charts give to the Service of a revision. */
function revisionOf({ service }: WebhookFailure, call: Json): string | undefined {
  const known = textAt(call, ['controlPlane', 'name']) ?? textAt(call, ['revision']);
  const [, , named] = /^istiod(-(.+))?$/.exec(service?.name ?? '') ?? [];
  return known ?? named ?? (service?.name === 'istiod' ? 'default' : undefined);
}

/** What is mended where it does not get its pods: of a ReplicaSet, its Deployment. */
function workloadOf(graph: Graph, namespace: string | undefined, holder: Telling['holder']): FactMapping {
  if (holder === undefined) return {};
  const own = { workloadKind: holder.kind, workload: holder.name };
  if (holder.kind !== 'ReplicaSet') return own;
  const [replicaSet] = graph.find({ kind: 'apps/ReplicaSet', namespace, name: holder.name });
  const path = replicaSet && controllerPath(replicaSet);
  if (replicaSet === undefined || path === undefined) return own;
  const owner = controllerOf(graph, replicaSet)?.id;
  const [kind, name] = ['kind', 'name'].map((key) => textAt(replicaSet.value, [...path, key]));
  return { workloadKind: owner?.kind ?? kind, workload: owner?.name ?? name };
}
