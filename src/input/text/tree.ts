import type { Json } from '../json.js';
import type { Span } from './positions.js';

/**
 * What stands where in one document. YAML and JSON text make the same tree, so that places are looked up in one way.
 * An alias is the node it refers to. Spans are offsets in the text that was read; an empty value has an empty span.
 */
export type Node = ScalarNode | SequenceNode | MappingNode;

/** A tree and the text that its spans are offsets of. */
export interface WrittenTree {
  readonly text: string;
  readonly root: Node;
}

export interface ScalarNode extends Span {
  readonly type: 'scalar';
  readonly value: Json;
  readonly style: Style;
}

/** How a scalar is written. The two block styles begin at their indicator, the quoted ones at their quote. */
export type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface SequenceNode extends Span {
  readonly type: 'sequence';
  readonly items: readonly Node[];
}

export interface MappingNode extends Span {
  readonly type: 'mapping';
  readonly entries: readonly Entry[];
  /** The mappings that `<<` merges in, in the order in which they win. */
  readonly merged: readonly MappingNode[];
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
}

/** Why a text is no document, in our own words: one sentence without a period. */
export interface Fault extends Span {
  readonly message: string;
}

/** What a reader makes of the text of one document. A text without content has no root. */
export type Reading =
  | { readonly type: 'tree'; readonly root: Node | undefined; readonly duplicates: readonly Fault[] }
  | { readonly type: 'fault'; readonly fault: Fault };

/** Deeper values would exhaust the stack of whoever walks them. */
export const MAX_DEPTH = 500;

export const TOO_DEEP = `the values are nested more than ${MAX_DEPTH} levels deep`;

/** The plain value of a tree. The last of equal keys wins, and a key such as `__proto__` is one like any other. */
export function plainValue(node: Node): Json {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'sequence') return node.items.map(plainValue);
  return Object.fromEntries(entriesOf(node));
}

/** The keys written in a mapping win over those merged into it. */
function entriesOf({ merged, entries }: MappingNode): readonly (readonly [string, Json])[] {
  const own = entries.map(({ key, value }) => [key, plainValue(value)] as const);
  return merged.length === 0 ? own : [...merged.toReversed().flatMap(entriesOf), ...own];
}

export const TOO_LARGE = 'this document is too large to be read as YAML; split it, or write it as JSON';

export function duplicateMessage(key: string): string {
  return `the key "${key}" stands twice in one mapping, and only the last one counts`;
}
