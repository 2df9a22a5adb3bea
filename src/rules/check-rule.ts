import type { Document } from '../input/document.js';
import { isObject, type Json, type JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';
import type { Source } from '../input/source.js';
import { type FileMistake, mistakeAt, schemaChecker } from './check-document.js';
import { placeholdersOf } from './message.js';
import { nearest } from './nearest.js';
import { isPath } from './operand.js';
import { readRule } from './read-rule.js';
import type { Condition, Rule } from './rule.js';
import { Validator } from './validator.js';
import { sentence } from './words.js';

const LANGUAGE = 'rule.schema.json';

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
type Checker = (document: Document) => readonly FileMistake[];

/** Holds rule files to their schema, and to what it cannot say. */
export function ruleChecker(schemas: RuleSchemas): Checker {
  const check = schemaChecker(schemas.language, LANGUAGE);
  return (document) => {
    if (!isObject(document.value)) return [mistakeAt(document, [], 'A rule file holds one mapping.')];
    const mistakes = check(document);
    return mistakes.length > 0 ? mistakes : checkMeaning(document, document.value, schemas);
  };
}

/** What the schema of rule files cannot say. */
function checkMeaning(document: Document, value: JsonObject, schemas: RuleSchemas): readonly FileMistake[] {
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

function checkName({ id }: Rule, document: Document): readonly FileMistake[] {
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
): readonly FileMistake[] {
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
): readonly FileMistake[] {
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
    return new Validator(schemas.kinds).compile(condition) !== undefined;
  } catch {
    return false;
  }
}
