import type { Question } from '../graph/graph.js';
import { isPlaceholder } from '../graph/placeholder.js';
import { type Need, Unknown } from '../graph/unknown.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { isAbsent, namespaceOf, unknownAnswer } from './absence.js';
import type { Judgement } from './judgement.js';
import { operandValues, unknownAmong } from './operand.js';

/** The keyword `exists`: a foreign key. */
export function exists(judgement: Judgement, schema: Json, _value: Json, instancePath: string): boolean {
  if (!isObject(schema) || typeof schema.kind !== 'string') return true;
  const key = foreignKey(judgement, schema, schema.kind, instancePath);
  if (key === 'nothing to look for') return true;
  if (key instanceof Unknown) return unknownAnswer(judgement, key);
  const existence = judgement.setting.graph.exists(key);
  judgement.references.set(instancePath, { question: key, existence });
  if (existence.answer === 'yes') return true;
  if ('lacking' in existence) return false;
  const need = { kind: key.kind, namespace: key.namespace };
  if (existence.answer !== 'unknown') return isAbsent(judgement, need, existence);
  return schema.beside === true && !judgement.standpoint.resource.captured
    ? isAbsentBeside(judgement, need)
    : unknownAnswer(judgement, new Unknown(need));
}

/** What is authored beside its user, and is not there, is probably missing. */
function isAbsentBeside(judgement: Judgement, need: Need): false {
  judgement.missing.push(need);
  judgement.probable.push(`No ${need.kind} of that name was found beside the object that names it.`);
  return false;
}

/** The key that an `exists` asks for; an operand that is not there, or is filled in later, leaves nothing to look for. */
function foreignKey(
  judgement: Judgement,
  schema: JsonObject,
  kind: string,
  instancePath: string,
): Question | Unknown | 'nothing to look for' {
  const values = (operand: Json) => operandValues(operand, judgement.root, judgement.pathOf(instancePath));
  const where = Object.entries(isObject(schema.where) ? schema.where : {}).map(
    ([query, operand]) => [query, values(operand)] as const,
  );
  const name = schema.name === undefined ? undefined : values(schema.name);
  const namespace = schema.namespace === undefined ? undefined : values(schema.namespace);
  const asked = [...where.map(([, column]) => column), name, namespace].filter((list) => list !== undefined);
  const unknown = unknownAmong(asked.flat());
  if (unknown !== undefined) return unknown;
  if (asked.some((list) => list.length === 0 || list.some(isNoName))) return 'nothing to look for';
  return {
    kind,
    name: name === undefined ? undefined : String(name[0]),
    namespace: namespaceOf(judgement, kind, namespace?.[0]),
    ...(where.length === 0 ? {} : { where: new Map(where) }),
  };
}

/** Of a value that is no text or number the API server makes no name. */
function isNoName(value: Json): boolean {
  return isPlaceholder(value) || isObject(value) || isArray(value);
}
