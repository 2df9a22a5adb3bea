import type { Absence, Graph } from '../graph/graph.js';
import type { KindName } from '../graph/resource.js';
import type { Need, Unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import { isClusterScoped } from '../input/kinds.js';
import type { Judgement } from './judgement.js';
import { joined } from './words.js';

/** Without a namespace of its own a reference means the namespace of the object that holds it. */
export function namespaceOf(
  judgement: Judgement,
  kind: KindName,
  stated: Json | undefined,
): string | undefined {
  if (isClusterScoped(kind) || stated === '*') return undefined;
  return stated === undefined ? judgement.standpoint.resource.id.namespace : String(stated);
}

/** A fact is told by the kinds that it was derived from: those are what a capture would have to hold. */
export function unknownAnswer(judgement: Judgement, { need }: Unknown): boolean {
  const origins = judgement.setting.graph.originsOf(need.kind);
  judgement.needs.push(
    ...origins.map((kind) => (kind === need.kind ? need : { kind, namespace: undefined })),
  );
  return judgement.unknownAs;
}

/** Notes what is absent and what that rests on; the answer of the keyword is then false. */
export function isAbsent(judgement: Judgement, need: Need, absence: Absence): false {
  judgement.missing.push(need);
  const notes = absence.answer === 'no' ? judgement.certain : judgement.probable;
  notes.push(...absenceNote(judgement.setting.graph, need, absence));
  return false;
}

function absenceNote(
  graph: Graph,
  { kind, namespace }: Need,
  { answer, evidence, lacks }: Absence,
): readonly string[] {
  if (kind.startsWith('meshlint/')) return answer === 'no' ? [] : [uncertainOrigin(graph, kind, evidence)];
  if (lacks === 'definition') return [`The cluster does not know the kind ${kind}, as '${evidence}' says.`];
  if (lacks === 'namespace') return [`There is no Namespace '${namespace}', as '${evidence}' says.`];
  const where = namespace === undefined || isClusterScoped(kind) ? '' : ` of namespace '${namespace}'`;
  if (answer === 'no')
    return [`All objects of kind ${kind}${where} are in the input, as '${evidence}' says.`];
  const count = graph.find({ kind, namespace }).length;
  const objects = `${count} ${count === 1 ? 'object' : 'objects'} of kind ${kind}${where}`;
  return [`'${evidence}' holds ${objects}, and not this one; a capture by selector or name would miss it.`];
}

/** A fact is missing where what it is derived from is: nobody looks for a fact itself. */
function uncertainOrigin(graph: Graph, kind: string, evidence: string): string {
  const origins = joined([...new Set(graph.originsOf(kind))], 'and');
  return `'${evidence}' may not hold every ${origins}: a capture by selector or name would miss some.`;
}
