import type { Document, Node, Pair, Scalar, YAMLError } from 'yaml';
import { Composer, isAlias, isCollection, isMap, isScalar, isSeq, Lexer, Parser, visit } from 'yaml';
import { withoutStandIns } from '../masks.js';
import { type Fault, MAX_DEPTH, type Style, TOO_DEEP, TOO_LARGE } from './tree.js';
import { type Complaint, faultOf } from './yaml-faults.js';
import type { PairSyntax, Syntax } from './yaml-syntax.js';

/** What one document holds, or the first mistake in it. A text without content has no syntax. */
export type Parsed =
  | { readonly type: 'syntax'; readonly syntax: Syntax | undefined }
  | { readonly type: 'fault'; readonly fault: Fault };

/**
 * The syntax of a text that holds at most one document and stands at `offset` of a larger text. The library only finds
 * out what stands where, in its schema without types; what that means is decided elsewhere, because no mode of the
 * library agrees with Kubernetes.
 */
export function parseYaml(text: string, offset: number): Parsed {
  const composed = compose(text, offset);
  if ('message' in composed) return { type: 'fault', fault: composed };
  const [first] = composed
    .flatMap((document) => document.errors)
    .filter(({ code }) => !RESOLVED_BY_US.has(code))
    .sort((one, other) => one.pos[0] - other.pos[0]);
  if (first !== undefined)
    return { type: 'fault', fault: faultOf(fromItsOpening(first, composed), text, offset) };
  const contents = composed[0]?.contents;
  return { type: 'syntax', syntax: contents ? syntaxOf(contents) : undefined };
}

/** The library misses a closing quote or bracket at the end of a text. The mistake is where it was opened. */
function fromItsOpening({ code, message, pos }: YAMLError, documents: readonly Document[]): Complaint {
  let start = pos[0];
  if (/closing .quote|end with a/.test(message))
    for (const document of documents)
      visit(document, {
        Node: (_, node) => {
          if (node.range?.[1] === pos[0] && isEnclosed(node)) start = node.range[0];
        },
      });
  return { code, message, pos: [start, pos[1]] };
}

function isEnclosed(node: Node): boolean {
  return isScalar(node) ? node.type?.startsWith('QUOTE') === true : isCollection(node) && node.flow === true;
}

const RESOLVED_BY_US: ReadonlySet<string> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE']);

/** Half a kilobyte of memory goes into each lexeme: what has more than this could exhaust a small machine. */
const MAX_LEXEMES = 3_000_000;
const MAX_LEXEME_LENGTH = 20_000_000;

/**
 * The library's own loop over its lexer, parser and composer, left as soon as a text turns out to be hopeless: the
 * lexer and the parser take any depth and any number of mistakes, but the composer recurses and collects.
 */
function compose(text: string, offset: number): readonly Document[] | Fault {
  const parser = new Parser();
  parser.offset = offset;
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, resolveKnownTags: false });
  const documents: Document[] = [];
  let lexemes = 0;
  for (const lexeme of lenientLexer().lex(text)) {
    const refusal = refusalOf(parser.stack.length, ++lexemes, lexeme.length);
    if (refusal !== undefined) return { message: refusal, start: parser.offset, end: parser.offset + 1 };
    for (const token of parser.next(lexeme)) {
      documents.push(...composer.next(token));
      if (token.type === 'error') return [...documents, ...composer.end(true, offset + text.length)];
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  return [...documents, ...composer.end(true, offset + text.length)];
}

/**
 * YAML wants the lines of a quoted text and those between brackets indented; Go does not, and so pasted JSON and
 * certificates stand in the first column. The lexer asks one private field of its own how far they have to be indented.
 */
function lenientLexer(): Lexer {
  const lexer = new Lexer();
  let indent = 0;
  Object.defineProperty(lexer, 'indentNext', {
    get: () => (Reflect.get(lexer, 'flowLevel') > 0 || atQuote(lexer) ? 0 : indent),
    set: (next: number) => {
      indent = next;
    },
  });
  return lexer;
}

function atQuote(lexer: Lexer): boolean {
  const unit: unknown = Reflect.get(lexer, 'buffer')[Reflect.get(lexer, 'pos')];
  return unit === '"' || unit === "'";
}

function refusalOf(stackHeight: number, lexemes: number, length: number): string | undefined {
  // The document and the scalar that is being read stand on the stack, too.
  if (stackHeight > MAX_DEPTH + 2) return TOO_DEEP;
  if (lexemes > MAX_LEXEMES) return TOO_LARGE;
  if (length > MAX_LEXEME_LENGTH) return `one value is longer than ${MAX_LEXEME_LENGTH / 1e6} MB`;
  return undefined;
}

function syntaxOf(node: Node): Syntax {
  const [start, end] = node.range ?? [0, 0];
  if (isAlias(node)) return { type: 'alias', name: node.source, start, end };
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (isMap<Node, Node | null>(node))
    return { type: 'mapping', start, end, anchor, pairs: pairsOf(node.items), flow: node.flow === true };
  if (isSeq<Node>(node))
    return { type: 'sequence', start, end, anchor, items: itemsOf(node.items), flow: node.flow === true };
  if (isScalar<string>(node))
    return {
      type: 'scalar',
      start,
      end,
      anchor,
      tag: node.tag,
      text: withoutStandIns(node.source ?? ''),
      style: STYLES[node.type ?? 'PLAIN'],
    };
  throw new Error('the YAML library made a node of an unknown kind');
}

function* itemsOf(items: readonly Node[]): Iterable<Syntax> {
  for (const item of items) yield syntaxOf(item);
}

function* pairsOf(pairs: readonly Pair<Node, Node | null>[]): Iterable<PairSyntax> {
  for (const { key, value } of pairs) {
    yield { key: syntaxOf(key), value: value ? syntaxOf(value) : nothingAt(key.range?.[1] ?? 0) };
  }
}

/** The value of a key without a colon, as in `{key}`. */
function nothingAt(offset: number): Syntax {
  return {
    type: 'scalar',
    text: '',
    style: 'plain',
    tag: undefined,
    anchor: undefined,
    start: offset,
    end: offset,
  };
}

const STYLES: Readonly<Record<Scalar.Type, Style>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};
