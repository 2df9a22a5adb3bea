import type { Graph } from '../../graph/graph.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { copied, type FactMapping, shared, type Traced } from '../fact.js';
import type { Releases } from '../release.js';
import { MUTATING } from '../webhooks/webhook-entries.js';
import { type Wish, wishOf } from './istio-labels.js';
import { istioPolicy, type Policy } from './istio-policy.js';
import {
  type DecidedBy,
  type Injector,
  istioSelection,
  type Selection,
  type Step,
} from './istio-selection.js';
import type { Candidate } from './pods.js';

/** Whether a pod would get a sidecar, and the steps that led there: the last of them decided, and is the reason. */
export interface IstioDecision extends FactMapping {
  readonly shouldInject: Traced;
  readonly reason: Traced;
  readonly decidedBy: DecidedBy;
  readonly steps: readonly { readonly says: Traced }[];
  /** The label that asks for a sidecar, as the end of a sentence. */
  readonly asked: Traced | undefined;
  readonly askedBy: 'namespace' | 'pod' | undefined;
  /** Of which revision or tag. */
  readonly askedOf: Traced | undefined;
  /** Whether to reckon with a sidecar: it is certain, or asked for and not refused. */
  readonly expected: boolean;
  /** The entry of the input that selects it. */
  readonly revision?: Traced | undefined;
  readonly selectedBy?: { readonly configuration: Traced | undefined; readonly entry: string };
}

/** The kinds that decide about injection, beside the pods and their namespaces. */
export const DECIDING_KINDS: readonly KindName[] = [
  'ConfigMap',
  'Service',
  MUTATING,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'mesh.cloud.google.com/ControlPlaneRevision',
];

/** How Istio decides about pods: first the selectors of its webhooks, then the injector that these ask. */
export function istioInjection(graph: Graph, stated: Releases): (candidate: Candidate) => IstioDecision {
  const select = istioSelection(graph);
  const policy = istioPolicy(graph, stated);
  const known: Known = new Map();
  return (candidate) => {
    const selection = select(candidate);
    const wish = wishOf(candidate);
    const last = lastStep(candidate, selection, policy);
    return kept(known, [selection, last, wish], () => decided(selection, last, wish));
  };
}

/** Most pods of a namespace are decided about by the same steps, and what follows from these is kept once for all of them. */
type Known = Map<Selection, Map<Step, Map<Wish | undefined, IstioDecision>>>;

function kept(
  known: Known,
  [selection, last, wish]: readonly [Selection, Step, Wish | undefined],
  decide: () => IstioDecision,
): IstioDecision {
  const bySelection = known.get(selection) ?? new Map<Step, Map<Wish | undefined, IstioDecision>>();
  const byLast = bySelection.get(last) ?? new Map<Wish | undefined, IstioDecision>();
  const decision = byLast.get(wish) ?? decide();
  known.set(selection, bySelection.set(last, byLast.set(wish, decision)));
  return decision;
}

/** A pod of a namespace, or a template in the shape of one, as far as the input holds its namespace. */
export function candidateOf(graph: Graph, pod: Resource): Candidate {
  const namespaceName = pod.id.namespace ?? '';
  const [namespace] = graph.find({ kind: 'Namespace', name: namespaceName });
  return { pod, namespaceName, namespace };
}

function decided(selection: Selection, last: Step, wish: Wish | undefined): IstioDecision {
  const asked = wish?.says;
  const value = typeof last.answer === 'object' ? last.answer.unknown : last.answer === true;
  return {
    shouldInject: last.says.saying(value),
    reason: last.says,
    decidedBy: last.by,
    steps: shared(distinct([asked, selection.step.says, last.says])),
    asked,
    askedBy: wish?.by,
    askedOf: wish?.says.saying(wish.revision),
    expected: value === true || (value !== false && asked !== undefined),
    ...(selection.injector && whoInjects(selection.injector)),
  };
}

/** Where it is open who is asked, all of them may refuse all the same. */
function lastStep(candidate: Candidate, { step, injector }: Selection, policy: Policy): Step {
  if (injector !== undefined) return policy.of(injector, candidate);
  return typeof step.answer === 'object' ? (policy.always(candidate) ?? step) : step;
}

/** A step that the next one repeats is left out. */
function distinct(steps: readonly (Traced | undefined)[]): readonly { readonly says: Traced }[] {
  const said = steps.filter((says) => says !== undefined);
  return said
    .filter(({ value }, index) => !String(said[index + 1]?.value ?? '').startsWith(String(value)))
    .map((says) => ({ says }));
}

function whoInjects({ entry, revision }: Injector) {
  if (entry === undefined) return { assumed: true, revision };
  return {
    selectedBy: { configuration: copied(entry.configuration, ['metadata', 'name']), entry: entry.name },
    revision,
  };
}
