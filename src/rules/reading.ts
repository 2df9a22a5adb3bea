import type { KindName } from '../graph/resource.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { INSIDE_YAML, segmentsOf } from '../input/path.js';
import { union, type Wanted } from '../input/wanted.js';
import { isCaseOfOther } from './cases.js';
import { placeholdersOf } from './message.js';
import { isPath } from './operand.js';
import { referred } from './referred.js';
import type { Rule } from './rule.js';

/** What is read of resources, by kind. Of other kinds nothing is read but that they are there. */
type Reading = ReadonlyMap<KindName, Wanted | boolean>;

/** What rules can read of resources, whatever the resources are: each judgement, and each text, is the same without the rest. */
export function readingOf(rules: readonly Rule[], schemas: ReadonlyMap<string, JsonObject>): Reading {
  const collected: Collected = new Map();
  collect(collected, DEFINITION, ['spec', 'group'], false);
  collect(collected, DEFINITION, ['spec', 'names', 'kind'], false);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  for (const rule of rules) collectOf(rule, byId, schemas, collected);
  return new Map([...collected].map(([kind, keys]) => [kind, union(IDENTITY, wantedIn(keys))]));
}

/** Whether a kind may exist at all hangs on its definition. */
const DEFINITION = 'apiextensions.k8s.io/CustomResourceDefinition';

/** Of every resource: what it is, and who made it. What was written by whom is by far the largest part of its metadata. */
const IDENTITY: Wanted = keysOf({
  apiVersion: true,
  kind: true,
  metadata: { rest: true, keys: new Map([['managedFields', false]]) },
});

function keysOf(keys: Readonly<Record<string, Wanted | boolean>>): Wanted {
  return { rest: false, keys: new Map(Object.entries(keys)) };
}

/** What is read so far: of a key, all or what is read below. */
type Keys = Map<string, Keys | true>;

type Collected = Map<KindName, Keys | true>;

/** The step from a list to its items, of which all are read as one. */
const ITEM = '<item>';

/**
 * That a value is read at a path, from the root of a resource: whether it is there, or all of it. What holds items or keys
 * that nobody names, and texts that are YAML, are read as a whole.
 */
function collect(collected: Collected, kind: KindName, at: readonly string[], isWhole: boolean): void {
  if (kind.startsWith('meshlint/')) return;
  const steps = at.filter((step) => step !== ITEM);
  const unnamed = steps.findIndex((step) => step === '*' || step === INSIDE_YAML || /^\d+$/.test(step));
  const named = [kind, ...(unnamed < 0 ? steps : steps.slice(0, unnamed))];
  let keys: Keys = collected;
  for (const [index, key] of named.entries()) {
    const known = keys.get(key);
    if (known === true) return;
    const isLast = index === named.length - 1;
    const below = known ?? new Map();
    keys.set(key, isLast && (isWhole || unnamed >= 0) ? true : below);
    keys = below;
  }
}

function isReadWhole(collected: Collected, kind: KindName, at: readonly string[]): boolean {
  let keys: Keys | true | undefined = collected.get(kind);
  for (const key of at) {
    if (key !== ITEM) keys = keys === true ? true : keys?.get(key);
  }
  return keys === true;
}

function wantedIn(keys: Keys | true): Wanted | true {
  if (keys === true) return true;
  return { rest: false, keys: new Map([...keys].map(([key, below]) => [key, wantedIn(below)])) };
}

function collectOf(
  rule: Rule,
  rules: ReadonlyMap<string, Rule>,
  schemas: ReadonlyMap<string, JsonObject>,
  collected: Collected,
): void {
  for (const { rules: ids, where } of rule.consequenceOf) {
    const kinds = ids.flatMap((id) => rules.get(id)?.subject.kinds ?? []);
    for (const kind of kinds) collectColumns(collected, kind, where);
  }
  for (const kind of rule.subject.kinds) collectOfKind(rule, new Walk(kind, schemas, collected));
}

/** What a rule reads of what it judges, and from there. */
function collectOfKind(rule: Rule, walk: Walk): void {
  const { subject, when, expect, message, related, consequenceOf } = rule;
  const point = subject.point === undefined || subject.point === 'key' ? [] : [subject.point];
  walk.schema(subject.where, [], { file: '', root: subject.where, isTold: false });
  for (const at of subject.at.map(segmentsOf)) {
    walk.schema(when, at, { file: '', root: when, isTold: false });
    walk.schema(expect, at, { file: '', root: expect, isTold: true });
    walk.operands([...point, ...pathsIn(message)], at);
    for (const place of related) {
      walk.operands(place.at, at);
      walk.operands(pathsIn(place.message), pathFrom(place.at, at));
    }
    for (const { where } of consequenceOf) walk.operands(Object.values(where), at);
  }
}

function pathsIn(message: string): readonly string[] {
  return placeholdersOf(message).filter(isPath);
}

/** A resource is found by what stands in its columns. */
function collectColumns(collected: Collected, kind: KindName, where: Json | undefined): void {
  collect(collected, kind, [], false);
  for (const query of Object.keys(isObject(where) ? where : {})) {
    collect(collected, kind, segmentsOf(query), true);
  }
}

/** The absolute path of an expression, seen from a path. */
function pathFrom(expression: string, here: readonly string[]): readonly string[] {
  if (!expression.startsWith('.')) return segmentsOf(expression);
  const steps = expression.split('/');
  const ups = steps.filter((step) => step === '..').length;
  const down = steps.filter((step) => step !== '..' && step !== '.').map((step) => `/${step}`);
  return [...here.slice(0, Math.max(0, here.length - ups)), ...segmentsOf(down.join(''))];
}

/** Where a schema stands. */
interface Standing {
  readonly file: string;
  readonly root: Json | undefined;
  /** Whether its mistakes are told: a finding is known again by the value that is mistaken, be it a mapping. */
  readonly isTold: boolean;
}

/** These look at what is no mapping, or only at whether the value is one. */
const OF_NO_MAPPING: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', '$defs', 'title', 'description'],
  ...['format', 'pattern', 'minLength', 'maxLength', 'goDurationAtLeast'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minContains', 'maxContains'],
]);

type Walking = (operand: Json, at: readonly string[], standing: Standing) => void;

/** Walks through the conditions on a kind, and collects what they read of it, and of others. */
class Walk {
  readonly #kind: KindName;
  readonly #schemas: ReadonlyMap<string, JsonObject>;
  readonly #collected: Collected;

  constructor(kind: KindName, schemas: ReadonlyMap<string, JsonObject>, collected: Collected) {
    this.#kind = kind;
    this.#schemas = schemas;
    this.#collected = collected;
  }

  schema(schema: Json | undefined, at: readonly string[], standing: Standing): void {
    this.#read(at, schema === false && standing.isTold);
    if (!isObject(schema)) return;
    for (const [keyword, operand] of Object.entries(schema)) this.#keyword(keyword, operand, at, standing);
  }

  /** What operands of a keyword or of a text stand for, seen from a value. */
  operands(operand: Json, here: readonly string[]): void {
    if (isArray(operand)) for (const each of operand) this.operands(each, here);
    else if (isPath(operand)) this.#read(pathFrom(operand, here), true);
  }

  #read(at: readonly string[], isWhole: boolean): void {
    collect(this.#collected, this.#kind, at, isWhole);
  }

  #keyword(keyword: string, operand: Json, at: readonly string[], standing: Standing): void {
    if (OF_NO_MAPPING.has(keyword)) return;
    const walk = this.#walks[keyword];
    if (walk === undefined) this.#read(at, true);
    else walk(operand, at, standing);
  }

  readonly #walks: Readonly<Record<string, Walking>> = {
    type: (types, at, { isTold }) => this.#read(at, isTold && ![types].flat().includes('object')),
    const: (value, at, { isTold }) => this.#read(at, isTold || isStructure(value)),
    enum: (values, at, { isTold }) => this.#read(at, isTold || [values].flat().some(isStructure)),
    mesh: (_, at, { isTold }) => this.#read(at, isTold),
    onlyIn: (_, at, { isTold }) => this.#read(at, isTold),
    required: (keys, at) => {
      for (const key of isArray(keys) ? keys : []) this.#read([...at, String(key)], false);
    },
    properties: (properties, at, standing) => {
      for (const [key, child] of Object.entries(isObject(properties) ? properties : {})) {
        this.schema(child, [...at, key], standing);
      }
    },
    items: (items, at, standing) => this.schema(items, [...at, ITEM], standing),
    contains: (wanted, at, standing) => {
      this.#read(at, standing.isTold);
      this.schema(wanted, [...at, ITEM], { ...standing, isTold: false });
    },
    minItems: (_, at, { isTold }) => this.#read(at, isTold),
    maxItems: (_, at, { isTold }) => this.#read(at, isTold),
    additionalProperties: (rest, at, standing) => this.schema(rest, [...at, '*'], standing),
    propertyNames: (names, at, standing) => this.schema(names, [...at, '*'], standing),
    $ref: (reference, at, standing) => this.#reference(String(reference), at, standing),
    allOf: (cases, at, standing) => this.#each(cases, at, standing),
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: (schema, at, standing) => this.schema(schema, at, standing),
    else: (schema, at, standing) => this.schema(schema, at, standing),
    if: (schema, at, standing) => this.schema(schema, at, { ...standing, isTold: false }),
    not: (schema, at, standing) => {
      this.#read(at, standing.isTold);
      this.schema(schema, at, { ...standing, isTold: false });
    },
    anyOf: (schemas, at, standing) => {
      this.#read(at, standing.isTold);
      this.#each(schemas, at, standing);
    },
    oneOf: (schemas, at, standing) => {
      this.#read(at, standing.isTold);
      this.#each(schemas, at, standing);
    },
    exists: (operand, at, { isTold }) => {
      this.#read(at, isTold);
      const { kind, name, namespace, where } = isObject(operand) ? operand : {};
      this.operands([name ?? [], namespace ?? [], ...Object.values(isObject(where) ? where : {})], at);
      collectColumns(this.#collected, String(kind), where);
    },
    equals: (operand, at) => {
      this.#read(at, true);
      this.operands(operand, at);
    },
    unique: (operand, at, { isTold }) => {
      this.#read(at, isTold);
      const { key } = isObject(operand) ? operand : {};
      // Each is compared with others, of which the keys are looked up from their root.
      for (const here of [at, []]) this.operands(key ?? [], here);
    },
    selects: (operand, at) => {
      this.#read(at, true);
      const { any, namespace } = isObject(operand) ? operand : {};
      this.operands(namespace ?? [], at);
      for (const { kind, labels } of isArray(any) ? any.filter(isObject) : []) {
        collect(this.#collected, String(kind), segmentsOf(String(labels)), true);
      }
    },
  };

  #each(schemas: Json, at: readonly string[], standing: Standing): void {
    for (const schema of isArray(schemas) ? schemas : []) {
      if (at.length > 0 || !isCaseOfOther(this.#kind, schema)) this.schema(schema, at, standing);
    }
  }

  /** Schemas of kinds read nothing but the value itself. */
  #reference(name: string, at: readonly string[], standing: Standing): void {
    if (isReadWhole(this.#collected, this.#kind, at)) return;
    const meant = referred(name, { file: standing.file, root: standing.root ?? true }, this.#schemas);
    if (meant === undefined || at.length > DEEPEST) this.#read(at, true);
    else this.schema(meant.schema, at, { ...meant, isTold: standing.isTold });
  }
}

function isStructure(value: Json): boolean {
  return isObject(value) || isArray(value);
}

/** A schema that comes back to itself further and further down is read as a whole from here on. */
const DEEPEST = 12;
