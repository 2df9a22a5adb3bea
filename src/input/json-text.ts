import {
  createScanner,
  type Node as LibraryNode,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Json } from './json.js';
import type { Span } from './positions.js';
import {
  duplicateMessage,
  type Entry,
  type Fault,
  MAX_DEPTH,
  type Node,
  objectOf,
  TOO_DEEP,
} from './tree.js';

/** Whether a text may be JSON. A YAML mapping in braces begins like that, too, and so does a Go template. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{(?!\{)|\[)/.test(text);
}

/** The value of a JSON text, or undefined where it is not quite JSON: such a text may still be YAML. */
export function jsonValue(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The tree of a text that `jsonValue` and `surveyJson` have accepted. */
export function jsonTree(text: string): Node | undefined {
  const root = parseTree(text, [], STRICT);
  return root && nodeOf(root);
}

/** The first mistake in a text that is meant to be JSON. */
export function jsonFault(text: string): Fault | undefined {
  const errors: ParseError[] = [];
  parseTree(text, errors, STRICT);
  const [first] = errors;
  if (first === undefined) return undefined;
  const start = Math.min(first.offset, text.length);
  const message = start >= text.trimEnd().length ? CUT_OFF : SENTENCES[printParseErrorCode(first.error)];
  return {
    message: message ?? 'this is not valid JSON',
    start,
    end: Math.min(start + first.length, text.length),
  };
}

const STRICT = { disallowComments: true, allowTrailingComma: false };

const CUT_OFF = 'the text ends in the middle of a JSON value';

const SENTENCES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value; a text needs double quotes',
  InvalidNumberFormat: 'this number is not written as JSON writes numbers',
  PropertyNameExpected: 'a key in double quotes should stand here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'this mapping is never closed with "}"',
  CloseBracketExpected: 'this list is never closed with "]"',
  EndOfFileExpected: 'this stands behind the end of the JSON value',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'this quote is never closed',
  InvalidEscapeCharacter: 'this escape sequence does not exist; a backslash is written twice',
  InvalidUnicode: 'four hexadecimal digits have to follow "\\u"',
  InvalidCharacter: 'a control character stands in a text',
};

/** What JSON.parse does not tell of a text. */
export interface Survey {
  readonly tooDeep: Fault | undefined;
  readonly duplicates: readonly Fault[];
  /** The lists and mappings that stand one behind the other: `kubectl get --watch` writes such files. */
  readonly values: readonly Span[];
}

/** Surveys a text, whether it is valid JSON or not, in one pass and without recursion. */
export function surveyJson(text: string): Survey {
  const scanner = createScanner(text, true);
  const open: { readonly start: number; readonly keys: Set<string> }[] = [];
  const duplicates: Fault[] = [];
  const values: Span[] = [];
  let word = { key: '', start: 0, end: 0 };
  while (scanner.scan() !== END) {
    const start = scanner.getTokenOffset();
    const end = scanner.getPosition();
    const mark = text.charAt(start);
    const keys = open.at(-1)?.keys;
    if (mark === '"') word = { key: scanner.getTokenValue(), start, end };
    else if (mark === '{' || mark === '[') open.push({ start, keys: new Set() });
    else if (mark === '}' || mark === ']') closeTo(values, open.pop(), open.length, end);
    else if (mark === ':' && keys?.has(word.key))
      duplicates.push({ message: duplicateMessage(word.key), start: word.start, end: word.end });
    else if (mark === ':') keys?.add(word.key);
    if (open.length > MAX_DEPTH) return { tooDeep: { message: TOO_DEEP, start, end }, duplicates, values };
  }
  return { tooDeep: undefined, duplicates, values };
}

// SyntaxKind.EOF: the constants of the library exist for its own compiler settings only.
const END = 17;

function closeTo(
  values: Span[],
  opened: { readonly start: number } | undefined,
  depth: number,
  end: number,
): void {
  if (opened !== undefined && depth === 0) values.push({ start: opened.start, end });
}

function nodeOf(node: LibraryNode): Node {
  const span = { start: node.offset, end: node.offset + node.length };
  if (node.type === 'object') return mappingOf(span, (node.children ?? []).map(entryOf));
  if (node.type === 'array') return sequenceOf(span, (node.children ?? []).map(nodeOf));
  const value: Json = node.value;
  return { type: 'scalar', style: typeof value === 'string' ? 'double' : 'plain', value, ...span };
}

function sequenceOf(span: Span, items: readonly Node[]): Node {
  return { type: 'sequence', items, value: items.map((item) => item.value), ...span };
}

function mappingOf(span: Span, entries: readonly Entry[]): Node {
  const value = objectOf(entries.map((entry) => [entry.key, entry.value.value]));
  return { type: 'mapping', entries, merged: [], value, ...span };
}

function entryOf(property: LibraryNode): Entry {
  const [key, value] = property.children ?? [];
  if (key === undefined || value === undefined) throw new Error('jsonTree was given a text that is not JSON');
  return {
    key: key.value,
    keySpan: { start: key.offset, end: key.offset + key.length },
    value: nodeOf(value),
  };
}
