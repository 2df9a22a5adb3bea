import type { Graph } from '../../graph/graph.js';
import { kindName } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { CONTROL_PLANE_REVISION } from '../control-planes/istio-control-planes.js';
import { injectingRevision } from '../control-planes/istio-revisions.js';
import { concluded, type Traced } from '../fact.js';
import { itemsAt, labelsOf } from '../metadata.js';
import { liveIstioInjectors, MUTATING, type WebhookEntry } from '../webhooks/webhook-entries.js';
import {
  INJECT,
  INJECTION,
  isPerhapsInjected,
  labelOf,
  openLabel,
  REVISION,
  type Wish,
  wishOf,
} from './istio-labels.js';
import type { Candidate } from './pods.js';

/** What a decision about injection was made by. */
export type DecidedBy =
  | 'hostNetwork'
  | 'namespaceName'
  | 'namespaceMissing'
  | 'namespaceLabel'
  | 'podLabel'
  | 'nothing'
  | 'webhook'
  | 'injectValue'
  | 'policy'
  | 'release'
  | 'placeholder';

/** One step of a decision; without an answer the next one is asked. */
export interface Step {
  readonly by: DecidedBy;
  readonly says: Traced;
  readonly answer?: boolean | { readonly unknown: Json };
}

/** Who injects: an entry of the input, or one that is assumed of a revision, as the charts would have written it. */
export interface Injector {
  readonly revision: Traced | undefined;
  readonly entry: WebhookEntry | undefined;
}

/** The revision of an injector as its istiod and its ConfigMap are called. */
export function nameOf({ revision }: Injector): string {
  const name = revision?.value;
  return typeof name === 'string' && name !== '' ? name : 'default';
}

/** Whom the API server asks about a pod; nobody where the step has an answer. */
export interface Selection {
  readonly step: Step;
  readonly injector?: Injector;
}

interface Known {
  readonly graph: Graph;
  readonly entries: readonly WebhookEntry[];
  readonly completeness: 'full' | 'probable' | 'none' | 'failed';
  /** An entry answers to `istio-injection=enabled`: there is no other default. */
  readonly hasDefault: boolean;
  /** The entries whose selectors match a namespace, by its name. */
  readonly ofNamespace: Map<string, readonly WebhookEntry[]>;
  /** What follows from each entry is the same for every pod. */
  readonly ofEntry: Map<WebhookEntry, Selection>;
}

/** The selectors as captured: clouds and older charts do not have the usual ones. Where none are at hand, the labels tell. */
export function istioSelection(graph: Graph): (candidate: Candidate) => Selection {
  const entries = liveIstioInjectors(graph);
  const known: Known = {
    graph,
    entries,
    completeness: graph.knowledge(MUTATING, undefined).completeness,
    hasDefault: entries.some(({ value }) =>
      matchesSelector(value.namespaceSelector, { [INJECTION]: 'enabled' }),
    ),
    ofNamespace: new Map(),
    ofEntry: new Map(),
  };
  return (candidate) =>
    filledInLater(candidate) ?? perhapsInjected(candidate) ?? selectionOf(known, candidate);
}

/** Where the namespace leaves it to its pods, the label decides: what makes the pod would tell whether it is its own. */
function perhapsInjected({ pod, namespace }: Candidate): Selection | undefined {
  const isDecided = namespace && (labelOf(namespace, INJECTION) ?? labelOf(namespace, REVISION));
  const label = labelOf(pod, REVISION);
  if (namespace === undefined || isDecided || label === undefined || !isPerhapsInjected(pod))
    return undefined;
  const words = `${label.says.value}, which may be from the injector`;
  return open('podLabel', unknown('apps/Deployment'), label.says.saying(words));
}

function filledInLater(candidate: Candidate): Selection | undefined {
  const label = openLabel(candidate);
  if (label === undefined) return undefined;
  const { resource } = label.says.place([]);
  return open('placeholder', unknown(kindName(resource)), label.says);
}

function selectionOf(known: Known, candidate: Candidate): Selection {
  if (candidate.namespace === undefined) return withoutNamespace(known, candidate);
  const entries = entriesFor(known, candidate);
  const chosen = entries.filter(({ value }) =>
    matchesSelector(value.objectSelector, labelsOf(candidate.pod)),
  );
  const certain = chosen.find((entry) => !isConditional(entry));
  if (certain !== undefined) return selectionBy(known, certain);
  const [conditional] = chosen;
  if (conditional !== undefined) return underConditions(conditional);
  const refusal = nobody(candidate, entries.length > 0);
  return known.completeness === 'full'
    ? inFull(known, candidate, refusal)
    : inPart(known, candidate, refusal);
}

/** The API server sets one label on every namespace; a manifest lacks it. */
function entriesFor({ entries, ofNamespace }: Known, { namespaceName, namespace }: Candidate) {
  const found = ofNamespace.get(namespaceName);
  if (found !== undefined || namespace === undefined) return found ?? [];
  const labels = { 'kubernetes.io/metadata.name': namespaceName, ...labelsOf(namespace) };
  const matching = entries.filter(({ value }) => matchesSelector(value.namespaceSelector, labels));
  ofNamespace.set(namespaceName, matching);
  return matching;
}

/** Whatever the namespace says, a pod that every injector leaves out gets no sidecar. */
function withoutNamespace({ entries }: Known, { pod, namespaceName }: Candidate): Selection {
  const refused = labelOf(pod, INJECT);
  const isLeftOut = entries.every(({ value }) => !matchesSelector(value.objectSelector, labelsOf(pod)));
  if (refused?.value === 'false' && isLeftOut) {
    return { step: { by: 'podLabel', says: refused.says, answer: false } };
  }
  const says = concluded(`namespace ${namespaceName} is not in the input`, pod, ['metadata', 'name']);
  return open('namespaceMissing', unknown('Namespace'), says);
}

/** These are written in CEL, which is not evaluated here. */
function isConditional({ value }: WebhookEntry): boolean {
  return itemsAt(value, ['matchConditions']).length > 0;
}

function underConditions({ configuration, name, path }: WebhookEntry): Selection {
  const words = `matchConditions decide whether webhook ${name} of ${configuration.id.name} selects it`;
  return open('webhook', unknown(MUTATING), concluded(words, configuration, [...path, 'matchConditions']));
}

function selectionBy(known: Known, entry: WebhookEntry): Selection {
  const selection = known.ofEntry.get(entry) ?? selectedBy(known, entry);
  known.ofEntry.set(entry, selection);
  return selection;
}

function selectedBy({ graph }: Known, entry: WebhookEntry): Selection {
  const { configuration, name, path } = entry;
  const says = concluded(`webhook ${name} of ${configuration.id.name} selects it`, configuration, path);
  return { step: { by: 'webhook', says }, injector: { revision: injectingRevision(graph, entry), entry } };
}

/** Google installs the injectors of managed revisions, also such as were not captured. */
function inFull({ graph }: Known, candidate: Candidate, refusal: Selection): Selection {
  const wish = wishOf(candidate);
  const isManaged =
    wish !== undefined && graph.find({ kind: CONTROL_PLANE_REVISION, name: wish.revision }).length > 0;
  return isManaged ? notCaptured(wish.revision, wish.says) : refusal;
}

/** Further injectors may be there: that of a revision if it is named, the default one, or one that takes all pods. */
function inPart(known: Known, candidate: Candidate, refusal: Selection): Selection {
  const { entries, completeness, hasDefault } = known;
  const wish = wishOf(candidate);
  if (wish === undefined) {
    const isOpen = completeness === 'none' && !hasDefault && refusal.step.by === 'nothing';
    return isOpen ? open('nothing', unknown(MUTATING), refusal.step.says) : refusal;
  }
  if (wish.isDefault && hasDefault) return refusal;
  const isAssumed = completeness === 'none' && entries.length === 0 && isLikely(known, wish);
  return isAssumed ? assumed(wish) : notCaptured(wish.revision, wish.says);
}

/** Somebody who names a revision has it installed; a default injector is there only where its istiod is. */
function isLikely({ graph }: Known, { isDefault }: Wish): boolean {
  if (!isDefault) return true;
  const where = new Map([['/mesh', ['istio']]]);
  return graph.find({ kind: 'meshlint/ControlPlane', name: 'default', where }).length > 0;
}

function assumed({ revision, says }: Wish): Selection {
  const words = `${says.value}, which the usual selectors of Istio choose (no webhook configuration is in the input)`;
  return {
    step: { by: 'webhook', says: says.saying(words) },
    injector: { revision: says.saying(revision), entry: undefined },
  };
}

function notCaptured(revision: string, says: Traced): Selection {
  const whose = revision === 'default' ? 'a default injector' : `an injector of revision ${revision}`;
  return open('webhook', unknown(MUTATING), says.saying(`${says.value}, and ${whose} is not in the input`));
}

function open(by: DecidedBy, need: Json, says: Traced): Selection {
  return { step: { by, says, answer: { unknown: need } } };
}

/**
 * Why nobody is asked: the pod refuses; or what the namespace says, if no injector takes any of its pods; else what the pod
 * says.
 */
function nobody({ pod, namespace, namespaceName }: Candidate, isNamespaceSelected: boolean): Selection {
  const inject = labelOf(pod, INJECT);
  if (inject?.value === 'false') {
    return not('podLabel', inject.says.saying(`${inject.says.value}, which keeps injectors away`));
  }
  const ofNamespace =
    namespace === undefined || isNamespaceSelected
      ? undefined
      : (labelOf(namespace, INJECTION) ?? labelOf(namespace, REVISION));
  if (ofNamespace !== undefined) {
    return not(
      'namespaceLabel',
      ofNamespace.says.saying(`${ofNamespace.says.value}, which selects no injector`),
    );
  }
  const ofPod = labelOf(pod, REVISION) ?? inject;
  if (ofPod === undefined) {
    const words = `no injector selects it in namespace ${namespaceName}`;
    return not('nothing', concluded(words, namespace ?? pod, ['metadata', 'labels']));
  }
  return not('podLabel', ofPod.says.saying(`${ofPod.says.value}, which selects no injector`));
}

function not(by: DecidedBy, says: Traced): Selection {
  return { step: { by, says, answer: false } };
}
