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

/** Nothing was selected: true only where that is unknown, and this run takes unknowns for true. */
function selectsNothing(
  judgement: Judgement,
  targets: readonly { kind: string; namespace: string | undefined }[],
): boolean {
  const { graph } = judgement.setting;
  const known = targets.map((target) => ({
    ...target,
    knowledge: graph.knowledge(target.kind, target.namespace),
  }));
  const full = known.find(({ knowledge }) => knowledge.completeness === 'full');
  const best = full ?? known.find(({ knowledge }) => knowledge.completeness === 'probable');
  if (best === undefined || best.knowledge.completeness === 'none') {
    const first = targets[0];
    return first === undefined || unknownAnswer(judgement, new Unknown(first));
  }
  const need = { kind: best.kind, namespace: best.namespace };
  const answer = full === undefined ? 'probably not' : 'no';
  return isAbsent(judgement, need, { answer, evidence: best.knowledge.evidence });
}
