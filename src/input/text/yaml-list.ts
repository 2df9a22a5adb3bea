import { once } from '../once.js';
import { piecesOf } from './pieces.js';
import { type Span, shifted } from './positions.js';
import type { Entry, Fault, MappingNode, Node, Reading } from './tree.js';
import { readYaml } from './yaml-text.js';

/**
 * Reads a large list of resources item by item: read as a whole, a dump of 20 MB takes gigabytes of memory. Undefined
 * for any other text. A fault may mean no more than that the text was cut at the wrong lines.
 */
export function readYamlList(text: string): Reading | undefined {
  const pieces = piecesOf(text);
  const frame = pieces && frameOf(text, pieces.before, pieces.behind);
  if (pieces === undefined || frame === undefined) return undefined;
  const items: Item[] = [];
  for (const span of pieces.items) {
    const item = readItem(text, span);
    if ('message' in item) return { type: 'fault', fault: item };
    items.push(item);
  }
  const duplicates = [...frame.duplicates, ...items.flatMap((item) => item.duplicates)];
  return {
    type: 'tree',
    root: listOf(
      frame,
      items.map(({ node }) => node),
    ),
    duplicates,
  };
}

/** The tree of a text that `readYamlList` accepts, whose items are read one by one when they are asked for. */
export function lazyYamlList(text: string): Node | undefined {
  const pieces = piecesOf(text);
  const frame = pieces && frameOf(text, pieces.before, pieces.behind);
  return (
    pieces &&
    frame &&
    listOf(
      frame,
      pieces.items.map((span) => lazyItem(text, span)),
    )
  );
}

/** A list without its items. */
interface Frame {
  readonly before: readonly Entry[];
  readonly items: Entry;
  readonly behind: readonly Entry[];
  readonly duplicates: readonly Fault[];
}

function frameOf(text: string, before: Span, behind: Span): Frame | undefined {
  const head = partOf(text, before);
  const tail = partOf(text, behind);
  const items = head?.entries.at(-1);
  if (head === undefined || tail === undefined || items?.key !== 'items') return undefined;
  const keys = new Set(head.entries.map(({ key }) => key));
  if (tail.entries.some(({ key }) => keys.has(key))) return undefined;
  const duplicates = [...head.duplicates, ...tail.duplicates];
  return { before: head.entries.slice(0, -1), items, behind: tail.entries, duplicates };
}

function partOf(
  text: string,
  { start, end }: Span,
): { entries: readonly Entry[]; duplicates: readonly Fault[] } | undefined {
  const reading = readYaml(text.slice(start, end), start);
  if (reading.type === 'fault') return undefined;
  const { root, duplicates } = reading;
  if (root === undefined) return { entries: [], duplicates };
  return root.type === 'mapping' && root.merged.length === 0
    ? { entries: root.entries, duplicates }
    : undefined;
}

function listOf({ before, items, behind }: Frame, nodes: readonly Node[]): Node {
  const start = nodes[0]?.start ?? items.value.start;
  const value: Node = { type: 'sequence', items: nodes, start, end: nodes.at(-1)?.end ?? start };
  const entries = [...before, { ...items, value }, ...behind];
  const end = Math.max(value.end, entries.at(-1)?.value.end ?? 0);
  return { type: 'mapping', entries, merged: [], start: entries[0]?.keySpan.start ?? 0, end };
}

interface Item {
  readonly node: MappingNode;
  readonly duplicates: readonly Fault[];
}

function readItem(text: string, { start, end }: Span): Item | Fault {
  const reading = readYaml(text.slice(start, end), start);
  if (reading.type === 'fault') return reading.fault;
  const { root, duplicates } = reading;
  const node = root?.type === 'sequence' && root.items.length === 1 ? root.items[0] : undefined;
  if (node?.type === 'mapping') return { node, duplicates };
  return { message: 'this is not an item of a list of resources', start, end };
}

function lazyItem(text: string, span: Span): MappingNode {
  const mapping = once(() => mappingAt(text, span));
  const dash = /^[ ]*-[ ]+/.exec(text.slice(span.start, span.start + 200))?.[0] ?? '';
  return {
    type: 'mapping',
    ...shifted({ start: dash.length, end: span.end - span.start }, span.start),
    get entries() {
      return mapping().entries;
    },
    get merged() {
      return mapping().merged;
    },
  };
}

function mappingAt(text: string, span: Span): MappingNode {
  const item = readItem(text, span);
  if ('message' in item) throw new Error('lazyYamlList was given a text that readYamlList refuses');
  return item.node;
}
