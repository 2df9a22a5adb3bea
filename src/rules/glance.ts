import path from 'node:path/posix';
import { valueAt } from '../graph/query.js';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { pointerOf, segmentsOf } from '../input/path.js';
import type { Judgement } from './judgement.js';
import { KEYWORDS } from './keywords.js';
import type { Condition } from './rule.js';
import { VALUE_TESTS } from './value-tests.js';

/**
 * Whether a value meets a condition, and nothing more. Nearly every judgement ends with that: only a mistake that is told
 * needs the validator, whose code has to be loaded, and which makes an object of everything that it finds on its way.
 */
export interface Glance {
  readonly isMet: (value: Json, judgement: Judgement) => boolean;
  /** Whether it leaves something in the judgement, on which more rests than its answer. */
  readonly notes: boolean;
}

type Schemas = ReadonlyMap<string, JsonObject>;

/** Where a schema stands. */
interface Standing {
  /** The schema file, and what it holds, for references. */
  readonly file: string;
  readonly root: Json;
  /** The path from the subject to the value that the schema is about; undefined where it differs from run to run. */
  readonly below: readonly string[] | undefined;
}

type Reading = (operand: Json, schema: JsonObject, at: Standing) => Glance | undefined;

const NOTING: ReadonlySet<string> = new Set(['exists', 'equals', 'unique', 'selects', 'mesh']);
const PATHLESS: ReadonlySet<string> = new Set(['unique', 'mesh', 'onlyIn', 'goDurationAtLeast']);

/** They say nothing by themselves. */
const SILENT: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', '$defs', 'title', 'description'],
  ...['then', 'else', 'minContains', 'maxContains'],
]);

/** In these, a glance looks at the same things in the same order as the validator, whatever the answers are. */
const IN_STEP: ReadonlySet<string> = new Set([...NOTING, 'not', 'anyOf']);

/** The validator does not take it for a property. */
const PROTOTYPE = '__proto__';

const ANYTHING: Glance = { isMet: () => true, notes: false };
const NOTHING: Glance = { isMet: () => false, notes: false };

/** Reads conditions into glances. A schema that many refer to is read once. */
export class Glances {
  readonly #schemas: Schemas;
  readonly #referred = new Map<Json, Glance | undefined>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /**
   * The glance of a condition; undefined where it could note other things than the validator does, or where a keyword is
   * none of ours. What is noted hangs on what is looked at, and the validator looks on after a mistake.
   */
  of(condition: Condition): Glance | undefined {
    return this.#schema(condition, { file: '', root: condition, below: [] });
  }

  #schema(schema: Json | undefined, at: Standing): Glance | undefined {
    if (schema === true || schema === undefined) return ANYTHING;
    if (!isObject(schema)) return NOTHING;
    const parts: Glance[] = [];
    for (const [keyword, operand] of Object.entries(schema)) {
      if (SILENT.has(keyword)) continue;
      const part = this.#keyword(keyword, operand, schema, at);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return every(parts);
  }

  #keyword(keyword: string, operand: Json, schema: JsonObject, at: Standing): Glance | undefined {
    const test = VALUE_TESTS[keyword];
    if (test !== undefined) return { isMet: test(operand), notes: false };
    const own = KEYWORDS[keyword];
    return own === undefined
      ? this.#readings[keyword]?.(operand, schema, at)
      : ownGlance(keyword, operand, at);
  }

  readonly #readings: Readonly<Record<string, Reading>> = {
    $ref: (name, _schema, at) => this.#reference(String(name), at),
    properties: (properties, _schema, at) => this.#properties(properties, at),
    patternProperties: (patterns, _schema, at) => this.#patterns(patterns, at),
    additionalProperties: (rest, schema, at) => this.#rest(rest, schema, at),
    propertyNames: (names, _schema, at) =>
      unnoted(
        this.#schema(names, somewhere(at)),
        (isMet) => (value, judgement) =>
          !isObject(value) || Object.keys(value).every((key) => isMet(key, judgement)),
      ),
    items: (items, _schema, at) =>
      unnoted(
        this.#schema(items, somewhere(at)),
        (isMet) => (value, judgement) => !isArray(value) || value.every((item) => isMet(item, judgement)),
      ),
    contains: (wanted, schema, at) =>
      unnoted(this.#schema(wanted, somewhere(at)), (isMet) => containing(isMet, schema)),
    allOf: (schemas, _schema, at) => {
      const parts = this.#each(schemas, at);
      return parts && every(parts);
    },
    anyOf: (schemas, _schema, at) => {
      const parts = this.#each(schemas, at, inStep);
      return parts && { isMet: anyMet(parts), notes: parts.some(({ notes }) => notes) };
    },
    oneOf: (schemas, _schema, at) => {
      const parts = this.#each(schemas, at);
      if (parts === undefined || parts.some(({ notes }) => notes)) return undefined;
      const isMet: Glance['isMet'] = (value, judgement) =>
        parts.filter((part) => part.isMet(value, judgement)).length === 1;
      return { isMet, notes: false };
    },
    not: (schema, _schema, at) => {
      const part = inStep(schema, this.#schema(schema, at));
      return part && { ...part, isMet: (value, judgement) => !part.isMet(value, judgement) };
    },
    if: (schema, parent, at) => {
      const test = inStep(schema, this.#schema(schema, at));
      const [met, unmet] = [this.#schema(parent.then, at), this.#schema(parent.else, at)];
      if (test === undefined || met === undefined || unmet === undefined) return undefined;
      const isMet: Glance['isMet'] = (value, judgement) =>
        (test.isMet(value, judgement) ? met : unmet).isMet(value, judgement);
      return { isMet, notes: [test, met, unmet].some(({ notes }) => notes) };
    },
  };

  #each(
    schemas: Json,
    at: Standing,
    checked: (schema: Json, glance: Glance | undefined) => Glance | undefined = (_, glance) => glance,
  ): readonly Glance[] | undefined {
    const parts = (isArray(schemas) ? schemas : []).map((schema) =>
      checked(schema, this.#schema(schema, at)),
    );
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }

  #properties(properties: Json, at: Standing): Glance | undefined {
    const entries = isObject(properties)
      ? Object.entries(properties).filter(([key]) => key !== PROTOTYPE)
      : [];
    const parts = entries.map(([key, schema]) =>
      this.#schema(schema, { ...at, below: at.below && [...at.below, key] }),
    );
    if (!parts.every((part) => part !== undefined)) return undefined;
    const keys = entries.map(([key]) => key);
    const [key] = keys;
    const [only] = parts;
    const isMet =
      keys.length === 1 && key !== undefined && only !== undefined ? keyMet(key, only) : keysMet(keys, parts);
    return { isMet, notes: parts.some(({ notes }) => notes) };
  }

  #patterns(patterns: Json, at: Standing): Glance | undefined {
    const parts = Object.entries(isObject(patterns) ? patterns : {}).map(([pattern, schema]) => {
      const expression = new RegExp(pattern, 'u');
      return unnoted(
        this.#schema(schema, somewhere(at)),
        (isMet) => (value, judgement) =>
          !isObject(value) ||
          Object.entries(value).every(([key, item]) => !expression.test(key) || isMet(item, judgement)),
      );
    });
    return parts.every((part) => part !== undefined) ? every(parts) : undefined;
  }

  #rest(rest: Json, { properties, patternProperties }: JsonObject, at: Standing): Glance | undefined {
    const known = new Set(isObject(properties) ? Object.keys(properties) : []);
    known.delete(PROTOTYPE);
    const patterns = Object.keys(isObject(patternProperties) ? patternProperties : {}).map(
      (pattern) => new RegExp(pattern, 'u'),
    );
    const isKnown = (key: string) => known.has(key) || patterns.some((pattern) => pattern.test(key));
    return unnoted(
      this.#schema(rest, somewhere(at)),
      (isMet) => (value, judgement) =>
        !isObject(value) ||
        Object.keys(value).every((key) => isKnown(key) || isMet(value[key] as Json, judgement)),
    );
  }

  #reference(name: string, { file, root }: Standing): Glance | undefined {
    const [target = '', pointer = ''] = name.split('#');
    const source = target === '' ? file : path.join(path.dirname(file), target);
    const whole = target === '' ? root : this.#schemas.get(source);
    const schema = whole === undefined ? undefined : valueAt(whole, segmentsOf(pointer));
    if (schema === undefined) return undefined;
    const found = this.#referred.get(schema);
    if (found !== undefined || this.#referred.has(schema)) return found;
    // A schema may refer to itself: until it is read, nobody knows what it notes.
    this.#referred.set(schema, {
      isMet: (...asked) => this.#referred.get(schema)?.isMet(...asked) ?? false,
      notes: true,
    });
    const read = this.#schema(schema, { file: source, root: whole as Json, below: undefined });
    this.#referred.set(schema, read);
    return read;
  }
}

/** The value stands at a key or index that the schema does not name. */
function somewhere(at: Standing): Standing {
  return { ...at, below: undefined };
}

function ownGlance(keyword: string, operand: Json, { below }: Standing): Glance | undefined {
  if (below === undefined && !PATHLESS.has(keyword)) return undefined;
  const judge = KEYWORDS[keyword];
  const instancePath = pointerOf(below ?? []);
  return (
    judge && {
      isMet: (value, judgement) => judge(judgement, operand, value, instancePath),
      notes: NOTING.has(keyword),
    }
  );
}

/** What is noted where several schemas are tried hangs on how far each is tried. */
function inStep(schema: Json, glance: Glance | undefined): Glance | undefined {
  if (glance?.notes !== true) return glance;
  const [keyword, ...others] = Object.keys(isObject(schema) ? schema : {}).filter(
    (each) => !SILENT.has(each),
  );
  return keyword !== undefined && others.length === 0 && IN_STEP.has(keyword) ? glance : undefined;
}

/** Below a key or index of the value itself, nothing may be noted. */
function unnoted(
  part: Glance | undefined,
  made: (isMet: Glance['isMet']) => Glance['isMet'],
): Glance | undefined {
  return part === undefined || part.notes ? undefined : { isMet: made(part.isMet), notes: false };
}

function every(parts: readonly Glance[]): Glance {
  const notes = parts.some((part) => part.notes);
  const [first = ANYTHING, second = ANYTHING, ...others] = parts;
  if (parts.length < 2) return first;
  if (others.length > 0) return every([first, every([second, ...others])]);
  const [one, other] = [first.isMet, second.isMet];
  return { isMet: (value, judgement) => one(value, judgement) && other(value, judgement), notes };
}

function anyMet(parts: readonly Glance[]): Glance['isMet'] {
  return (value, judgement) => parts.some((part) => part.isMet(value, judgement));
}

function containing(isMet: Glance['isMet'], { minContains, maxContains }: JsonObject): Glance['isMet'] {
  const least = minContains === undefined ? 1 : Number(minContains);
  const most = maxContains === undefined ? Number.POSITIVE_INFINITY : Number(maxContains);
  if (least === 1 && most === Number.POSITIVE_INFINITY) {
    return (value, judgement) => !isArray(value) || value.some((item) => isMet(item, judgement));
  }
  return (value, judgement) => {
    if (!isArray(value)) return true;
    const count = value.filter((item) => isMet(item, judgement)).length;
    return count >= least && count <= most;
  };
}

/** Most conditions go down key by key. */
function keyMet(key: string, { isMet }: Glance): Glance['isMet'] {
  return (value, judgement) => {
    if (!isObject(value)) return true;
    const item = value[key];
    return item === undefined || isMet(item, judgement);
  };
}

function keysMet(keys: readonly string[], parts: readonly Glance[]): Glance['isMet'] {
  return (value, judgement) => {
    if (!isObject(value)) return true;
    for (let index = 0; index < keys.length; index++) {
      const item = value[keys[index] as string];
      if (item !== undefined && parts[index]?.isMet(item, judgement) === false) return false;
    }
    return true;
  };
}
