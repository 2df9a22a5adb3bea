import type { Question } from '../graph/graph.js';
import { isPlaceholder } from '../graph/placeholder.js';
import { type Need, Unknown } from '../graph/unknown.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { isAbsent, namespaceOf, unknownAnswer } from './absence.js';
import type { Judgement, Reference, Setting } from './judgement.js';
import { isPath, operandValues, unknownAmong } from './operand.js';

/** The keyword `exists`: a foreign key. */
export function exists(judgement: Judgement, schema: Json, _value: Json, instancePath: string): boolean {
  if (!isObject(schema) || typeof schema.kind !== 'string') return true;
  const found = referenceOf(judgement, schema, schema.kind, instancePath);
  if (found === 'nothing to look for') return true;
  if (found instanceof Unknown) return unknownAnswer(judgement, found);
  const { question, existence } = found;
  judgement.references.set(instancePath, found);
  if (existence.answer === 'yes') return true;
  if ('lacking' in existence) return false;
  const need = { kind: question.kind, namespace: question.namespace };
  if (existence.answer !== 'unknown') return isAbsent(judgement, need, existence);
  return schema.beside === true && !judgement.standpoint.resource.captured
    ? isAbsentBeside(judgement, need)
    : unknownAnswer(judgement, new Unknown(need));
}

type Found = Reference | Unknown | 'nothing to look for';

/** What was found where nothing that is asked hangs on the subject but its namespace: by schema and namespace. */
const fixed = new WeakMap<Setting, Map<Json, Map<string | undefined, Found>>>();

function referenceOf(judgement: Judgement, schema: JsonObject, kind: string, instancePath: string): Found {
  if (!isFixed(schema)) return look(judgement, schema, kind, instancePath);
  const { setting, standpoint } = judgement;
  const known = fixed.get(setting) ?? new Map<Json, Map<string | undefined, Found>>();
  const byNamespace = known.get(schema) ?? new Map<string | undefined, Found>();
  const { namespace } = standpoint.resource.id;
  const found = byNamespace.get(namespace) ?? look(judgement, schema, kind, instancePath);
  fixed.set(setting, known.set(schema, byNamespace.set(namespace, found)));
  return found;
}

function look(judgement: Judgement, schema: JsonObject, kind: string, instancePath: string): Found {
  const key = foreignKey(judgement, schema, kind, instancePath);
  if (key === 'nothing to look for' || key instanceof Unknown) return key;
  return { question: key, existence: judgement.setting.graph.exists(key) };
}

const knownFixed = new WeakMap<JsonObject, boolean>();

/** Whether the operands are all literals. */
function isFixed(schema: JsonObject): boolean {
  const known = knownFixed.get(schema);
  if (known !== undefined) return known;
  const { name, namespace, where } = schema;
  const operands = [name ?? [], namespace ?? [], ...Object.values(isObject(where) ? where : {})];
  const isEach = operands.flat().every((operand) => !isPath(operand) && !isArray(operand));
  knownFixed.set(schema, isEach);
  return isEach;
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
  let unknown: Unknown | undefined;
  let isOpen = false;
  const here = judgement.pathOf(instancePath);
  const values = (operand: Json) => {
    const found = operandValues(operand, judgement.root, here);
    unknown ??= unknownAmong(found);
    isOpen ||= found.length === 0 || found.some(isNoName);
    return found;
  };
  const where = new Map<string, readonly Json[]>();
  for (const [query, operand] of Object.entries(isObject(schema.where) ? schema.where : {})) {
    where.set(query, values(operand));
  }
  const name = schema.name === undefined ? undefined : String(values(schema.name)[0]);
  const namespace = schema.namespace === undefined ? undefined : values(schema.namespace)[0];
  if (unknown !== undefined) return unknown;
  if (isOpen) return 'nothing to look for';
  const key = { kind, name, namespace: namespaceOf(judgement, kind, namespace) };
  return where.size === 0 ? key : { ...key, where };
}

/** Of a value that is no text or number the API server makes no name. */
function isNoName(value: Json): boolean {
  return isPlaceholder(value) || isObject(value) || isArray(value);
}
