import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping } from '../fact.js';
import { annotationsOf, labelsOf } from '../metadata.js';
import { INJECT, REVISION } from '../pods/istio-labels.js';
import { allPods } from '../pods/pod-templates.js';
import type { WebhookEntry } from './webhook-entries.js';

/** More places than these explain nothing more. */
const SHOWN = 4;

const CHOICES = [REVISION, INJECT];

/** Who waits for the answer to an injector before a pod of theirs is created. */
export interface HeldUp {
  readonly namespaces: readonly string[];
  readonly places: FactMapping | undefined;
}

const NOBODY: HeldUp = { namespaces: [], places: undefined };

interface Pods {
  /** Those that may choose an injector by their own labels. */
  readonly choosing: readonly Resource[];
  /** Those that are passed over, after the injector was asked. */
  readonly exempt: readonly Exempt[];
}

interface Exempt {
  readonly pod: Resource;
  readonly because: Path;
}

/** Whom each injector of Istio holds up while it does not answer. */
export function holdingUp(graph: Graph): (entry: WebhookEntry) => HeldUp {
  let pods: Pods | undefined;
  return (entry) => {
    if (entry.role !== 'injector' || entry.mesh !== 'istio') return NOBODY;
    pods ??= podsOf(graph);
    return heldUp(graph, pods, entry);
  };
}

function podsOf(graph: Graph): Pods {
  const all = allPods(graph, undefined);
  return {
    choosing: all.filter((pod) => CHOICES.some((key) => labelsOf(pod)[key] !== undefined)),
    exempt: all.flatMap(exempt),
  };
}

/** An annotation is seen by istiod only, and pods on the network of their node are never injected. */
function exempt(pod: Resource): readonly Exempt[] {
  if (valueAt(pod.value, ['spec', 'hostNetwork']) === true)
    return [{ pod, because: ['spec', 'hostNetwork'] }];
  const isRefused = annotationsOf(pod)[INJECT] === 'false';
  return isRefused ? [{ pod, because: ['metadata', 'annotations', INJECT] }] : [];
}

function heldUp(graph: Graph, pods: Pods, { value }: WebhookEntry): HeldUp {
  const isAsked = (labels: Json) => matchesSelector(value.objectSelector, labels);
  const choosing = new Set(
    pods.choosing.filter((pod) => isAsked(labelsOf(pod))).map(({ id }) => id.namespace),
  );
  const waiting = graph
    .ofKind('Namespace')
    .filter((namespace) => matchesSelector(value.namespaceSelector, namespaceLabels(namespace)))
    .filter(({ id }) => isAsked({}) || choosing.has(id.name));
  const names = new Set(waiting.map(({ id }) => id.name));
  const passedOver = pods.exempt.filter(
    ({ pod }) => names.has(pod.id.namespace ?? '') && isAsked(labelsOf(pod)),
  );
  return { namespaces: [...names], places: places(waiting, passedOver) };
}

/** The API server sets one label on every namespace; a manifest lacks it. */
export function namespaceLabels(namespace: Resource): Json {
  return { 'kubernetes.io/metadata.name': namespace.id.name, ...labelsOf(namespace) };
}

function places(waiting: readonly Resource[], passedOver: readonly Exempt[]): FactMapping {
  return {
    namespaces: waiting.slice(0, SHOWN).map((namespace) => copied(namespace, ['metadata', 'name'])),
    passedOver: passedOver
      .slice(0, SHOWN)
      .map(({ pod, because }) => concluded(`${pod.id.kind} ${pod.id.name}`, pod, because)),
  };
}

/** What happens while nobody answers, as the end of a sentence. */
export function consequence({ role }: WebhookEntry, failurePolicy: Json, { namespaces }: HeldUp): string {
  if (role === 'validator') {
    return failurePolicy === 'Fail'
      ? 'every change of Istio configuration is refused'
      : 'Istio configuration goes unchecked';
  }
  const where = namespaces.length === 0 ? '' : ` (${listed(namespaces)})`;
  return failurePolicy === 'Fail'
    ? `no pod that it selects is created${where}`
    : `pods that it selects start without sidecar${where}`;
}

function listed(namespaces: readonly string[]): string {
  const shown = namespaces.slice(0, SHOWN).join(', ');
  const more = namespaces.length - SHOWN;
  const word = namespaces.length === 1 ? 'namespace' : 'namespaces';
  return more > 0 ? `${word} ${shown} and ${more} more` : `${word} ${shown}`;
}
