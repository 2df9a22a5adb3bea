import { isDeepStrictEqual } from 'node:util';
import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import { FORMATS } from './formats.js';

/** Whether a value is what one keyword asks for. */
type Test = (value: Json) => boolean;

/**
 * The keywords of JSON Schema that look at a value and at no schema below. As the standard has it, each has nothing to say
 * of a value of another type. They agree with ajv in every case, its readings of the standard included.
 */
export const VALUE_TESTS: Readonly<Record<string, (operand: Json) => Test>> = {
  type: (types) => anyOf([types].flat().map((type) => TYPES[String(type)] ?? nothing)),
  const: (wanted) => (value) => isEqual(value, wanted),
  enum: (values) => oneAmong(isArray(values) ? values : []),
  format: (name) => ofText(FORMATS[String(name)]?.matches ?? nothing),
  pattern: (pattern) => {
    const expression = new RegExp(String(pattern), 'u');
    return ofText((text) => expression.test(text));
  },
  minLength: (limit) => ofText((text) => lengthOf(text) >= Number(limit)),
  maxLength: (limit) => ofText((text) => lengthOf(text) <= Number(limit)),
  minimum: (limit) => ofNumber((number) => number >= Number(limit)),
  maximum: (limit) => ofNumber((number) => number <= Number(limit)),
  exclusiveMinimum: (limit) => ofNumber((number) => number > Number(limit)),
  exclusiveMaximum: (limit) => ofNumber((number) => number < Number(limit)),
  multipleOf: (step) => ofNumber((number) => isWhole(number / Number(step))),
  minItems: (limit) => ofList((list) => list.length >= Number(limit)),
  maxItems: (limit) => ofList((list) => list.length <= Number(limit)),
  uniqueItems: (wanted) => ofList((list) => wanted !== true || !hasRepetition(list)),
  minProperties: (limit) => ofMapping((mapping) => Object.keys(mapping).length >= Number(limit)),
  maxProperties: (limit) => ofMapping((mapping) => Object.keys(mapping).length <= Number(limit)),
  required: (keys) => {
    const wanted = isArray(keys) ? keys.map(String) : [];
    return ofMapping((mapping) => wanted.every((key) => mapping[key] !== undefined));
  },
};

const TYPES: Readonly<Record<string, Test>> = {
  object: isObject,
  array: isArray,
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function nothing(): boolean {
  return false;
}

function anyOf(tests: readonly Test[]): Test {
  const [only, ...others] = tests;
  return only !== undefined && others.length === 0 ? only : (value) => tests.some((test) => test(value));
}

function oneAmong(values: readonly Json[]): Test {
  const scalars = new Set(values);
  const structures = values.filter((each) => isObject(each) || isArray(each));
  return (value) => scalars.has(value) || structures.some((each) => isEqual(value, each));
}

function ofText(test: (text: string) => boolean): Test {
  return (value) => typeof value !== 'string' || test(value);
}

function ofNumber(test: (number: number) => boolean): Test {
  return (value) => typeof value !== 'number' || !Number.isFinite(value) || test(value);
}

function ofList(test: (list: readonly Json[]) => boolean): Test {
  return (value) => !isArray(value) || test(value);
}

function ofMapping(test: (mapping: JsonObject) => boolean): Test {
  return (value) => !isObject(value) || test(value);
}

/** Whether two values hold the same, whatever the order of their keys. */
export function isEqual(one: Json, other: Json): boolean {
  return (
    one === other || (typeof one === 'object' && typeof other === 'object' && isDeepStrictEqual(one, other))
  );
}

/** In characters, not in halves of them. */
export function lengthOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length;
}

/** ajv takes what has an exponent for broken. */
function isWhole(number: number): boolean {
  return number === Number.parseInt(String(number), 10);
}

function hasRepetition(list: readonly Json[]): boolean {
  if (new Set(list).size < list.length) return true;
  const structures = list.filter((each) => isObject(each) || isArray(each));
  return structures.some((one, index) => structures.slice(0, index).some((other) => isEqual(one, other)));
}
