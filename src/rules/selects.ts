import { pick } from '../graph/query.js';
import { matchesSelector } from '../graph/selector.js';
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
  const isSelected = targets.some(({ kind, labels, namespace }) =>
    graph
      .find({ kind, namespace })
      .some((resource) => matchesSelector(value, pick(resource.value, labels)[0]?.value)),
  );
  return isSelected || selectsNothing(judgement, targets);
}

/**
 * Nothing was selected: true only where that is unknown, and this run takes unknowns for true. It is as well known as the
 * kind of which least is known.
 */
function selectsNothing(
  judgement: Judgement,
  targets: readonly { kind: string; namespace: string | undefined }[],
): boolean {
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
