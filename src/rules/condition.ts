import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { valueAt } from '../graph/query.js';
import { type Need, Unknown } from '../graph/unknown.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { segmentsOf } from '../input/path.js';
import { FORMATS } from './formats.js';
import { Judgement, type Setting, type Standpoint } from './judgement.js';
import { addKeywords } from './keywords.js';
import type { MeshName } from './releases.js';
import type { Condition } from './rule.js';
import { outermost, type SchemaError } from './schema-error.js';

/** What a condition says of a value. */
export type Verdict =
  | { readonly outcome: 'pass'; readonly asked: Iterable<MeshName> }
  | { readonly outcome: 'undecided'; readonly needs: readonly Need[] }
  | { readonly outcome: 'fail'; readonly errors: readonly SchemaError[]; readonly judgement: Judgement };

/** A compiled condition. */
export type Check = (setting: Setting, standpoint: Standpoint, value: Json) => Verdict;

/** Compiles conditions, each once, when it is first judged: most rules meet no subject in most runs. */
export class Conditions {
  readonly #ajv: Ajv2020;

  /** `schemas` are those that conditions may `$ref`, by their path in schemas/kinds. */
  constructor(schemas: ReadonlyMap<string, JsonObject>) {
    this.#ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      messages: false,
      passContext: true,
      strict: true,
      strictRequired: false,
      allowUnionTypes: true,
      validateSchema: false,
      formats: Object.fromEntries(Object.entries(FORMATS).map(([name, { matches }]) => [name, matches])),
    });
    addKeywords(this.#ajv);
    for (const [name, schema] of schemas) this.#ajv.addSchema(schema, name);
  }

  /**
   * The check of a condition. `counts` tells the mistakes that count, where not all do. Throws where the condition is no
   * schema that the strict validator takes.
   */
  compile(condition: Condition, counts: (error: SchemaError) => boolean = () => true): Check {
    const validate = this.#ajv.compile<unknown>(condition as object);
    return (setting, standpoint, value) => judge(validate, counts, setting, standpoint, value);
  }
}

/**
 * A condition that met an unknown is run again with the other answer: only what holds either way is decided. An unknown
 * that a failure rests on makes it undecided, whatever else is wrong.
 */
function judge(
  validate: ValidateFunction,
  counts: (error: SchemaError) => boolean,
  setting: Setting,
  standpoint: Standpoint,
  value: Json,
): Verdict {
  const { judgement, errors } = run(validate, counts, new Judgement(setting, standpoint, true), value);
  const needs = [...judgement.needs, ...errors.flatMap((error) => needsOf(error, value))];
  if (errors.length > 0) {
    return needs.length > 0 ? { outcome: 'undecided', needs } : { outcome: 'fail', errors, judgement };
  }
  if (needs.length === 0) return { outcome: 'pass', asked: judgement.asked };
  const again = run(validate, counts, new Judgement(setting, standpoint, false), value);
  return again.errors.length > 0
    ? { outcome: 'undecided', needs }
    : { outcome: 'pass', asked: judgement.asked };
}

function run(
  validate: ValidateFunction,
  counts: (error: SchemaError) => boolean,
  judgement: Judgement,
  value: Json,
): { readonly judgement: Judgement; readonly errors: readonly SchemaError[] } {
  const isValid = validate.call(judgement, value);
  const errors = isValid ? [] : outermost(validate.errors ?? []);
  return { judgement, errors: errors.filter(counts) };
}

/** The unknown values that a failure touches: on the way to the value that failed, and where its schema looks. */
function needsOf(error: SchemaError, value: Json): readonly Need[] {
  const path = segmentsOf(error.instancePath);
  const onTheWay = path.map((_, index) => valueAt(value, path.slice(0, index)));
  const touched = [
    ...onTheWay,
    ...unknownsSeen({ [error.keyword]: error.schema as Json }, valueAt(value, path)),
  ];
  return touched.flatMap((each: unknown) => (each instanceof Unknown ? [each.need] : []));
}

/** The unknowns that a schema meets in a value. Those that it does not look at decide nothing. */
function unknownsSeen(schema: Json | undefined, value: Json | undefined): readonly Unknown[] {
  if (value instanceof Unknown) return [value];
  if (!isObject(schema) || value === undefined) return [];
  const inside = isObject(schema.properties) && isObject(value) ? Object.entries(schema.properties) : [];
  const alternatives = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listOf(schema[keyword]));
  const branches = ['not', 'if', 'then', 'else'].flatMap((keyword) => listOf(schema[keyword]));
  const items = [...listOf(schema.items), ...listOf(schema.contains)];
  return [
    ...inside.flatMap(([key, child]) => unknownsSeen(child, valueAt(value, [key]))),
    ...[...alternatives, ...branches].flatMap((child) => unknownsSeen(child, value)),
    ...items.flatMap((child) => listOf(value).flatMap((item) => unknownsSeen(child, item))),
  ];
}

/** A list as it is, one value as a list of one, nothing as none. */
function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isArray(value) ? value : [value];
}
