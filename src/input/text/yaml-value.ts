import type { Json } from '../json.js';
import { pruned, type Wanted } from '../wanted.js';
import { HANDED_OVER } from './fast/hand-over.js';
import { fastValue } from './fast/read.js';
import { fastTree } from './fast/tree.js';
import { type Fault, type Node, plainValue } from './tree.js';
import { readYaml } from './yaml-text.js';

/** The value of a YAML text, or why it has none. */
export type YamlValue =
  | { readonly type: 'nothing' }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'value'; readonly value: Json; readonly duplicates: readonly Fault[] };

/**
 * Whether ordinary YAML is read by the fast reader, which hands over whatever it is not certain about. It is no argument
 * of anything, because nothing depends on it: both readers give the same values, places and mistakes.
 */
let isFast = true;

/** For whoever doubts that: false has all YAML read by the library. */
export function useFastReader(use: boolean): void {
  isFast = use;
}

/** Reads a YAML text of at most one document as Kubernetes (sigs.k8s.io/yaml) does. */
export function readYamlValue(text: string): YamlValue {
  return readYamlBytes(Buffer.from(text), () => text, true);
}

/** The same for bytes that nobody has decoded yet, as far as the value is wanted. */
export function readYamlBytes(
  bytes: Buffer,
  decode: () => string | undefined,
  wanted: Wanted | true,
): YamlValue {
  const fast = isFast ? fastRead(bytes, wanted) : undefined;
  if (fast !== undefined) return fast;
  const text = decode();
  return text === undefined ? NO_TEXT : slowRead(text, wanted);
}

const NO_TEXT: YamlValue = { type: 'fault', fault: { message: 'this is not text', start: 0, end: 1 } };

/** The tree of a text that has a value, for places. */
export function yamlTree(text: string): Node | undefined {
  const bytes = Buffer.from(text);
  const fast = isFast ? fastTree(bytes, 0, bytes.length) : HANDED_OVER;
  if (fast !== HANDED_OVER) return fast;
  const reading = readYaml(text);
  return reading.type === 'tree' ? reading.root : undefined;
}

function fastRead(bytes: Buffer, wanted: Wanted | true): YamlValue | undefined {
  const plain = bytes.includes(CARRIAGE_RETURN) ? withoutWindowsLineEnds(bytes) : bytes;
  const value = fastValue(plain, 0, plain.length, wanted);
  if (value === HANDED_OVER) return undefined;
  return value === undefined ? { type: 'nothing' } : { type: 'value', value, duplicates: [] };
}

const CARRIAGE_RETURN = 13;

/** A line may end with both; only places differ then. */
function withoutWindowsLineEnds(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function slowRead(text: string, wanted: Wanted | true): YamlValue {
  const reading = readYaml(text);
  if (reading.type === 'fault') return reading;
  if (reading.root === undefined) return { type: 'nothing' };
  return {
    type: 'value',
    value: pruned(plainValue(reading.root), wanted),
    duplicates: reading.duplicates,
  };
}
