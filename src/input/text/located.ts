import type { Document } from '../document.js';
import type { Json } from '../json.js';
import type { Source } from '../source.js';
import { placeOf } from './places.js';
import { rangeOf, type Span, shifted } from './positions.js';
import type { Node } from './tree.js';

/** A document whose text is read once more when the first place in it is asked for. */
export function documentAt(source: Source, span: Span, value: Json, readTree: ReadTree): Document {
  const document: Document = {
    source,
    value,
    locate: (path, part) => {
      const text = source.text.slice(span.start, span.end);
      const place = placeOf({ text, root: rootOf(document, readTree) }, path, part);
      return rangeOf(source, shifted(place, span.start));
    },
  };
  return document;
}

type ReadTree = () => Node | undefined;

// Findings come document by document, so a few trees are enough; a tree takes many times the memory of its text.
const KEPT = 4;
let recent: readonly (readonly [Document, Node])[] = [];

function rootOf(document: Document, readTree: ReadTree): Node {
  const known = recent.find(([owner]) => owner === document);
  const root = known?.[1] ?? readTree();
  if (root === undefined) throw new Error(`${document.source.name} was read once and cannot be read again`);
  recent = [[document, root] as const, ...recent.filter(([owner]) => owner !== document)].slice(0, KEPT);
  return root;
}
