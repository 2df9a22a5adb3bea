import { jsonValue } from './json-pieces.js';
import type { Cutting, Window } from './window.js';

const [LF, CR, BLANK, TAB, HASH, DASH, DOT, PERCENT] = [10, 13, 32, 9, 35, 45, 46, 37];

/**
 * Cuts a large text into pieces while it comes: documents at their markers, JSON values at their ends, lists of objects at
 * their items, logs at their marks. It looks at line starts and brackets only and refuses nothing: what is cut at the
 * wrong place does not parse, and whoever parses it finds out.
 */
export function* piecesOf(window: Window): Cutting {
  while (!(yield* window.isAtEnd())) {
    if (startsWith(window, LOG_START)) yield* log(window);
    else if (startsJson(window)) yield* json(window);
    else yield* document(window, false);
  }
}

/** As `kubectl cluster-info dump` writes it: whatever stands in it, it ends with the mark that names its container. */
function* log(window: Window): Cutting {
  const start = yield* window.lineEnd();
  const line = window.bytes.subarray(window.mark.at, start);
  const end = Buffer.concat([LOG_END, line.subarray(LOG_START.length)]);
  let isEnded = false;
  while (!isEnded && !(yield* window.isAtEnd())) {
    const at = yield* window.lineEnd();
    isEnded = startsWith(window, end);
    window.toNextLine(at);
  }
  yield window.cut('text', 'yaml');
}

const LOG_START = Buffer.from('==== START logs for container ');
const LOG_END = Buffer.from('==== END logs for container ');

/** Behind a value a text may go on with another one, a document or a log. With anything else, it is no JSON. */
function* json(window: Window): Cutting {
  const isList = yield* jsonValue(window);
  while (!(yield* window.isAtEnd()) && isSpace(window.bytes[window.mark.at])) window.skip();
  const isNext = startsJson(window) || isMarker(window) || startsWith(window, LOG_START);
  if (isNext || (yield* window.isAtEnd())) yield window.cut(isList ? 'behind' : 'text', 'json');
  else yield* document(window, true, isList ? 'behind' : 'text');
}

/** Comments and directives belong to the document behind their marker; what is JSON or a log is none of it. */
function* document(window: Window, hasContent: boolean, part: 'text' | 'behind' = 'text'): Cutting {
  let isBegun = hasContent;
  while (!(yield* window.isAtEnd())) {
    const end = yield* window.lineEnd();
    if (isBegun && isMarker(window)) break;
    if (startsWith(window, LOG_START) || (!isBegun && startsJson(window))) break;
    isBegun ||= isContent(window, end);
    const isItems = part === 'text' && startsWith(window, ITEMS) && isEmptyBehind(window, ITEMS.length, end);
    window.toNextLine(end);
    const indent = isItems ? yield* indentOfItems(window) : undefined;
    if (indent !== undefined) return yield* list(window, indent);
  }
  yield window.cut(part, 'yaml');
}

const ITEMS = Buffer.from('items:');

/** The blanks before the dash of the first item; undefined: there is none. */
function* indentOfItems(window: Window): Cutting<number | undefined> {
  const end = yield* window.lineEnd();
  const { bytes, mark } = window;
  let at = mark.at;
  while (at < end && bytes[at] === BLANK) at += 1;
  return bytes[at] === DASH && bytes[at + 1] === BLANK ? at - mark.at : undefined;
}

/** Each item begins with a dash in the column of the first one; the list ends where a line begins further to the left. */
function* list(window: Window, indent: number): Cutting {
  yield window.cut('before', 'yaml');
  for (;;) {
    const next = toItemEnd(window, indent);
    if (next === 'more' && !window.isLast) {
      yield* window.more();
      continue;
    }
    yield window.cut('item', 'yaml');
    if (next !== 'item') break;
  }
  yield* document(window, true, 'behind');
}

/**
 * Moves the mark to the start of the next line that is not of this item. The hottest loop of all: every byte of a dump
 * comes through here, so it looks at line ends only, and counts them on its way.
 */
function toItemEnd(window: Window, indent: number): 'item' | 'end' | 'more' {
  const { bytes, length, mark } = window;
  const last = window.isLast ? length : length - indent - 2;
  let { at, line } = mark;
  let found: 'item' | 'end' | 'more' = 'more';
  while (at < last) {
    if (bytes[at++] !== LF) continue;
    if (at >= last) {
      if (!window.isLast) at -= 1;
      else line += 1;
      break;
    }
    line += 1;
    const first = bytes[at] ?? 0;
    if (first === BLANK ? bytes[at + indent] === DASH && indent > 0 : first > HASH) {
      found = lineKind(bytes, at, indent);
      if (found !== 'more') break;
    }
  }
  mark.at = at;
  mark.line = line;
  return found;
}

/** Of a line inside of an item: `more`. */
function lineKind(bytes: Uint8Array, start: number, indent: number): 'item' | 'end' | 'more' {
  let at = start;
  while (bytes[at] === BLANK) at += 1;
  const isItem = at - start === indent && bytes[at] === DASH && bytes[at + 1] === BLANK;
  if (isItem) return 'item';
  return at === start ? 'end' : 'more';
}

function startsWith({ bytes, mark }: Window, text: Uint8Array): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[mark.at + at] !== text[at]) return false;
  return true;
}

function startsJson({ bytes, mark }: Window): boolean {
  return bytes[mark.at] === 0x7b || bytes[mark.at] === 0x5b;
}

/** `---` or `...` at the start of a line, and nothing or white space behind it. */
function isMarker({ bytes, mark: { at, column } }: Window): boolean {
  const first = bytes[at];
  if (column > 0 || (first !== DASH && first !== DOT)) return false;
  const behind = bytes[at + 3] ?? 0;
  return bytes[at + 1] === first && bytes[at + 2] === first && (behind === 0 || isSpace(behind));
}

/** Whether a line is more than a comment, a directive or a marker. */
function isContent(window: Window, end: number): boolean {
  const { bytes, mark } = window;
  if (isMarker(window)) return !isEmptyBehind(window, 3, end);
  return bytes[mark.at] !== PERCENT && !isEmptyBehind(window, 0, end);
}

/** Whether nothing but white space, or a comment, stands from so many bytes behind the mark on. */
function isEmptyBehind({ bytes, mark }: Window, count: number, end: number): boolean {
  let at = mark.at + count;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at >= end || bytes[at] === HASH;
}

function isSpace(byte: number | undefined): boolean {
  return byte === BLANK || byte === LF || byte === CR || byte === TAB;
}
