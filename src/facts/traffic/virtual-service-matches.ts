import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../graph/query.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import { mappingAt } from '../metadata.js';
import { bindings, matchBindings, type Route } from './virtual-services.js';

/** A condition of a rule, and where it holds. */
export interface Condition {
  readonly route: Route;
  /** Its place among the conditions of the rule; undefined for a rule without any, which always holds. */
  readonly index: number | undefined;
  readonly value: Json;
  readonly bindings: ReadonlySet<string>;
}

/** The conditions of a rule that hold anywhere. A rule without any is one that always holds. */
export function conditionsOf(route: Route): readonly Condition[] {
  const { virtualService, matches } = route;
  if (matches.length === 0)
    return [{ route, index: undefined, value: {}, bindings: bindings(virtualService) }];
  return matches
    .map((value, index) => ({ route, index, value, bindings: matchBindings(virtualService, value) }))
    .filter((condition) => condition.bindings.size > 0);
}

/** Whether a condition takes all that a later one of the same list would take. What is not certain is not covered. */
export function covers(one: Condition, other: Condition): boolean {
  const isWithin = [...other.bindings].every((binding) => one.bindings.has(binding));
  if (one.route.protocol === 'http') return isWithin && coversHttp(one.value, other.value);
  const isOpen = one.route.protocol === 'tcp' && one.index === undefined;
  return isWithin && (isOpen || isDeepStrictEqual(one.value, other.value));
}

/** What a condition of HTTP may hold; one that holds more is not judged. */
const TEXTS = ['uri', 'scheme', 'method', 'authority'] as const;
const MAPPINGS = ['headers', 'queryParams'] as const;
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['name', 'gateways', 'statPrefix']);
const JUDGED: ReadonlySet<string> = new Set([
  ...TEXTS,
  ...MAPPINGS,
  ...WITHOUT_EFFECT,
  'withoutHeaders',
  'port',
  'sourceLabels',
  'sourceNamespace',
  'ignoreUriCase',
]);

function coversHttp(one: Json, other: Json): boolean {
  if (!isObject(one) || !isObject(other) || Object.keys(one).some((key) => !JUDGED.has(key))) return false;
  return (
    coversUri(one, other) &&
    TEXTS.slice(1).every((key) => coversText(one[key], other[key])) &&
    MAPPINGS.every((key) => coversEach(mappingAt(one, [key]), mappingAt(other, [key]))) &&
    hasAll(mappingAt(other, ['withoutHeaders']), mappingAt(one, ['withoutHeaders'])) &&
    hasAll(mappingAt(other, ['sourceLabels']), mappingAt(one, ['sourceLabels'])) &&
    ['port', 'sourceNamespace'].every((key) => isSet(one[key]) === false || one[key] === other[key])
  );
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0;
}

function hasAll(mapping: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(mapping[key], value));
}

function coversEach(one: JsonObject, other: JsonObject): boolean {
  return Object.entries(one).every(([key, value]) => {
    const isPresence = isObject(value) && Object.keys(value).length === 0;
    return Object.hasOwn(other, key) && (isPresence || coversText(value, other[key]));
  });
}

function coversUri(one: JsonObject, other: JsonObject): boolean {
  if (isEveryUri(one.uri)) return true;
  if (one.ignoreUriCase !== true) return other.ignoreUriCase !== true && coversText(one.uri, other.uri);
  return coversText(lowerCase(one.uri), lowerCase(other.uri));
}

function isEveryUri(uri: Json | undefined): boolean {
  return !isSet(uri) || isDeepStrictEqual(uri, { prefix: '/' }) || isDeepStrictEqual(uri, { regex: '.*' });
}

/** Regular expressions are left as they are: in them the case of a letter may matter (`\D`). */
function lowerCase(match: Json | undefined): Json | undefined {
  if (!isObject(match)) return match;
  const entries = Object.entries(match);
  return Object.fromEntries(
    entries.map(([key, text]) => [key, key === 'regex' ? text : String(text).toLowerCase()]),
  );
}

function coversText(one: Json | undefined, other: Json | undefined): boolean {
  if (!isSet(one)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const prefix = valueAt(one, ['prefix']);
  if (typeof prefix !== 'string' || prefix === '') return isDeepStrictEqual(one, other);
  const text = other.exact ?? other.prefix;
  return typeof text === 'string' && text.startsWith(prefix);
}

/** The same text for conditions that mean the same; what always holds has one of its own. */
export function matchKey({ route, value }: Condition): string {
  const kept = Object.entries(mappingAt(value, [])).filter(
    ([key, part]) => !WITHOUT_EFFECT.has(key) && isSet(part) && !(key === 'uri' && isEveryUri(part)),
  );
  return JSON.stringify([route.protocol, ...kept.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** The hosts of the server names that a rule for TLS asks for and its VirtualService does not have. */
export function strayServerNames(names: readonly string[], hosts: readonly string[]): readonly string[] {
  return names.filter((name) => !hosts.some((host) => isWithin(name, host)));
}

function isWithin(name: string, host: string): boolean {
  if (name === host) return true;
  if (!host.startsWith('*')) return false;
  return (name.startsWith('*') ? name.slice(1) : name).endsWith(host.slice(1));
}
