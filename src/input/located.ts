import type { Document, Part } from './document.js';
import type { Json } from './json.js';
import type { Path } from './path.js';
import { placeOf, type WrittenTree } from './places.js';
import { rangeOf, type Span, shifted } from './positions.js';
import type { Range, Source } from './source.js';
import { treeOfText } from './text.js';

/** A document that reads its text once more when the first place in it is asked for: most documents have no findings. */
export function documentAt(source: Source, span: Span, value: Json): Document {
  const document: Document = {
    source,
    value,
    locate: (path, part) => locate(document, span, path, part),
  };
  return document;
}

function locate(document: Document, span: Span, path: Path, part: Part): Range {
  const place = placeOf(treeOf(document, span), path, part);
  return rangeOf(document.source, shifted(place, span.start));
}

// Findings come document by document, so a few trees are enough; a tree takes many times the memory of its text.
const KEPT = 4;
let recent: readonly (readonly [Document, WrittenTree])[] = [];

function treeOf(document: Document, { start, end }: Span): WrittenTree {
  const known = recent.find(([owner]) => owner === document);
  if (known !== undefined) return known[1];
  const text = document.source.text.slice(start, end);
  const root = treeOfText(text);
  if (root === undefined) throw new Error(`${document.source.name} was read once and cannot be read again`);
  const tree = { text, root };
  recent = [[document, tree] as const, ...recent].slice(0, KEPT);
  return tree;
}
