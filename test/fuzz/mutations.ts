import { parseAllDocuments } from 'yaml';
import { isArray, isObject, type Json } from '../../src/input/json.js';
import type { Random } from './random.js';

/** Changes a text as accidents, tools and enemies do. `other` is any other text to take pieces of. */
type Mutation = (text: string, random: Random, other: string) => string;

/** What may stand where a value stood: masks, the favourites of YAML, names that JavaScript knows, and too much. */
const VALUES: readonly string[] = [
  '***HIDDEN***',
  '********',
  '"null"',
  'x-ipv4-0000000001-x',
  'null',
  '~',
  '""',
  '[]',
  '{}',
  '[[[[]]]]',
  '0',
  '-1',
  '1e999',
  '.nan',
  '0755',
  'yes',
  '2024-01-01',
  '!!binary AA==',
  '!Ref x',
  '&a x',
  '*a',
  '{{ .Values.name }}',
  '{{- if .Values.name }}',
  `\${NAME}`,
  '|',
  '>-',
  '"',
  "'",
  '__proto__',
  'constructor',
  '/',
  '~1',
  '%',
  '*',
  '(?<x',
  '\\',
  'a'.repeat(5000),
];

const KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  '<<',
  '? a',
  '-',
  '"":',
  'items',
  'kind',
  '0',
];

const UNITS: readonly string[] = [
  '\0',
  '\t',
  '\r',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\x1b[2J',
  '\ue000',
  '#',
  ':',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  '---\n',
  '...\n',
  '\n',
  '\n\n',
  ' ',
  '%YAML 1.1\n---\n',
  '==== START logs for container a of pod b/c ====\n',
];

const MUTATIONS: readonly Mutation[] = [
  (text, random) =>
    changeAt(text, random, (unit) => String.fromCharCode(unit.charCodeAt(0) ^ (1 << random.below(8)))),
  (text, random) => changeAt(text, random, (unit) => random.oneOf(UNITS) + unit),
  (text, random) => changeAt(text, random, () => ''),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  (text, random) => without(text, random.below(text.length + 1), random.below(200)),
  (text, random, other) => spliced(text, random, piece(other, random)),
  (text, random) => spliced(text, random, piece(text, random)),
  (text, random) => changeLine(text, random, () => []),
  (text, random) => changeLine(text, random, (line) => [line, line]),
  (text, random) => changeLine(text, random, (line) => [` ${line}`]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^ {1,2}/, '')]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^( *)/, '$1- ')]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^( *)- /, '$1  ')]),
  (text, random) =>
    changeLine(text, random, (line) => [line.replace(/:.*/, () => `: ${random.oneOf(VALUES)}`)]),
  (text, random) =>
    changeLine(text, random, (line) => [line.replace(/[^\s:"-][^:]*:/, () => `${random.oneOf(KEYS)}:`)]),
  (text, random) => swapped(text, random, '\n'),
  (text, random) => swapped(text, random, '\n---\n'),
  (text, random) => text.replaceAll('\n', random.oneOf(['\r\n', '\r', '\n\n'])),
];

/** A text with one to four things done to it: to what it says, or to how it is written. */
export function mutated(text: string, random: Random, other: string): string {
  const isTree = random.isOneIn(2);
  let result = text;
  for (let left = 1 + random.below(4); left > 0; left -= 1)
    result = isTree ? changedTree(result, random) : random.oneOf(MUTATIONS)(result, random, other);
  return result;
}

/** Bytes that were cut, flipped, or doubled in part. */
export function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  if (random.isOneIn(3)) return bytes.subarray(0, at);
  if (random.isOneIn(4)) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.below(at + 1))]);
  const flipped = Buffer.from(bytes);
  for (let left = 1 + random.below(8); left > 0; left -= 1) {
    const place = random.below(flipped.length);
    flipped[place] = (flipped[place] ?? 0) ^ (1 << random.below(8));
  }
  return flipped;
}

function changeAt(text: string, random: Random, change: (unit: string) => string): string {
  const at = random.below(text.length);
  return text.slice(0, at) + change(text.charAt(at)) + text.slice(at + 1);
}

function without(text: string, at: number, length: number): string {
  return text.slice(0, at) + text.slice(at + length);
}

function piece(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(at, at + random.below(400));
}

function spliced(text: string, random: Random, inserted: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + inserted + text.slice(at);
}

function changeLine(text: string, random: Random, change: (line: string) => readonly string[]): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  return lines.flatMap((line, index) => (index === at ? change(line) : [line])).join('\n');
}

function swapped(text: string, random: Random, separator: string): string {
  const parts = text.split(separator);
  const [one, other] = [random.below(parts.length), random.below(parts.length)];
  const order = parts.map((part, at) => (at === one ? parts[other] : at === other ? parts[one] : part));
  return order.join(separator);
}

/**
 * A value in an object becomes another, and the text is well-formed again: so it gets past every reader, up to the
 * rules. A text that is none of objects stays as it is.
 */
function changedTree(text: string, random: Random): string {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
    const values = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as Json);
    const chosen = random.below(values.length);
    const changed = values.map((value, at) => (at === chosen ? changedValue(value, random) : value));
    return changed.map((value) => JSON.stringify(value)).join('\n---\n');
  } catch {
    return text;
  }
}

const STRANGE: readonly Json[] = [
  null,
  '',
  'x',
  '*',
  '__proto__',
  '***HIDDEN***',
  0,
  -1,
  1e21,
  true,
  [],
  [null],
  {},
  { a: null },
];

function changedValue(value: Json, random: Random): Json {
  const inside = isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
  if (inside === 0 || random.isOneIn(6)) return random.oneOf(STRANGE);
  const chosen = random.below(inside);
  if (isArray(value)) return value.map((item, at) => (at === chosen ? changedValue(item, random) : item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, child], at): [string, Json] =>
    at === chosen ? changedEntry(key, child, random) : [key, child],
  );
  return Object.fromEntries(entries);
}

function changedEntry(key: string, child: Json, random: Random): [string, Json] {
  return random.isOneIn(20) ? [random.oneOf(KEYS), child] : [key, changedValue(child, random)];
}
