import { type Span, shifted } from './positions.js';
import type { Fault } from './tree.js';

/** What the library says of a mistake. Its words choose ours, and go no further. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** A mistake in a YAML text that stands at `offset` of a larger one, in our own words. */
export function faultOf({ code, message, pos }: Complaint, text: string, offset: number): Fault {
  const sentence = SENTENCES.find(([known, words]) => known === code && words.test(message));
  const span = withinLine(text, { start: pos[0] - offset, end: pos[1] - offset });
  return { message: sentence?.[2] ?? 'this is not valid YAML', ...shifted(span, offset) };
}

/** The library points before the white space that a misplaced thing follows, or over several lines. */
function withinLine(text: string, { start, end }: Span): Span {
  const blank = /\s*/y;
  blank.lastIndex = start;
  const first = Math.min(start + (blank.exec(text)?.[0].length ?? 0), text.length);
  const from = first < text.length ? first : Math.min(start, text.length);
  const rest = /[^\r\n]*/y;
  rest.lastIndex = from;
  const lineEnd = from + (rest.exec(text)?.[0].length ?? 0);
  return { start: from, end: Math.min(Math.max(end, from + 1), lineEnd) };
}

const ANY = /(?:)/;

const NESTED = 'a second ": " follows; indent keys alike, and put a text that holds ": " in quotes';

const SENTENCES: readonly (readonly [string, RegExp, string])[] = [
  ['TAB_AS_INDENT', ANY, 'a tab is used for indentation, and YAML indents with spaces only'],
  ['MISSING_CHAR', /closing ['"]quote/, 'this quote is never closed'],
  ['MISSING_CHAR', /end with a \]/, 'this list is never closed with "]"'],
  ['MISSING_CHAR', /end with a \}/, 'this mapping is never closed with "}"'],
  ['MISSING_CHAR', /Missing , /, 'a comma is missing before this'],
  ['MISSING_CHAR', /Missing space after :/, 'a space is missing after this colon'],
  ['MISSING_CHAR', /followed by map values/, 'this key has no colon after it'],
  ['MISSING_CHAR', /without - indicator/, 'this stands among list items but does not begin with "-"'],
  ['MISSING_CHAR', /Comments must be/, 'a comment needs a space before its "#"'],
  ['MISSING_CHAR', /Tags and anchors/, 'a space is missing after a tag or an anchor'],
  ['MISSING_CHAR', /directives-end|doc-start/, 'a "%" directive is not followed by a line "---"'],
  ['BAD_INDENT', /block scalar/i, 'the lines of this text are not indented alike'],
  ['BAD_INDENT', /sequence items/, 'this list item is not indented like its neighbours'],
  ['BAD_INDENT', /map(ping)? items/i, 'this key is not indented like its neighbours'],
  ['BAD_INDENT', /end with a \]/, 'this list is never closed with "]"'],
  ['BAD_INDENT', /end with a \}/, 'this mapping is never closed with "}"'],
  ['BAD_INDENT', ANY, 'this is not indented deeply enough'],
  [
    'MULTILINE_IMPLICIT_KEY',
    ANY,
    'this line should be a key with a colon, or be indented below the line before it',
  ],
  ['BLOCK_AS_IMPLICIT_KEY', /sequence/, 'this list item is not indented like its neighbours'],
  ['BLOCK_AS_IMPLICIT_KEY', ANY, NESTED],
  ['BLOCK_IN_FLOW', ANY, 'a comma is missing in this, or an indented block stands inside brackets or braces'],
  ['BAD_SCALAR_START', ANY, 'a text that begins with this character needs quotes'],
  [
    'BAD_DQ_ESCAPE',
    ANY,
    'this escape sequence does not exist; a backslash in double quotes is written twice',
  ],
  ['BAD_ALIAS', ANY, 'an anchor or alias has no name'],
  ['ALIAS_PROPS', ANY, 'an alias cannot have a tag or an anchor of its own'],
  ['MULTIPLE_ANCHORS', ANY, 'a value has more than one anchor'],
  ['MULTIPLE_TAGS', ANY, 'a value has more than one tag'],
  ['BAD_PROP_ORDER', ANY, 'a tag or an anchor stands before the "-", "?" or ":" it belongs behind'],
  ['KEY_OVER_1024_CHARS', ANY, 'this key is longer than the 1024 characters that YAML allows'],
  ['BAD_DIRECTIVE', ANY, 'this "%" directive is not one of YAML'],
  ['RESOURCE_EXHAUSTION', ANY, 'this value is nested too deeply to be read'],
  ['UNEXPECTED_TOKEN', /Unexpected , /, 'a comma stands where a value should be'],
  ['UNEXPECTED_TOKEN', /empty item/, 'a value is missing before this'],
  ['UNEXPECTED_TOKEN', /flow-(map|seq)-end/, 'a bracket or brace is closed that was never opened'],
  ['UNEXPECTED_TOKEN', /header includes extra/, 'after "|" or ">" the text has to begin on the next line'],
  [
    'UNEXPECTED_TOKEN',
    /block-seq-ind|seq-item-ind/,
    'a list item stands where only a value on the same line may stand',
  ],
  ['UNEXPECTED_TOKEN', /at node end/, 'this stands behind a value that has already ended'],
];
