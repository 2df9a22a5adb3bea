import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactMapping, type Traced } from '../fact.js';
import { annotationsOf, labelsOf } from '../metadata.js';
import type { Candidate } from './pods.js';

export const INJECTION = 'istio-injection';
export const REVISION = 'istio.io/rev';
export const INJECT = 'sidecar.istio.io/inject';
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** Who asks for a sidecar, by the labels that the charts of Istio select. */
export interface Wish {
  /** Of whom: a revision or tag; the default injector where nobody is named. */
  readonly revision: string;
  readonly isDefault: boolean;
  readonly by: 'namespace' | 'pod';
  /** As the end of a sentence: `namespace shop has istio.io/rev=canary`. */
  readonly says: Traced;
}

/** A label and where it stands. */
interface Label {
  readonly value: string | undefined;
  readonly by: 'namespace' | 'pod';
  readonly says: Traced;
}

/**
 * What a pod and its namespace ask for together. `istio-injection` goes before any revision, and the revision of the namespace
 * before that of the pod; an empty or odd value of these asks for nothing, and keeps the pod from asking.
 */
export function wishOf({ pod, namespace }: Candidate): Wish | undefined {
  if (isRefused(pod)) return undefined;
  const ofNamespace = namespace && byNamespace(namespace);
  return ofNamespace === undefined ? byPod(pod) : ofNamespace.wish;
}

/** What a pod asks for in a namespace that keeps every injector out. */
export function wishInVain({ pod, namespace }: Candidate): Wish | undefined {
  const ofNamespace = namespace && byNamespace(namespace);
  const isShutOut = ofNamespace !== undefined && ofNamespace.wish === undefined;
  return isShutOut && !isRefused(pod) ? byPod(pod) : undefined;
}

function isRefused(pod: Resource): boolean {
  return labelsOf(pod)[INJECT] === 'false';
}

/** The wish of a namespace is that of all its pods. */
const WISHES = new WeakMap<Resource, ReturnType<typeof wishOfNamespace>>();

function byNamespace(namespace: Resource): ReturnType<typeof wishOfNamespace> {
  if (!WISHES.has(namespace)) WISHES.set(namespace, wishOfNamespace(namespace));
  return WISHES.get(namespace);
}

/** Undefined where the namespace leaves it to its pods. */
function wishOfNamespace(namespace: Resource): { readonly wish: Wish | undefined } | undefined {
  const injection = labelOf(namespace, INJECTION);
  if (injection !== undefined) {
    return { wish: injection.value === 'enabled' ? defaultWish(injection) : undefined };
  }
  const revision = labelOf(namespace, REVISION);
  return revision && { wish: revisionWish(revision) };
}

function byPod(pod: Resource): Wish | undefined {
  const revision = labelOf(pod, REVISION);
  if (revision !== undefined && !isPerhapsInjected(pod)) return revisionWish(revision);
  const inject = labelsOf(pod)[INJECT] === 'true' ? labelOf(pod, INJECT) : undefined;
  return inject && defaultWish(inject);
}

function defaultWish({ says, by }: Label): Wish {
  return { revision: 'default', isDefault: true, by, says };
}

function revisionWish({ value, says, by }: Label): Wish | undefined {
  return value === undefined || value === '' ? undefined : { revision: value, isDefault: false, by, says };
}

/**
 * What the revision that a pod names is worth beside the labels of its namespace; undefined where either is not there.
 * `targets` are the revisions that tags lead to: two names of one injector agree.
 */
export function podRevision(
  { pod, namespace }: Candidate,
  targets: ReadonlyMap<string, string>,
): FactMapping | undefined {
  const own = copied(pod, ['metadata', 'labels', REVISION]);
  if (own === undefined || namespace === undefined || isPerhapsInjected(pod)) return undefined;
  const over = labelOf(namespace, INJECTION) ?? labelOf(namespace, REVISION);
  if (over === undefined) return { value: own, effect: 'counts' };
  const wish = byNamespace(namespace)?.wish;
  if (wish === undefined) return { value: own, effect: 'shut out', by: over.says };
  const target = (name: string) => targets.get(name) ?? name;
  const agrees = target(wish.revision) === target(String(own.value));
  return { value: own, effect: agrees ? 'agrees' : 'overruled', by: over.says };
}

/** Up to 1.10 the injector put the label on each pod, so that nobody knows whose it is; from 1.18 on it writes an annotation. */
export function isPerhapsInjected(pod: Resource): boolean {
  const annotations = annotationsOf(pod);
  const isInjected = annotations['sidecar.istio.io/status'] !== undefined;
  return isInjected && annotations[REVISION] === undefined && labelsOf(pod)[REVISION] !== undefined;
}

/** A label as a step of a decision. */
export function labelOf(resource: Resource, key: string): Label | undefined {
  const value = labelsOf(resource)[key];
  if (value === undefined) return undefined;
  const { kind, name } = resource.id;
  const isOfNamespace = kind === 'Namespace';
  const words = isOfNamespace ? `namespace ${name} has ${key}=${value}` : `its label ${key} is '${value}'`;
  return {
    value: typeof value === 'string' ? value : undefined,
    by: isOfNamespace ? 'namespace' : 'pod',
    says: concluded(words, resource, ['metadata', 'labels', key]),
  };
}

/** The first label that bears on injection, and whose value is filled in later. */
export function openLabel({ pod, namespace }: Candidate): Label | undefined {
  return (
    (namespace && openLabelOf(namespace, INJECTION)) ??
    (namespace && openLabelOf(namespace, REVISION)) ??
    openLabelOf(pod, INJECT) ??
    openLabelOf(pod, REVISION)
  );
}

function openLabelOf(resource: Resource, key: string): Label | undefined {
  return isPlaceholder(labelsOf(resource)[key]) ? labelOf(resource, key) : undefined;
}
