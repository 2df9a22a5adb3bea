import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { DataValidationCxt } from 'ajv/dist/types/index.js';
import type { Graph } from '../graph/graph.js';
import { groupBy } from '../graph/group-by.js';
import { isClusterScoped } from '../graph/kinds.js';
import { isPlaceholder } from '../graph/placeholder.js';
import { pick } from '../graph/query.js';
import { isSameId, kindName, type Resource } from '../graph/resource.js';
import { mayMeet } from '../graph/same-cluster.js';
import { matchesSelector } from '../graph/selector.js';
import { Unknown } from '../graph/unknown.js';
import { isObject, type Json, type JsonObject } from '../input/json.js';
import { durationOf } from './go-duration.js';
import type { Judgement } from './judgement.js';
import { operandValues } from './operand.js';
import { askedMeshes, type MeshRange } from './releases.js';
import { joined } from './words.js';

type Keyword = (judgement: Judgement, schema: Json, value: Json, instancePath: string) => boolean;

/** The keywords that rules have beside JSON Schema. Their meaning: schemas/condition.schema.json. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  exists,
  equals,
  unique,
  selects,
  mesh,
  onlyIn,
  goDurationAtLeast,
};

/** Teaches the validator our keywords. It hands them the judgement as `this`. */
export function addKeywords(ajv: Ajv2020): void {
  for (const [keyword, judge] of Object.entries(KEYWORDS)) {
    ajv.addKeyword({
      keyword,
      validate(this: Judgement, schema: Json, value: Json, _parent?: unknown, context?: DataValidationCxt) {
        return judge(this, schema, value, context?.instancePath ?? '');
      },
    });
  }
}

function exists(judgement: Judgement, schema: Json, _value: Json, instancePath: string): boolean {
  if (!isObject(schema) || typeof schema.kind !== 'string') return true;
  const key = foreignKey(judgement, schema, schema.kind, instancePath);
  if (key === 'nothing to look for') return true;
  if (key instanceof Unknown) return unknownAnswer(judgement, key);
  const existence = judgement.world.graph.exists(key);
  judgement.references.set(instancePath, { question: key, existence });
  if (existence.answer === 'yes') return true;
  if (existence.answer === 'unknown') {
    if (schema.beside !== true || judgement.standpoint.resource.captured) {
      return unknownAnswer(judgement, new Unknown({ kind: key.kind, namespace: key.namespace }));
    }
    judgement.missing.push({ kind: key.kind, namespace: key.namespace });
    judgement.probable.push(`No ${key.kind} of that name was found beside the object that names it.`);
    return false;
  }
  judgement.missing.push({ kind: key.kind, namespace: key.namespace });
  if ('lacking' in existence) return false;
  const note = absenceNote(judgement.world.graph, key, existence.answer, existence.evidence);
  (existence.answer === 'no' ? judgement.certain : judgement.probable).push(...note);
  return false;
}

type Key = Parameters<Graph['exists']>[0];

/** The key that an `exists` asks for; an operand that is not there, or is filled in later, leaves nothing to look for. */
function foreignKey(
  judgement: Judgement,
  schema: JsonObject,
  kind: string,
  instancePath: string,
): Key | Unknown | 'nothing to look for' {
  const values = (operand: Json) => operandValues(operand, judgement.root, judgement.pathOf(instancePath));
  const where = Object.entries(isObject(schema.where) ? schema.where : {}).map(
    ([query, operand]) => [query, values(operand)] as const,
  );
  const name = schema.name === undefined ? undefined : values(schema.name);
  const namespace = schema.namespace === undefined ? undefined : values(schema.namespace);
  const asked = [...where.map(([, column]) => column), name, namespace].filter((list) => list !== undefined);
  const unknown = asked.flat().find((value): value is never => value instanceof Unknown) as
    | Unknown
    | undefined;
  if (unknown !== undefined) return unknown;
  if (asked.some((list) => list.length === 0 || list.some(isPlaceholder))) return 'nothing to look for';
  return {
    kind,
    name: name === undefined ? undefined : String(name[0]),
    namespace: namespaceOf(judgement, kind, namespace?.[0]),
    ...(where.length === 0 ? {} : { where: new Map(where) }),
  };
}

/** Without a namespace of its own a reference means the namespace of the object that holds it. */
function namespaceOf(judgement: Judgement, kind: string, stated: Json | undefined): string | undefined {
  if (isClusterScoped(kind) || stated === '*') return undefined;
  return stated === undefined ? judgement.standpoint.resource.id.namespace : String(stated);
}

function absenceNote(
  graph: Graph,
  { kind, namespace }: Key,
  answer: 'no' | 'probably not',
  evidence: string,
): readonly string[] {
  if (kind.startsWith('meshlint/')) return answer === 'no' ? [] : [uncertainOrigin(graph, kind, evidence)];
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

/** A fact is told by the kinds that it was derived from: those are what a capture would have to hold. */
function unknownAnswer(judgement: Judgement, { need }: Unknown): boolean {
  const origins = judgement.world.graph.originsOf(need.kind);
  judgement.needs.push(
    ...origins.map((kind) => (kind === need.kind ? need : { kind, namespace: undefined })),
  );
  return judgement.unknownAs;
}

/** Without anything to compare with there is nothing to complain of. */
function equals(judgement: Judgement, schema: Json, value: Json, instancePath: string): boolean {
  const wanted = operandValues(schema, judgement.root, judgement.pathOf(instancePath));
  const unknown = wanted.find((each): each is never => each instanceof Unknown) as Unknown | undefined;
  if (unknown !== undefined) return unknownAnswer(judgement, unknown);
  return wanted.length === 0 || wanted.includes(value);
}

function unique(judgement: Judgement, schema: Json): boolean {
  if (!isObject(schema) || !Array.isArray(schema.key)) return true;
  const { resource, path } = judgement.standpoint;
  const paths = schema.key.map(String);
  const key = keyOf(paths, resource, path);
  const holders = holdersOf(judgement.world.graph, kindName(resource.id), paths).get(key) ?? [];
  const isAnywhere = schema.namespace === '*' || isClusterScoped(kindName(resource.id));
  return !holders.some(
    (holder) =>
      !isSameId(holder.id, resource.id) &&
      (isAnywhere || isSameNamespace(holder, resource)) &&
      mayMeet(holder, resource),
  );
}

/** Objects whose namespace is left open may be meant for different ones. */
function isSameNamespace(one: Resource, other: Resource): boolean {
  return one.id.namespace !== undefined && one.id.namespace === other.id.namespace;
}

const HOLDERS = new WeakMap<Graph, Map<string, ReadonlyMap<string, readonly Resource[]>>>();

/** The resources of a kind by the key that they hold. Built once: comparing each with each would be quadratic. */
function holdersOf(
  graph: Graph,
  kind: string,
  paths: readonly string[],
): ReadonlyMap<string, readonly Resource[]> {
  const indexes = HOLDERS.get(graph) ?? new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  HOLDERS.set(graph, indexes);
  const name = JSON.stringify([kind, paths]);
  const index = indexes.get(name) ?? groupBy(graph.ofKind(kind), (resource) => keyOf(paths, resource, []));
  indexes.set(name, index);
  return index;
}

function keyOf(paths: readonly string[], resource: Resource, here: readonly (string | number)[]): string {
  return JSON.stringify(paths.map((path) => operandValues(path, resource.value, here)));
}

function selects(judgement: Judgement, schema: Json, value: Json, instancePath: string): boolean {
  if (!isObject(schema) || !Array.isArray(schema.any)) return true;
  const { graph } = judgement.world;
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
  return isSelected || isAbsent(judgement, targets);
}

/** Nothing was selected: true only where that is unknown, and this run takes unknowns for true. */
function isAbsent(
  judgement: Judgement,
  targets: readonly { kind: string; namespace: string | undefined }[],
): boolean {
  const { graph } = judgement.world;
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
  const answer = full === undefined ? 'probably not' : 'no';
  judgement.missing.push({ kind: best.kind, namespace: best.namespace });
  const list = answer === 'no' ? judgement.certain : judgement.probable;
  list.push(...absenceNote(graph, best, answer, best.knowledge.evidence));
  return false;
}

function mesh(judgement: Judgement, schema: Json): boolean {
  const range = schema as MeshRange;
  for (const asked of askedMeshes(range)) judgement.asked.add(asked);
  return judgement.world.releases.satisfy(range);
}

/** Nothing is asked of an assumed release: it is no reason to deny that a field exists. */
function onlyIn(judgement: Judgement, schema: Json): boolean {
  return judgement.world.releases.mayBeIn(schema as MeshRange);
}

/** Text that is no duration is the matter of another keyword. */
function goDurationAtLeast(_judgement: Judgement, schema: Json, value: Json): boolean {
  const duration = durationOf(String(value));
  return duration === undefined || duration === 0 || duration >= (durationOf(String(schema)) ?? 0);
}
