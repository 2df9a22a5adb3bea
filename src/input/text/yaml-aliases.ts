import type { Span } from './positions.js';
import { type Fault, MAX_DEPTH, type Node, TOO_DEEP } from './tree.js';
import type { AliasSyntax } from './yaml-syntax.js';

/** What is known while one document is built. */
export interface Work {
  /** An anchor without a value is the anchor of a value that is being built. */
  readonly anchors: Map<string, Anchored | undefined>;
  readonly faults: Fault[];
  readonly duplicates: Fault[];
  /** Nodes so far, with those behind aliases counted every time. */
  size: number;
  /** How many of them came out of aliases. */
  copied: number;
  /** The level of the deepest node; a scalar stands one level below the list or mapping that holds it. */
  deepest: number;
}

interface Anchored {
  readonly node: Node;
  readonly size: number;
  readonly height: number;
}

/** A value that stands behind many aliases is copied for each of them. */
const MAX_COPIED = 1_000_000;

/** The node that an alias stands for, if that exists and does not make the document too large or too deep. */
export function follow(alias: AliasSyntax, depth: number, work: Work): Node {
  const anchored = work.anchors.get(alias.name);
  if (anchored === undefined) return refuse(alias, missingAnchor(alias.name, work), work);
  work.size += anchored.size;
  work.copied += anchored.size;
  const deepest = depth + anchored.height;
  work.deepest = Math.max(work.deepest, deepest);
  if (work.copied > MAX_COPIED)
    return refuse(alias, 'aliases blow this document up to millions of values', work);
  if (deepest > MAX_DEPTH + 1) return refuse(alias, TOO_DEEP, work);
  return anchored.node;
}

function missingAnchor(name: string, work: Work): string {
  return work.anchors.has(name)
    ? `the alias *${name} stands inside the value that it refers to`
    : `the alias *${name} refers to an anchor &${name} that does not stand before it`;
}

/** Notes a mistake, and stands in for the value that it spoils. */
export function refuse(span: Span, message: string, work: Work): Node {
  work.faults.push({ message, start: span.start, end: span.end });
  return { type: 'scalar', value: null, style: 'plain', start: span.start, end: span.end };
}
