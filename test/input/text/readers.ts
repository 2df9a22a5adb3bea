import { isDeepStrictEqual } from 'node:util';
import { isArray, isObject, type Json } from '../../../src/input/json.js';
import { HANDED_OVER } from '../../../src/input/text/fast/hand-over.js';
import { fastValue } from '../../../src/input/text/fast/read.js';
import { fastTree } from '../../../src/input/text/fast/tree.js';
import { plainValue, type Reading } from '../../../src/input/text/tree.js';
import { readYaml } from '../../../src/input/text/yaml-text.js';
import type { Wanted } from '../../../src/input/wanted.js';

/** What the fast reader makes of a text, held against the reader that says what is true. */
export interface Comparison {
  readonly isHandedOver: boolean;
  /** Sentences; none where the two agree, or the fast reader leaves the text to the other. */
  readonly differences: readonly string[];
}

/** Compares the values, the trees, and the values of which parts are wanted. Any text will do. */
export function compareReaders(text: string, wanted: Wanted): Comparison {
  const document = Buffer.from(text);
  // What stands around a document has to make no difference.
  const whole = Buffer.concat([BEFORE, document, BEHIND]);
  const [start, end] = [BEFORE.length, BEFORE.length + document.length];
  const truth = readYaml(document.toString());
  const value = fastValue(whole, start, end);
  const differences = [
    ...(agreesOn(value, truth, (tree) => tree && plainValue(tree)) ? [] : ['value']),
    ...(agreesOn(fastTree(whole, start, end), truth, (tree) => tree) ? [] : ['tree']),
    ...(agreesOnParts(fastValue(whole, start, end, wanted), truth, wanted) ? [] : ['wanted']),
  ];
  return { isHandedOver: value === HANDED_OVER, differences };
}

const BEFORE = Buffer.from('before: "\n');
const BEHIND = Buffer.from('  behind: x\n- y\n');

type Tree = Extract<Reading, { type: 'tree' }>['root'];

function agreesOn(read: unknown, truth: Reading, expected: (tree: Tree) => unknown): boolean {
  if (read === HANDED_OVER) return true;
  return truth.type === 'tree' && truth.duplicates.length === 0 && isSame(read, expected(truth.root));
}

/** A mistake in what is not wanted is not seen. */
function agreesOnParts(read: unknown, truth: Reading, wanted: Wanted): boolean {
  if (read === HANDED_OVER || truth.type === 'fault') return true;
  return isSame(read, truth.root && pruned(plainValue(truth.root), wanted));
}

/** Keys in the same order, too. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other) && JSON.stringify(one) === JSON.stringify(other);
}

function pruned(value: Json, wanted: Wanted | true): Json {
  if (wanted === true) return value;
  if (isArray(value)) return value.map((item) => pruned(item, wanted));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    const part = wanted.keys.get(key) ?? wanted.rest;
    return part === false ? [] : [[key, pruned(child, part)]];
  });
  return Object.fromEntries(entries);
}
