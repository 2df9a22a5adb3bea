import type { Document, Part } from '../document.js';
import type { Json } from '../json.js';
import type { Path } from '../path.js';
import type { Range, Source } from '../source.js';
import { placeOf } from './places.js';
import { rangeOf, type Span, shifted } from './positions.js';
import type { ReadTree } from './read-text.js';
import type { Node } from './tree.js';

/** A document whose text is read once more when the first place in it is asked for. */
export function documentAt(source: Source, span: Span, value: Json, readTree: ReadTree): Document {
  const document: Document = {
    source,
    value,
    locate: (path, part) => rangeIn(document, span, readTree, path, part),
  };
  return document;
}

/** The range of a value, or of its key, in a document that stands at `span` of its source. */
export function rangeIn(document: Document, span: Span, readTree: ReadTree, path: Path, part: Part): Range {
  const { source } = document;
  const text = source.text.slice(span.start, span.end);
  const place = placeOf({ text, root: rootOf(document, text, readTree) }, path, part);
  return rangeOf(source, shifted(place, span.start));
}

// Findings come document by document, so a few trees are enough; a tree takes many times the memory of its text.
const KEPT = 4;
let recent: readonly (readonly [Document, Node])[] = [];

function rootOf(document: Document, text: string, readTree: ReadTree): Node {
  const known = recent.find(([owner]) => owner === document);
  const root = known?.[1] ?? readTree(text);
  if (root === undefined) throw new Error(`${document.source.name} was read once and cannot be read again`);
  recent = [[document, root] as const, ...recent.filter(([owner]) => owner !== document)].slice(0, KEPT);
  return root;
}
