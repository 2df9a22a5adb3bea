import type { Part } from '../input/document.js';
import { isObject, type Json, type JsonObject } from '../input/json.js';
import { type Path, segmentsOf } from '../input/path.js';
import { expectation } from './expectation.js';
import { FORMATS } from './formats.js';
import { nearest } from './nearest.js';
import type { SchemaError } from './schema-error.js';
import { described, fieldName, joined } from './words.js';

/** One value that is not what a condition expects, in our own words. */
export interface Mistake {
  /** From the root of the resource. */
  readonly path: Path;
  /** An unknown key is a mistake of the key, everything else one of the value. */
  readonly part: Part;
  /** `spec.traffic.enableEgress`. */
  readonly field: string;
  /** What stands there: `the text 'true'`. */
  readonly actual: string;
  /** What belongs there: `true or false`. */
  readonly expected: string;
  /** All of it, as a clause without a period. */
  readonly sentence: string;
}

/** What is needed to tell a mistake: where the condition was judged, and the whole schema for keys in other places. */
export interface MistakeContext {
  readonly path: Path;
  /** The path as the reader of the file knows it: that of the real resource, where the subject is a fact. */
  readonly realPath: (path: Path) => Path;
  readonly schema: Json;
  /** The resource is a Secret: its values stay where they are. */
  readonly isSecret: boolean;
}

type Telling = Omit<Mistake, 'path' | 'part' | 'field'> & { readonly part?: Part };

export function mistakeOf(error: SchemaError, context: MistakeContext): Mistake {
  const path = [...context.path, ...segmentsOf(error.instancePath), ...missingOrUnknownKey(error)];
  const field = fieldName(context.realPath(path));
  const part = error.propertyName === undefined ? 'value' : 'key';
  return { path, part, field, ...tell(error, field, context) };
}

/** Keywords that complain of a key tell it in their parameters; the others complain of the value that they stand at. */
function missingOrUnknownKey(error: SchemaError): Path {
  const key = error.params.missingProperty ?? error.params.additionalProperty ?? error.propertyName;
  return typeof key === 'string' ? [key] : [];
}

function tell(error: SchemaError, field: string, context: MistakeContext): Telling {
  switch (error.keyword) {
    case 'required':
      return { actual: 'missing', expected: 'there', sentence: `${field} is missing` };
    case 'dependentRequired':
      return {
        actual: 'missing',
        expected: 'there',
        sentence: `${field} is missing, and '${error.params.property}' says nothing without it`,
      };
    case 'additionalProperties':
      return unknownKey(error, field, context);
    case 'mesh':
    case 'onlyIn':
      return wrongRelease(error, field);
    default:
      return wrongValue(error, field, context);
  }
}

function wrongValue(error: SchemaError, field: string, { isSecret }: MistakeContext): Telling {
  const value = error.data as Json;
  const actual = isSecret ? 'a hidden value' : described(value);
  const expected = expectation(error);
  const near = isSecret ? undefined : nearestOf(error, value);
  const hint = near === undefined ? '' : `: did you mean '${near}'?`;
  const culprit = isSecret ? undefined : culpritOf(error);
  const told = culprit === undefined ? `is ${actual}` : `holds '${culprit}'`;
  return {
    actual,
    expected,
    sentence: `${field} ${told} where ${expected} belongs${hint}`,
  };
}

/** The item that spoils a text of several. */
function culpritOf({ keyword, schema, data }: SchemaError): string | undefined {
  return keyword === 'format' ? FORMATS[String(schema)]?.culprit?.(String(data)) : undefined;
}

function nearestOf({ keyword, schema }: SchemaError, value: Json): string | undefined {
  if (keyword !== 'enum' && keyword !== 'const') return undefined;
  const candidates = [schema].flat().filter((each) => typeof each === 'string');
  return typeof value === 'string' && candidates.length > 1 ? nearest(value, candidates) : undefined;
}

function unknownKey(error: SchemaError, field: string, context: MistakeContext): Telling {
  const key = String(error.params.additionalProperty);
  const known = Object.keys((error.parentSchema?.properties ?? {}) as JsonObject);
  const near = nearest(key, known);
  const elsewhere = near === undefined ? placesOf(context.schema, key)[0] : undefined;
  const expected =
    near ??
    (elsewhere === undefined ? undefined : fieldName([...context.realPath(context.path), ...elsewhere]));
  const hint = expected === undefined ? '' : `: did you mean '${expected}'?`;
  return {
    part: 'key',
    actual: `'${key}'`,
    expected:
      expected ??
      `one of ${joined(
        known.map((each) => `'${each}'`),
        'or',
      )}`,
    sentence: `${field} is not a known key${hint}`,
  };
}

/** The paths at which a schema knows a key, below the subject. */
function placesOf(schema: Json | undefined, key: string): readonly Path[] {
  if (!isObject(schema) || !isObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, child]) => [
    ...(name === key ? [[name]] : []),
    ...placesOf(child, key).map((path) => [name, ...path]),
  ]);
}

function wrongRelease(error: SchemaError, field: string): Telling {
  const range = error.schema as { readonly osm?: string; readonly istio?: string };
  const releases = [
    ...(range.osm === undefined ? [] : [`OSM ${rangeInWords(range.osm)}`]),
    ...(range.istio === undefined ? [] : [`Istio ${rangeInWords(range.istio)}`]),
  ];
  const expected = joined(releases, 'and');
  return {
    part: 'key',
    actual: 'there',
    expected,
    sentence: `${field} exists only in ${expected}`,
  };
}

/** `>=1.1` is `1.1 and later`, `<1.0` is `before 1.0`. */
function rangeInWords(range: string): string {
  return range
    .replace(/^>=(\S+)/, '$1 and later')
    .replace(/ ?<(\S+)$/, (_, limit, at) => (at === 0 ? `before ${limit}` : `, before ${limit}`));
}
