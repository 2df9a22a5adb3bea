import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { pointerOf } from '../input/path.js';
import type { Judgement } from './judgement.js';
import { KEYWORDS } from './keywords.js';
import { referred } from './referred.js';
import { askedMeshes, MESHES, type MeshName, type MeshRange } from './releases.js';
import type { Condition } from './rule.js';
import { VALUE_TESTS } from './value-tests.js';

/**
 * Whether a value meets a condition, and nothing more. Nearly every judgement ends with that: only a mistake that is told
 * needs the validator, whose code has to be loaded, and which makes an object of everything that it finds on its way.
 */
export interface Glance {
  readonly isMet: IsMet;
  /** Whether it notes things in the judgement: then all that the validator does, or more of the same. */
  readonly notes: boolean;
  /** Meshes of which the validator may or may not ask the release. */
  readonly mayAsk: readonly MeshName[];
}

type IsMet = (value: Json, judgement: Judgement) => boolean;

type Schemas = ReadonlyMap<string, JsonObject>;

/** Where a schema stands. */
interface Standing {
  /** The schema file, and what it holds, for references. */
  readonly file: string;
  readonly root: Json;
  /** The path from the subject to the value that the schema is about; undefined where the schema does not tell it. */
  readonly below: readonly string[] | undefined;
  /** Whether the schema is one of several that are tried: how far, only the validator knows. */
  readonly isTried: boolean;
}

type Reading = (operand: Json, schema: JsonObject, at: Standing) => Glance | undefined;

const NOTING: ReadonlySet<string> = new Set(['exists', 'equals', 'selects', 'mesh']);
const PATHLESS: ReadonlySet<string> = new Set(['unique', 'mesh', 'onlyIn', 'goDurationAtLeast']);

/** They say nothing by themselves. */
const SILENT: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', '$defs', 'title', 'description'],
  ...['then', 'else', 'minContains', 'maxContains'],
]);

/** The validator does not take it for a property. */
const PROTOTYPE = '__proto__';

const ANYTHING: Glance = plain(() => true);
const NOTHING: Glance = plain(() => false);

/** Reads conditions into glances. A schema that many refer to is read once. */
export class Glances {
  readonly #schemas: Schemas;
  readonly #referred = new Map<Json, Glance | undefined>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** The glance of a condition; undefined where it has keywords that a glance cannot judge. */
  of(condition: Condition): Glance | undefined {
    return this.#schema(condition, { file: '', root: condition, below: [], isTried: false });
  }

  #schema(schema: Json | undefined, at: Standing): Glance | undefined {
    if (schema === true || schema === undefined) return ANYTHING;
    if (!isObject(schema)) return NOTHING;
    const parts = Object.entries(schema)
      .filter(([keyword]) => !SILENT.has(keyword))
      .map(([keyword, operand]) => this.#keyword(keyword, operand, schema, at));
    return joined(parts, allMet);
  }

  #keyword(keyword: string, operand: Json, schema: JsonObject, at: Standing): Glance | undefined {
    const test = VALUE_TESTS[keyword];
    if (test !== undefined) return plain(test(operand));
    return KEYWORDS[keyword] === undefined
      ? this.#readings[keyword]?.(operand, schema, at)
      : ownGlance(keyword, operand, at);
  }

  readonly #readings: Readonly<Record<string, Reading>> = {
    $ref: (name, _, at) => this.#reference(String(name), at),
    properties: (properties, _, at) => {
      const entries = entriesOf(properties).filter(([key]) => key !== PROTOTYPE);
      const parts = entries.map(([key, schema]) => this.#schema(schema, childOf(at, key)));
      const keys = entries.map(([key]) => key);
      return joined(parts, (tests, notes) => keysMet(keys, tests, notes));
    },
    patternProperties: (patterns, _, at) => {
      const entries = entriesOf(patterns);
      const parts = entries.map(([, schema]) => this.#schema(schema, tried(at)));
      const expressions = entries.map(([pattern]) => new RegExp(pattern, 'u'));
      return joined(parts, (tests) => patternsMet(expressions, tests));
    },
    additionalProperties: (rest, { properties, patternProperties }, at) => {
      const known = new Set(entriesOf(properties).map(([key]) => key));
      known.delete(PROTOTYPE);
      const patterns = entriesOf(patternProperties).map(([pattern]) => new RegExp(pattern, 'u'));
      const isRest = (key: string) => !known.has(key) && !patterns.some((pattern) => pattern.test(key));
      return joined([this.#schema(rest, tried(at))], ([test]) => restMet(isRest, test));
    },
    propertyNames: (names, _, at) =>
      joined(
        [this.#schema(names, tried(at))],
        ([test = nothing]) =>
          (value, judgement) =>
            !isObject(value) || Object.keys(value).every((key) => test(key, judgement)),
      ),
    items: (items, _, at) =>
      joined(
        [this.#schema(items, tried(at))],
        ([test = nothing]) =>
          (value, judgement) =>
            !isArray(value) || value.every((item) => test(item, judgement)),
      ),
    contains: (wanted, schema, at) =>
      joined([this.#schema(wanted, tried(at))], ([test]) => containing(schema, test)),
    allOf: (schemas, _, at) => joined(this.#each(schemas, at), allMet),
    anyOf: (schemas, _, at) => joined(this.#each(schemas, { ...at, isTried: true }), anyMet),
    oneOf: (schemas, _, at) =>
      joined(
        this.#each(schemas, { ...at, isTried: true }),
        (tests) => (value, judgement) => tests.filter((test) => test(value, judgement)).length === 1,
      ),
    not: (schema, _, at) =>
      joined(
        [this.#schema(schema, { ...at, isTried: true })],
        ([test = nothing]) =>
          (value, judgement) =>
            !test(value, judgement),
      ),
    if: (schema, branches, at) => {
      const below = { ...at, isTried: true };
      const schemas = [schema, branches.then, branches.else];
      return joined(
        schemas.map((each) => this.#schema(each, below)),
        branchMet,
      );
    },
  };

  #each(schemas: Json, at: Standing): readonly (Glance | undefined)[] {
    return (isArray(schemas) ? schemas : []).map((schema) => this.#schema(schema, at));
  }

  #reference(name: string, at: Standing): Glance | undefined {
    const meant = referred(name, at, this.#schemas);
    if (meant === undefined) return undefined;
    const { schema } = meant;
    const found = this.#referred.get(schema);
    if (found !== undefined || this.#referred.has(schema)) return found;
    // A schema may refer to itself: until it is read, nobody knows what it notes.
    const isMet: IsMet = (...asked) => this.#referred.get(schema)?.isMet(...asked) ?? false;
    this.#referred.set(schema, { isMet, notes: true, mayAsk: MESHES });
    const read = this.#schema(schema, { ...meant, below: undefined, isTried: true });
    this.#referred.set(schema, read);
    return read;
  }
}

function plain(isMet: IsMet): Glance {
  return { isMet, notes: false, mayAsk: [] };
}

/** One glance of several. What notes is never cut short, so that nothing that the validator would note is left out. */
function joined(
  parts: readonly (Glance | undefined)[],
  join: (tests: readonly IsMet[], notes: boolean) => IsMet,
): Glance | undefined {
  if (!parts.every((part) => part !== undefined)) return undefined;
  const notes = parts.some((part) => part.notes);
  const isMet = join(
    parts.map((part) => part.isMet),
    notes,
  );
  return { isMet, notes, mayAsk: [...new Set(parts.flatMap(({ mayAsk }) => mayAsk))] };
}

function childOf(at: Standing, key: string): Standing {
  return { ...at, below: at.below && [...at.below, key] };
}

/** The value stands at a key or index that the schema does not name, if there is one. */
function tried(at: Standing): Standing {
  return { ...at, below: undefined, isTried: true };
}

function entriesOf(schemas: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(schemas) ? Object.entries(schemas) : [];
}

function ownGlance(keyword: string, operand: Json, { below, isTried }: Standing): Glance | undefined {
  const judge = KEYWORDS[keyword];
  if (judge === undefined || (below === undefined && !PATHLESS.has(keyword))) return undefined;
  const instancePath = pointerOf(below ?? []);
  return {
    isMet: (value, judgement) => judge(judgement, operand, value, instancePath),
    notes: NOTING.has(keyword),
    mayAsk: keyword === 'mesh' && isTried ? askedMeshes(operand as MeshRange) : [],
  };
}

function nothing(): boolean {
  return false;
}

function allMet(tests: readonly IsMet[], notes: boolean): IsMet {
  const [first, second, ...others] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  const rest = others.length === 0 ? second : allMet([second, ...others], notes);
  if (!notes) return (value, judgement) => first(value, judgement) && rest(value, judgement);
  return (value, judgement) => {
    const isFirst = first(value, judgement);
    return rest(value, judgement) && isFirst;
  };
}

function anyMet(tests: readonly IsMet[], notes: boolean): IsMet {
  if (!notes) return (value, judgement) => tests.some((test) => test(value, judgement));
  return (value, judgement) => tests.filter((test) => test(value, judgement)).length > 0;
}

function branchMet(
  [test = nothing, met = nothing, unmet = nothing]: readonly IsMet[],
  notes: boolean,
): IsMet {
  if (!notes) return (value, judgement) => (test(value, judgement) ? met : unmet)(value, judgement);
  return (value, judgement) => {
    const [isMet, isUnmet] = [met(value, judgement), unmet(value, judgement)];
    return test(value, judgement) ? isMet : isUnmet;
  };
}

/** Most conditions go down key by key, one at a time. */
function keysMet(keys: readonly string[], tests: readonly IsMet[], notes: boolean): IsMet {
  const [key] = keys;
  const [test] = tests;
  if (keys.length === 1 && key !== undefined && test !== undefined) {
    return (value, judgement) => {
      const item = isObject(value) ? value[key] : undefined;
      return item === undefined || test(item, judgement);
    };
  }
  return (value, judgement) => {
    if (!isObject(value)) return true;
    let areMet = true;
    for (let index = 0; index < keys.length && (areMet || notes); index++) {
      const item = value[keys[index] as string];
      if (item !== undefined && tests[index]?.(item, judgement) === false) areMet = false;
    }
    return areMet;
  };
}

function patternsMet(expressions: readonly RegExp[], tests: readonly IsMet[]): IsMet {
  return (value, judgement) =>
    entriesOf(value).every(([key, item]) =>
      expressions.every((each, index) => !each.test(key) || tests[index]?.(item, judgement) !== false),
    );
}

function restMet(isRest: (key: string) => boolean, test: IsMet = nothing): IsMet {
  return (value, judgement) =>
    !isObject(value) ||
    Object.keys(value).every((key) => !isRest(key) || test(value[key] as Json, judgement));
}

function containing({ minContains, maxContains }: JsonObject, test: IsMet = nothing): IsMet {
  const least = minContains === undefined ? 1 : Number(minContains);
  const most = maxContains === undefined ? Number.POSITIVE_INFINITY : Number(maxContains);
  return (value, judgement) => {
    if (!isArray(value)) return true;
    const count = value.filter((item) => test(item, judgement)).length;
    return count >= least && count <= most;
  };
}
