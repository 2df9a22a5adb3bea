import { valueAt } from '../graph/query.js';
import { type KindName, kindName } from '../graph/resource.js';
import { holdsUnknown, type Need, Unknown } from '../graph/unknown.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { segmentsOf } from '../input/path.js';
import type { CompiledAhead } from './ahead.js';
import { type Glance, Glances } from './glance.js';
import { Judgement, type Setting, type Standpoint } from './judgement.js';
import type { MeshName } from './releases.js';
import type { Condition } from './rule.js';
import { outermost, type SchemaError } from './schema-error.js';
import type { Validate } from './validate.js';
import { Validator } from './validator.js';

/** What a condition says of a value. */
export type Verdict = Pass | Undecided | Failure;

/** What a condition says that narrows the subjects of a rule: nobody tells why it fails. */
export type Answer = Pass | Undecided | Miss;

/** `asked` are the meshes of which the condition asked the release. */
interface Pass {
  readonly outcome: 'pass';
  readonly asked: Iterable<MeshName>;
}

interface Miss {
  readonly outcome: 'fail';
  readonly asked: Iterable<MeshName>;
}

interface Undecided {
  readonly outcome: 'undecided';
  readonly needs: readonly Need[];
}

/** A failure, and what tells it. */
export interface Failure {
  readonly outcome: 'fail';
  readonly errors: readonly SchemaError[];
  readonly judgement: Judgement;
}

/** A compiled condition: of the value of a subject that narrowing conditions have left. */
export type Check = (setting: Setting, standpoint: Standpoint, value: Json) => Verdict;

/** A compiled condition that narrows. */
export type Gate = (setting: Setting, standpoint: Standpoint, value: Json) => Answer;

/** Tells the mistakes that count, where not all do. */
export type Counting = (error: SchemaError) => boolean;

export const PASSED: Pass = { outcome: 'pass', asked: [] };
const MISSED: Miss = { outcome: 'fail', asked: [] };

/**
 * Compiles conditions, each when it is first judged: most rules meet no subject in most runs. A value is glanced at first,
 * and weighed by the validator only where that leaves something to tell or to doubt.
 */
export class Conditions {
  readonly #glances: Glances;
  readonly #validator: Validator;

  readonly #ahead: CompiledAhead | undefined;

  /** `schemas` are those that conditions may `$ref`, by their path in schemas/kinds. */
  constructor(schemas: ReadonlyMap<string, JsonObject>, ahead?: CompiledAhead) {
    this.#glances = new Glances(schemas);
    this.#validator = new Validator(schemas);
    this.#ahead = ahead;
  }

  /** `name` is the one that the condition has among those that were compiled ahead. */
  check(condition: Condition, name: string, counts: Counting): Check {
    const glance = this.#glancing(condition);
    const weigh = this.#weighing(condition, name, counts);
    return (setting, standpoint, value) => {
      const answer = glance(setting, standpoint, value);
      return answer?.outcome === 'pass' ? answer : weigh(setting, standpoint, value);
    };
  }

  gate(condition: Condition, name: string): Gate {
    const glance = this.#glancing(condition);
    const weigh = this.#weighing(condition, name, () => true);
    return (setting, standpoint, value) => {
      const answer = glance(setting, standpoint, value);
      if (answer !== undefined) return answer;
      const verdict = weigh(setting, standpoint, value);
      return verdict.outcome === 'fail' ? { outcome: 'fail', asked: verdict.judgement.asked } : verdict;
    };
  }

  /** Undefined where a glance does not tell. */
  #glancing(condition: Condition): (...judged: Parameters<Gate>) => Pass | Miss | undefined {
    let glance: Glance | undefined;
    let isRead = false;
    return (setting, standpoint, value) => {
      if (!isRead) [glance, isRead] = [this.#glances.of(condition), true];
      return glance && answerOf(glance, new Judgement(setting, standpoint, true), value);
    };
  }

  #weighing(condition: Condition, name: string, counts: Counting): Check {
    const validates = new Map<KindName, Validate>();
    return (setting, standpoint, value) => {
      const kind = kindName(standpoint.resource.id);
      const validate = validates.get(kind) ?? this.#ahead?.(kind)[name] ?? this.#validator.compile(condition);
      validates.set(kind, validate);
      return weigh(validate, counts, setting, standpoint, value);
    };
  }
}

/** Undefined where the answer may rest on an unknown, or nobody knows whether a release was asked that matters. */
function answerOf(
  { isMet, notes, mayAsk }: Glance,
  judgement: Judgement,
  value: Json,
): Pass | Miss | undefined {
  const { setting, standpoint } = judgement;
  const outcome = isMet(value, judgement) ? 'pass' : 'fail';
  if (outcome === 'fail' && standpoint.resource.id.group === 'meshlint' && isOpen(value)) return undefined;
  if (!notes) return outcome === 'pass' ? PASSED : MISSED;
  if (judgement.needs.length > 0 || mayAsk.some((mesh) => setting.releases.isAssumed(mesh))) return undefined;
  return { outcome, asked: judgement.asked };
}

const known = new WeakMap<object, boolean>();

/** Whether a value holds an unknown: many rules ask it of the same fact. */
function isOpen(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const answer = known.get(value) ?? holdsUnknown(value);
  known.set(value, answer);
  return answer;
}

/**
 * A condition that met an unknown is run again with the other answer: only what holds either way is decided. An unknown
 * that a failure rests on makes it undecided, whatever else is wrong.
 */
function weigh(
  validate: Validate,
  counts: Counting,
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
  validate: Validate,
  counts: Counting,
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
