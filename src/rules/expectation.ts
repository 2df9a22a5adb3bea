import type { Json } from '../input/json.js';
import { FORMATS } from './formats.js';
import type { SchemaError } from './schema-error.js';
import { joined, shown } from './words.js';

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

/** What belongs there, completing "where ... belongs". */
export function expectation({ keyword, schema, parentSchema }: SchemaError): string {
  switch (keyword) {
    case 'type':
      return joined(
        allowed(schema, 'null').map((type) => TYPES[String(type)] ?? String(type)),
        'or',
      );
    case 'const':
      return quoted(schema);
    case 'enum': {
      const values = allowed(schema, null).map(quoted);
      return values.length === 1 ? joined(values, 'or') : `one of ${joined(values, 'or')}`;
    }
    case 'format':
      return FORMATS[String(schema)]?.words ?? 'a text of another form';
    case 'minimum':
      return `a number of ${schema} or more`;
    case 'maximum':
      return `a number of ${schema} or less`;
    case 'goDurationAtLeast':
      return `zero or a duration of at least ${schema}`;
    case 'minLength':
      return schema === 1 ? 'a text that is not empty' : `a text of at least ${schema} characters`;
    case 'minItems':
    case 'minProperties':
      return schema === 1 ? 'at least one entry' : `at least ${schema} entries`;
    case 'maxItems':
      return schema === 0 ? 'no entry' : schema === 1 ? 'at most one entry' : `at most ${schema} entries`;
    case 'uniqueItems':
      return 'a list without repeated entries';
    default:
      return typeof parentSchema?.description === 'string'
        ? phrase(parentSchema.description)
        : 'something else';
  }
}

/** A description that is a sentence, as it reads in the middle of another. */
function phrase(text: string): string {
  return text.endsWith('.') ? text.charAt(0).toLowerCase() + text.slice(1, -1) : text;
}

/** What is allowed beside nothing: where nothing passes too, nobody needs to be told to write it. */
function allowed(schema: unknown, nothing: 'null' | null): readonly unknown[] {
  const values = [schema].flat();
  return values.length === 1 ? values : values.filter((value) => value !== nothing);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : shown(value as Json);
}
