import type { Json } from '../json.js';
import { isMasked } from '../masks.js';
import { spanOf } from './positions.js';
import { keyOf, resolvePlain, resolveTagged } from './scalars.js';
import {
  duplicateMessage,
  type Entry,
  MAX_DEPTH,
  type MappingNode,
  type Node,
  type Reading,
  TOO_DEEP,
} from './tree.js';
import { follow, refuse, type Work } from './yaml-aliases.js';
import type {
  AliasSyntax,
  MappingSyntax,
  PairSyntax,
  ScalarSyntax,
  SequenceSyntax,
  Syntax,
} from './yaml-syntax.js';

/** The tree that a syntax means to Kubernetes: scalars resolved, aliases followed, `<<` merged. */
export function treeOf(syntax: Syntax): Reading {
  const work: Work = { anchors: new Map(), faults: [], duplicates: [], size: 0, copied: 0, deepest: 0 };
  const root = build(syntax, 1, work);
  const [fault] = work.faults;
  const duplicates = work.duplicates.toSorted((one, other) => one.start - other.start);
  return fault ? { type: 'fault', fault } : { type: 'tree', root, duplicates };
}

function build(syntax: Syntax, depth: number, work: Work): Node {
  if (syntax.type === 'alias') return follow(syntax, depth, work);
  return syntax.anchor === undefined
    ? buildValue(syntax, depth, work)
    : buildAnchored(syntax, syntax.anchor, depth, work);
}

function buildAnchored(
  syntax: Exclude<Syntax, AliasSyntax>,
  anchor: string,
  depth: number,
  work: Work,
): Node {
  const { size, deepest } = work;
  work.anchors.set(anchor, undefined);
  work.deepest = depth;
  const node = buildValue(syntax, depth, work);
  work.anchors.set(anchor, { node, size: work.size - size, height: work.deepest - depth });
  work.deepest = Math.max(deepest, work.deepest);
  return node;
}

function buildValue(syntax: Exclude<Syntax, AliasSyntax>, depth: number, work: Work): Node {
  work.size++;
  work.deepest = Math.max(work.deepest, depth);
  if (syntax.type === 'scalar') return buildScalar(syntax, work);
  if (depth > MAX_DEPTH) return refuse(syntax, TOO_DEEP, work);
  return syntax.type === 'sequence' ? buildSequence(syntax, depth, work) : buildMapping(syntax, depth, work);
}

function buildScalar(syntax: ScalarSyntax, work: Work): Node {
  const { start, end, style } = syntax;
  const value = scalarValue(syntax);
  if (value === undefined) return refuse(syntax, 'this value is not of the type that its tag asks for', work);
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse(syntax, 'Kubernetes has no infinite numbers and no NaN', work);
  return { type: 'scalar', value, style, start, end };
}

function scalarValue({ tag, text, style }: ScalarSyntax): Json | undefined {
  if (tag !== undefined) return resolveTagged(tag, text);
  return style === 'plain' ? resolvePlain(text) : text;
}

function buildSequence(syntax: SequenceSyntax, depth: number, work: Work): Node {
  const items: Node[] = [];
  let end = syntax.start + 1;
  for (const item of syntax.items) {
    const node = build(item, depth + 1, work);
    items.push(node);
    end = Math.max(end, endOf(item, node));
  }
  return { type: 'sequence', items, start: syntax.start, end: syntax.flow ? syntax.end : end };
}

/** An alias ends where it stands itself, and a block before the comments and blank lines behind it. */
function endOf(syntax: Syntax, node: Node): number {
  return syntax.type === 'alias' ? syntax.end : node.end;
}

function buildMapping(syntax: MappingSyntax, depth: number, work: Work): Node {
  const members: Members = { written: [], entries: [], merged: [] };
  let end = syntax.start;
  for (const pair of syntax.pairs) {
    const key = isMerge(pair.key) ? undefined : keyTextOf(pair.key, depth, work);
    const value = build(pair.value, depth + 1, work);
    if (key === undefined) merge(members, mergedBy(pair, value, work));
    else addEntry(members, { key, keySpan: spanOf(pair.key), value });
    end = Math.max(end, pair.key.end, endOf(pair.value, value));
  }
  const { written, entries, merged } = members;
  reportDuplicates(written, work);
  return { type: 'mapping', entries, merged, start: syntax.start, end: syntax.flow ? syntax.end : end };
}

/** A mapping as far as it is read: the entries that stand in it, and what counts of them and of the merges. */
interface Members {
  readonly written: Entry[];
  entries: Entry[];
  merged: readonly MappingNode[];
}

function addEntry({ written, entries }: Members, entry: Entry): void {
  written.push(entry);
  entries.push(entry);
}

/** As in Go, a merge overrides the keys that stand before it, and those behind it override the merge. */
function merge(members: Members, mappings: readonly MappingNode[]): void {
  members.merged = [...mappings, ...members.merged];
  members.entries = members.entries.filter(({ key }) => !mappings.some((mapping) => hasKey(mapping, key)));
}

function hasKey({ entries, merged }: MappingNode, key: string): boolean {
  return entries.some((entry) => entry.key === key) || merged.some((mapping) => hasKey(mapping, key));
}

function isMerge(key: Syntax): boolean {
  if (key.type !== 'scalar' || key.text !== '<<') return false;
  return key.tag === undefined ? key.style === 'plain' : key.tag === 'tag:yaml.org,2002:merge';
}

function mergedBy({ value: syntax }: PairSyntax, value: Node, work: Work): readonly MappingNode[] {
  const sources = value.type === 'sequence' ? value.items : [value];
  const mappings = sources.filter((source) => source.type === 'mapping');
  if (mappings.length < sources.length)
    refuse(syntax, 'only a mapping or a list of mappings can be merged with "<<"', work);
  return mappings;
}

function keyTextOf(syntax: Syntax, depth: number, work: Work): string {
  const node = build(syntax, depth + 1, work);
  const key = node.type === 'scalar' ? keyOf(node.value) : undefined;
  if (node.type !== 'scalar') refuse(syntax, 'a list or a mapping is used as a key', work);
  else if (key === undefined) refuse(syntax, 'a key is empty or null', work);
  return key ?? '';
}

function reportDuplicates(entries: readonly Entry[], work: Work): void {
  const seen = new Set<string>();
  for (const { key, keySpan } of entries) {
    if (seen.has(key) && !isMasked(key)) work.duplicates.push({ message: duplicateMessage(key), ...keySpan });
    seen.add(key);
  }
}
