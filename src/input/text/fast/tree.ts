import { isAscii } from 'node:buffer';
import { isArray, isObject, type Json, type JsonObject } from '../../json.js';
import type { Span } from '../positions.js';
import type { Entry, Node } from '../tree.js';
import { HANDED_OVER } from './hand-over.js';
import { type Marks, STYLES } from './marks.js';
import { readDocument } from './read.js';

/** The tree that `readYaml` makes of such a text, or nothing at all. A text without content has no tree. */
export function fastTree(bytes: Buffer, start: number, end: number): Node | undefined | typeof HANDED_OVER {
  const marks: Marks = [];
  const value = readDocument(bytes, start, end, true, marks);
  if (value === HANDED_OVER || value === undefined) return value;
  return nodeOf(value, { marks, next: 0, unitOf: unitsIn(bytes.subarray(start, end)) });
}

/** The marks that are not laid beside their values yet. */
interface Trail {
  readonly marks: Marks;
  next: number;
  /** The offset in the decoded text of an offset in the bytes. */
  readonly unitOf: (offset: number) => number;
}

function nodeOf(value: Json, trail: Trail): Node {
  if (isArray(value)) return sequenceOf(value, trail);
  if (isObject(value)) return mappingOf(value, trail);
  const style = STYLES[trail.marks[trail.next++] ?? 0] ?? 'plain';
  return { type: 'scalar', value, style, ...nextSpan(trail) };
}

function sequenceOf(values: readonly Json[], trail: Trail): Node {
  const { start, end } = nextSpan(trail);
  const items = values.map((value) => nodeOf(value, trail));
  return { type: 'sequence', items, start, end: items.reduce((last, item) => Math.max(last, item.end), end) };
}

function mappingOf(mapping: JsonObject, trail: Trail): Node {
  const { start, end } = nextSpan(trail);
  const entries = Object.entries(mapping).map(([key, value]) => entryOf(key, value, trail));
  const ends = entries.map(({ keySpan, value }) => Math.max(keySpan.end, value.end));
  return {
    type: 'mapping',
    entries,
    merged: [],
    start,
    end: ends.reduce((one, other) => Math.max(one, other), end),
  };
}

function entryOf(key: string, value: Json, trail: Trail): Entry {
  return { key, keySpan: nextSpan(trail), value: nodeOf(value, trail) };
}

function nextSpan(trail: Trail): Span {
  return { start: nextOffset(trail), end: nextOffset(trail) };
}

function nextOffset(trail: Trail): number {
  return trail.unitOf(trail.marks[trail.next++] ?? 0);
}

/** A character of one byte is one unit long, like one of two or three bytes; only one of four bytes is two units long. */
function unitsIn(document: Buffer): (offset: number) => number {
  // The reader may have put a line end behind the last line.
  if (isAscii(document)) return (offset) => Math.min(offset, document.length);
  const units = new Uint32Array(document.length + 2);
  for (let at = 0, unit = 0; at < units.length; at++) {
    units[at] = unit;
    const byte = document[at] ?? CONTINUATION;
    if (byte < CONTINUATION || byte >= LEAD) unit += byte >= LEAD_OF_FOUR ? 2 : 1;
  }
  return (offset) => units[offset] ?? 0;
}

const CONTINUATION = 0x80;
const LEAD = 0xc0;
const LEAD_OF_FOUR = 0xf0;
