import type { Cutting, Window } from './window.js';

const [QUOTE, BACKSLASH, COLON, LF, BLANK] = [0x22, 0x5c, 0x3a, 10, 32];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAPPING, CLOSE_MAPPING] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The depth of the items of a list of objects: inside of a list inside of a mapping. */
const ITEMS = 2;

/** Where the scan of a JSON value stands: it goes on there when more bytes come. */
interface Scan {
  depth: number;
  inText: boolean;
  /** Bytes of the text so far. */
  textLength: number;
  /** Whether the last text was `items`, a key of the outermost mapping. */
  isItemsKey: boolean;
  list: 'none' | 'open' | 'closed';
  keys: number;
  deepest: number;
}

type Event = 'more' | 'list begins' | 'item begins' | 'item ends' | 'list ends' | 'end';

/**
 * The pieces of one JSON value: only its mark is moved where it holds no list of objects. True where it holds one; what
 * stands behind the last item is left to the caller.
 */
export function* jsonValue(window: Window): Cutting<boolean> {
  const scan: Scan = {
    depth: 0,
    inText: false,
    textLength: 0,
    isItemsKey: false,
    list: 'none',
    keys: 0,
    deepest: 0,
  };
  for (;;) {
    const event = advance(window, scan);
    if (event === 'end' || (event === 'more' && window.isLast)) return scan.list !== 'none';
    if (event === 'more') yield* window.more();
    else if (event === 'list begins') yield window.cut('before', 'json');
    else if (event === 'item begins') beginItem(window, scan);
    else if (event === 'item ends') {
      const { keys, deepest } = scan;
      yield { ...window.cut('item', 'json'), keys, deepest };
    } else {
      window.startHere();
      window.skip();
    }
  }
}

/** An item that stands alone on its lines begins with the first of them. */
function beginItem(window: Window, scan: Scan): void {
  const { bytes, mark } = window;
  scan.keys = 0;
  scan.deepest = 1;
  const brace = { ...mark };
  while (mark.column > 0 && bytes[mark.at - 1] === BLANK) {
    mark.at -= 1;
    mark.column -= 1;
  }
  if (mark.column > 0) Object.assign(mark, brace);
  window.startHere();
  Object.assign(mark, { ...brace, at: brace.at + 1, column: brace.column + 1 });
}

/**
 * Goes on to the next event. Every byte of a dump comes through here, so the state is held in local variables, and the two
 * things that most bytes are, letters of a text and blanks before a line, have loops of their own. Both end at the zeros
 * behind the bytes.
 */
function advance(window: Window, scan: Scan): Event {
  const { bytes, length, mark } = window;
  let { at, line } = mark;
  /** The column is counted from here. */
  let base = at - mark.column;
  let event: Event = 'more';
  while (at < length) {
    const from = at;
    let byte = bytes[at] ?? 0;
    if (scan.inText) {
      while (byte >= BLANK && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH) byte = bytes[++at] ?? 0;
      scan.textLength += at - from;
      if (at >= length || (byte === BACKSLASH && at + 1 >= length)) break;
      if (byte === BACKSLASH) scan.textLength += bytes[++at] === LF ? 0 : 1;
      if (byte === QUOTE) endText(scan, bytes, at);
      else scan.textLength += 1;
      byte = bytes[at] ?? 0;
    } else {
      while (byte === BLANK) byte = bytes[++at] ?? 0;
      if (at >= length) break;
      if (byte === QUOTE) beginText(scan);
      else if (byte === COLON) scan.keys += 1;
      else if (byte === OPEN_LIST || byte === OPEN_MAPPING) event = opened(byte, scan);
      else if (byte === CLOSE_LIST || byte === CLOSE_MAPPING) event = closed(byte, scan);
      // The events of a beginning item and an ending list stand before their bracket.
      if (event === 'item begins' || event === 'list ends') break;
    }
    at += 1;
    if (byte === LF) {
      line += 1;
      base = at;
    } else if (byte >= 0xf0) base -= 1;
    else if (byte >= 0x80 && byte < 0xc0) base += 1;
    if (event !== 'more') break;
  }
  mark.at = at;
  mark.line = line;
  mark.column = at - base;
  return event;
}

function beginText(scan: Scan): void {
  scan.inText = true;
  scan.textLength = 0;
}

function endText(scan: Scan, bytes: Uint8Array, at: number): void {
  scan.inText = false;
  if (scan.depth === 1) scan.isItemsKey = scan.textLength === 5 && endsWithItems(bytes, at);
}

function endsWithItems(bytes: Uint8Array, end: number): boolean {
  const name = 'items';
  for (let at = 0; at < name.length; at += 1)
    if (bytes[end - name.length + at] !== name.charCodeAt(at)) return false;
  return true;
}

function opened(byte: number, scan: Scan): Event {
  scan.depth += 1;
  scan.deepest = Math.max(scan.deepest, scan.depth - ITEMS);
  const isObject = byte === OPEN_MAPPING && scan.depth === ITEMS + 1;
  if (isObject && scan.list === 'open') return 'item begins';
  if (byte !== OPEN_LIST || scan.depth !== ITEMS || !scan.isItemsKey || scan.list !== 'none') return 'more';
  scan.list = 'open';
  return 'list begins';
}

function closed(byte: number, scan: Scan): Event {
  scan.depth -= 1;
  if (scan.depth <= 0) return 'end';
  if (scan.list !== 'open') return 'more';
  if (byte === CLOSE_MAPPING && scan.depth === ITEMS) return 'item ends';
  if (byte !== CLOSE_LIST || scan.depth !== ITEMS - 1) return 'more';
  scan.list = 'closed';
  return 'list ends';
}
