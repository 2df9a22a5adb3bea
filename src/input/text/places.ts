import type { Part } from '../document.js';
import { INSIDE_YAML, type Path } from '../path.js';
import { embeddedTree } from './embedded.js';
import { type Span, shifted } from './positions.js';
import { writtenSpan } from './scalar-text.js';
import type { Entry, MappingNode, Node, WrittenTree } from './tree.js';

/**
 * Where the value at a path stands, or its key. What has no place of its own has that of the nearest thing that leads
 * to it: an empty value its key's, a missing one its parent's key's, or the parent's where the parent has no key.
 */
export function placeOf({ text, root }: WrittenTree, path: Path, part: Part): Span {
  let node = root;
  let key: Span | undefined;
  for (const [depth, segment] of path.entries()) {
    if (segment === INSIDE_YAML)
      return placeInside(text, { node, key }, path.slice(depth + 1), part) ?? trimmed(text, node);
    const child = childOf(node, segment);
    if (child === undefined) return key ?? trimmed(text, node);
    node = child.node;
    key = child.key ?? (node.start === node.end ? key : undefined);
  }
  return key !== undefined && (part === 'key' || node.start === node.end) ? key : trimmed(text, node);
}

/** A text that is YAML has no other place than its own for what it should hold and does not. */
function placeInside(text: string, { node, key }: Child, path: Path, part: Part): Span {
  const tree =
    node.type === 'scalar' && typeof node.value === 'string' ? embeddedTree(node.value) : undefined;
  const [first] = path;
  if (node.type !== 'scalar' || tree === undefined || first === undefined) return trimmed(text, node);
  if (childOf(tree.root, first) === undefined) return key ?? trimmed(text, node);
  return writtenSpan(text, node, shifted(placeOf(tree, path, part), tree.offset)) ?? trimmed(text, node);
}

interface Child {
  readonly node: Node;
  readonly key: Span | undefined;
}

function childOf(node: Node, segment: string | number): Child | undefined {
  if (node.type === 'mapping') return entryOf(node, String(segment));
  const item = node.type === 'sequence' && isIndex(segment) ? node.items[Number(segment)] : undefined;
  return item && { node: item, key: undefined };
}

function isIndex(segment: string | number): boolean {
  return /^(0|[1-9][0-9]*)$/.test(String(segment));
}

function entryOf(mapping: MappingNode, key: string): Child | undefined {
  const entry: Entry | undefined = mapping.entries.findLast((candidate) => candidate.key === key);
  if (entry !== undefined) return { node: entry.value, key: entry.keySpan };
  for (const merged of mapping.merged) {
    const found = entryOf(merged, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Blocks reach up to the next token, so line ends may hang behind them. */
function trimmed(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return { start, end: last };
}
