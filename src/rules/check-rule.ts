import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Document, Part } from '../input/document.js';
import { isObject, type Json, type JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';
import type { Location, Source } from '../input/source.js';
import { Conditions } from './condition.js';
import { FORMATS } from './formats.js';
import { placeholdersOf } from './message.js';
import { mistakeOf } from './mistakes.js';
import { nearest } from './nearest.js';
import { isPath } from './operand.js';
import { readRule } from './read-rule.js';
import type { Condition, Rule } from './rule.js';
import { outermost } from './schema-error.js';
import { sentence } from './words.js';

const LANGUAGE = 'rule.schema.json';

/** A mistake in a rule file: a place, and a sentence that says how to mend it. */
export interface RuleMistake {
  readonly location: Location;
  readonly message: string;
}

/** The schemas that rules need, as their files hold them. */
export interface RuleSchemas {
  /** By file name: rule.schema.json, condition.schema.json. */
  readonly language: ReadonlyMap<string, JsonObject>;
  /** By path in schemas/kinds. */
  readonly kinds: ReadonlyMap<string, JsonObject>;
}

/** The folder that a rule stands in names its subject: osm, smi, istio, input. */
export function folderOf(source: Source): string {
  return source.name.split('/').at(-2) ?? 'rules';
}

/** What is wrong with the document of a rule file. */
type Checker = (document: Document) => readonly RuleMistake[];

/** Holds rule files to their schema, and to what it cannot say. */
export function ruleChecker(schemas: RuleSchemas): Checker {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, messages: false, strict: false });
  for (const [name, { matches }] of Object.entries(FORMATS)) ajv.addFormat(name, matches);
  for (const [name, schema] of schemas.language) ajv.addSchema(schema, name);
  const validate = ajv.getSchema(LANGUAGE);
  const schema = schemas.language.get(LANGUAGE) ?? {};
  return (document) => {
    if (!isObject(document.value)) return [mistakeAt(document, [], 'A rule file holds one mapping.')];
    if (validate === undefined || validate(document.value)) {
      return checkMeaning(document, document.value, schemas);
    }
    return outermost(validate.errors ?? []).map((error) => {
      const mistake = mistakeOf(error, { path: [], realPath: (same) => same, schema, isSecret: false });
      return mistakeAt(document, mistake.path, sentence(mistake.sentence), mistake.part);
    });
  };
}

/** What the schema of rule files cannot say. */
function checkMeaning(document: Document, value: JsonObject, schemas: RuleSchemas): readonly RuleMistake[] {
  const rule = readRule(value, folderOf(document.source));
  return [
    ...checkName(rule, document),
    ...checkPlaceholders(rule.message, WORDS, ['message'], document),
    ...rule.related.flatMap(({ message }, index) =>
      checkPlaceholders(message, [], ['related', index, 'message'], document),
    ),
    ...checkConditions(document, value, schemas),
  ];
}

function checkName({ id }: Rule, document: Document): readonly RuleMistake[] {
  const file = document.source.name
    .split('/')
    .at(-1)
    ?.replace(/\.ya?ml$/, '');
  if (file === id) return [];
  return [mistakeAt(document, ['id'], `The id '${id}' is not the name of the file, '${file}'.`)];
}

const WORDS = ['mistakes', 'field', 'actual', 'expected', 'key', 'osm', 'istio'];

function checkPlaceholders(
  message: string,
  words: readonly string[],
  path: Path,
  document: Document,
): readonly RuleMistake[] {
  return placeholdersOf(message)
    .filter((name) => !isPath(name) && !words.includes(name))
    .map((name) => {
      const near = nearest(name, words);
      const hint = near === undefined ? "Paths start with '/' or '.'" : `Did you mean {${near}}?`;
      return mistakeAt(document, path, `Nothing fills the placeholder {${name}}. ${sentence(hint)}`);
    });
}

/** The strict validator refuses schemas that pass everything by a slip. */
function checkConditions(
  document: Document,
  value: JsonObject,
  schemas: RuleSchemas,
): readonly RuleMistake[] {
  const subject = isObject(value.subject) ? value.subject : {};
  const conditions: readonly [Path, Json | undefined][] = [
    [['subject', 'where'], subject.where],
    [['when'], value.when],
    [['expect'], value.expect],
  ];
  return conditions.flatMap(([path, condition]) => {
    if (condition === undefined || compiles(condition as Condition, schemas)) return [];
    return [
      mistakeAt(
        document,
        path,
        'This condition is no schema that can be judged: check its types and references.',
      ),
    ];
  });
}

function compiles(condition: Condition, schemas: RuleSchemas): boolean {
  try {
    return new Conditions(schemas.kinds).compile(condition) !== undefined;
  } catch {
    return false;
  }
}

export function mistakeAt(
  document: Document,
  path: Path,
  message: string,
  part: Part = 'value',
): RuleMistake {
  return { location: { source: document.source, range: document.locate(path, part) }, message };
}
