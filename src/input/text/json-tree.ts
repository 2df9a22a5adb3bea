import type { Json } from '../json.js';
import { once } from '../once.js';
import { outermostTokens } from './json-tokens.js';
import { type Span, spanOf } from './positions.js';
import type { Entry, Node } from './tree.js';

/**
 * The tree of a valid JSON text. Collections look for their children when asked: a dump of 100 MB would make millions
 * of nodes, and a place needs the few along one path.
 */
export function jsonTree(text: string): Node {
  return nodeAt(text, { start: text.search(/\S/), end: text.trimEnd().length });
}

function nodeAt(text: string, { start, end }: Span): Node {
  const mark = text.charAt(start);
  if (mark === '[') return sequenceAt(text, { start, end });
  if (mark === '{') return mappingAt(text, { start, end });
  return {
    type: 'scalar',
    style: mark === '"' ? 'double' : 'plain',
    value: valueAt(text, { start, end }),
    start,
    end,
  };
}

function valueAt(text: string, { start, end }: Span): Json {
  return JSON.parse(text.slice(start, end));
}

function sequenceAt(text: string, span: Span): Node {
  const items = once(() => childrenAt(text, span).map((item) => nodeAt(text, item)));
  return {
    type: 'sequence',
    ...span,
    get items() {
      return items();
    },
  };
}

function mappingAt(text: string, span: Span): Node {
  const entries = once(() => entriesOf(text, childrenAt(text, span)));
  return {
    type: 'mapping',
    ...span,
    merged: [],
    get entries() {
      return entries();
    },
  };
}

/** The items of a list, or the keys and values of a mapping in turn. */
function childrenAt(text: string, { start }: Span): readonly Span[] {
  return [...outermostTokens(text, start + 1)].filter(({ mark }) => mark !== ',' && mark !== ':');
}

function entriesOf(text: string, children: readonly Span[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < children.length; at += 2) {
    const [key, value] = [children[at], children[at + 1]];
    if (key && value)
      entries.push({ key: String(valueAt(text, key)), keySpan: spanOf(key), value: nodeAt(text, value) });
  }
  return entries;
}
