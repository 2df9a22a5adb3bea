import { decode } from '../files/decode.js';
import { isArray, isObject, type Json, type JsonObject } from '../json.js';
import { kindNameOf } from '../kinds.js';
import { hasKind } from '../objects.js';
import { jsonValue } from '../text/json-text.js';
import { readText } from '../text/read-text.js';
import { type Fault, MAX_DEPTH } from '../text/tree.js';
import { readYamlBytes } from '../text/yaml-value.js';
import { HEADER, pruned, type Wanted, type WantedOf } from '../wanted.js';
import { kindOfItem } from './kind-of-item.js';
import type { Piece } from './piece.js';

/** What an item of a list holds, as far as somebody reads it. */
export type ItemReading =
  | { readonly type: 'fault'; readonly fault: Fault }
  | {
      readonly type: 'item';
      readonly value: JsonObject;
      /** Whether somebody reads more of it than what it is known by. */
      readonly isRead: boolean;
      readonly duplicates: readonly Fault[];
    };

/** Reads one item of a large list. Faults stand where they do in the text of the piece. */
export function readItem(piece: Piece, wantedOf: WantedOf): ItemReading {
  return piece.language === 'json' ? jsonItem(piece, wantedOf) : yamlItem(piece, wantedOf);
}

/**
 * What is wanted is known before the item is read, if it says its kind as kubectl writes it; where that was wrong, the
 * item is read once more.
 */
function yamlItem({ bytes }: Piece, wantedOf: WantedOf): ItemReading {
  const kind = kindOfItem(bytes);
  const wanted = kind === undefined ? true : wantedOf(kind);
  const reading = yamlObject(bytes, wanted === false ? HEADER : wanted);
  if (reading.type === 'fault') return reading;
  const isAsSaid = kind !== undefined && hasKind(reading.value) && kindNameOf(reading.value) === kind;
  if (isAsSaid) return { ...reading, isRead: wanted !== false };
  const whole = wanted === true ? reading : yamlObject(bytes, true);
  return whole.type === 'fault' ? whole : itemOf(whole.value, whole.duplicates, wantedOf);
}

function yamlObject(bytes: Buffer, wanted: Wanted | true): ItemReading {
  const read = readYamlBytes(bytes, () => decode(bytes), wanted);
  if (read.type === 'fault') return read;
  const item = read.type === 'value' && isArray(read.value) && read.value.length === 1 ? read.value[0] : null;
  if (read.type === 'nothing' || !isObject(item)) return fault(NO_ITEM, bytes.length);
  return { type: 'item', value: item, isRead: true, duplicates: read.duplicates };
}

const NO_ITEM = 'this is not an item of a list of resources';

/** The piece was surveyed when it was cut: only where something is odd it is looked at once more. */
function jsonItem({ bytes, keys = 0, deepest = 0 }: Piece, wantedOf: WantedOf): ItemReading {
  const text = decode(bytes);
  if (text === undefined) return fault('this is not text', bytes.length);
  const value = deepest < MAX_DEPTH - 2 ? jsonValue(text) : undefined;
  if (value !== undefined && keysIn(value) === keys) return itemOf(value, [], wantedOf);
  const content = readText(text);
  if (content.type === 'value') return itemOf(content.value, content.duplicates, wantedOf);
  return content.type === 'fault' ? content : fault(NO_ITEM, text.length);
}

/** How many keys stand in a value, those of its mappings included: fewer than in its text where one stands twice. */
function keysIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += keysIn(item);
  else for (const key in value) count += 1 + keysIn((value as JsonObject)[key] ?? null);
  return count;
}

function itemOf(value: Json, duplicates: readonly Fault[], wantedOf: WantedOf): ItemReading {
  if (!isObject(value)) return fault(NO_ITEM, 1);
  const wanted: Wanted | boolean = hasKind(value) ? wantedOf(kindNameOf(value)) : true;
  const kept = pruned(value, wanted === false ? HEADER : wanted);
  return { type: 'item', value: kept as JsonObject, isRead: wanted !== false, duplicates };
}

function fault(message: string, length: number): ItemReading {
  return { type: 'fault', fault: { message, start: 0, end: length } };
}
