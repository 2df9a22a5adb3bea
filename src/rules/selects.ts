import type { Graph } from '../graph/graph.js';
import { pick } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { LabelIndex } from '../graph/selector.js';
import { Unknown } from '../graph/unknown.js';
import { isObject, type Json } from '../input/json.js';
import { isAbsent, namespaceOf, unknownAnswer } from './absence.js';
import type { Judgement } from './judgement.js';
import { operandValues } from './operand.js';

/** The keyword `selects`: a label selector matches at least one resource. */
export function selects(judgement: Judgement, schema: Json, value: Json, instancePath: string): boolean {
  if (!isObject(schema) || !Array.isArray(schema.any)) return true;
  const { graph } = judgement.setting;
  const stated =
    schema.namespace === undefined
      ? undefined
      : operandValues(schema.namespace, judgement.root, judgement.pathOf(instancePath))[0];
  const targets = schema.any.filter(isObject).map((target) => {
    const kind = String(target.kind);
    return { kind, labels: String(target.labels), namespace: namespaceOf(judgement, kind, stated) };
  });
  const isSelected = targets.some((target) => indexOf(graph, target).selectsAny(value));
  return isSelected || selectsNothing(judgement, targets);
}

/** Resources of a kind, and where their labels stand. */
interface Target {
  readonly kind: string;
  readonly labels: string;
  readonly namespace: string | undefined;
}

/** By graph, as long as somebody holds it. */
const indexes = new WeakMap<Graph, Map<string, LabelIndex<Resource>>>();

function indexOf(graph: Graph, { kind, labels, namespace }: Target): LabelIndex<Resource> {
  const known = indexes.get(graph) ?? new Map<string, LabelIndex<Resource>>();
  const key = JSON.stringify([kind, labels, namespace]);
  const index =
    known.get(key) ??
    new LabelIndex(graph.find({ kind, namespace }), (resource) => pick(resource.value, labels)[0]?.value);
  indexes.set(graph, known.set(key, index));
  return index;
}

/**
 * Nothing was selected: true only where that is unknown, and this run takes unknowns for true. It is as well known as the
 * kind of which least is known.
 */
function selectsNothing(judgement: Judgement, targets: readonly Target[]): boolean {
  const { graph } = judgement.setting;
  const known = targets.map((target) => ({
    ...target,
    knowledge: graph.knowledge(target.kind, target.namespace),
  }));
  const open = known.find(({ knowledge }) => knowledge.completeness === 'none');
  const least = known.find(({ knowledge }) => knowledge.completeness === 'probable') ?? known[0];
  if (open !== undefined) return unknownAnswer(judgement, new Unknown(open));
  if (least === undefined || !('evidence' in least.knowledge)) return true;
  const { completeness, evidence } = least.knowledge;
  const need = { kind: least.kind, namespace: least.namespace };
  return isAbsent(judgement, need, { answer: completeness === 'full' ? 'no' : 'probably not', evidence });
}
