import type { Json } from '../json.js';

/**
 * The value of a scalar as sigs.k8s.io/yaml resolves it: YAML 1.1 without sexagesimals and dates. `Infinity` and `NaN`
 * come out as such, though JSON has neither: it is for the caller to refuse them.
 */
export function resolvePlain(text: string): null | boolean | number | string {
  if (text.length > LONGEST_WORD && !BEGINS_NUMBER.has(text.charCodeAt(0))) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (/^[-+]?[0-9]/.test(text)) return numberOf(text.replaceAll('_', '')) ?? text;
  if (/^[-+]?\.[0-9]/.test(text))
    return floatOf(text.startsWith('.') ? text : text.replaceAll('_', '')) ?? text;
  return text;
}

/** The value of a scalar with a tag, or undefined where Kubernetes refuses the pair. Unknown tags are ignored. */
export function resolveTagged(tag: string, text: string): Json | undefined {
  const wanted = TYPES.get(tag);
  if (tag === '!') return resolvePlain(text);
  if (tag === 'tag:yaml.org,2002:binary') return binaryOf(text);
  if (wanted === undefined) return text;
  const value = resolvePlain(text);
  return wanted(value) ? value : undefined;
}

/** A key as Go writes it into JSON, or undefined where it refuses the key. */
export function keyOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberKey(value);
  return undefined;
}

const WORDS: ReadonlyMap<string, null | boolean | number> = new Map<string, null | boolean | number>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const LONGEST_WORD = Math.max(...[...WORDS.keys()].map(({ length }) => length));

const BEGINS_NUMBER: ReadonlySet<number> = new Set([...'+-.0123456789'].map((sign) => sign.charCodeAt(0)));

const TYPES: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['tag:yaml.org,2002:null', (value: Json) => value === null],
  ['tag:yaml.org,2002:bool', (value: Json) => typeof value === 'boolean'],
  ['tag:yaml.org,2002:int', (value: Json) => Number.isInteger(value)],
  ['tag:yaml.org,2002:float', (value: Json) => typeof value === 'number'],
]);

const INTEGERS: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^[-+]?0[bB]([01]+)$/, '0b'],
  [/^[-+]?0[oO]([0-7]+)$/, '0o'],
  [/^[-+]?0([0-7]+)$/, '0o'],
  [/^[-+]?([0-9]+)$/, ''],
];

function numberOf(text: string): number | undefined {
  for (const [shape, prefix] of INTEGERS) {
    const digits = shape.exec(text)?.[1];
    const value = digits === undefined ? undefined : integerOf(text.startsWith('-'), BigInt(prefix + digits));
    if (value !== undefined) return value;
  }
  return floatOf(text);
}

/** Go holds 64 bits: what does not fit is no integer, and is tried as a decimal fraction next. */
function integerOf(negative: boolean, size: bigint): number | undefined {
  if (size > (negative ? 2n ** 63n : 2n ** 64n - 1n)) return undefined;
  return size === 0n ? 0 : Number(negative ? -size : size);
}

function floatOf(text: string): number | undefined {
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function binaryOf(text: string): string | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  const isBase64 = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
  return isBase64 ? Buffer.from(packed, 'base64').toString() : undefined;
}

/** Go cuts a fraction to 32 bits on the way; with keys of up to seven digits that makes no difference. */
function numberKey(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
