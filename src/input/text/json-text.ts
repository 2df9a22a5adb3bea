import type { Json } from '../json.js';
import { isMasked } from '../masks.js';
import { firstMistake, isClosing, isOpening, outermostTokens, type Token, tokensOf } from './json-tokens.js';
import type { Span } from './positions.js';
import { duplicateMessage, type Fault, MAX_DEPTH, TOO_DEEP } from './tree.js';

/** Whether a text may be JSON. A YAML mapping in braces begins like that, too; a Go template does not quite. */
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

/** The stretches of a text that hold JSON values one behind the other, as `kubectl get --watch` writes them. */
export function jsonSpans(text: string): readonly Span[] {
  const whole = [{ start: 0, end: text.length }];
  // Inside of one JSON value, a comma stands between the brackets.
  if (!looksLikeJson(text) || !/[}\]]\s*[{[]/.test(text)) return whole;
  const values = [...outermostTokens(text, 0)];
  if (!values.every(isOpening)) return whole;
  return values.map(({ start }, at) => ({ start, end: values[at + 1]?.start ?? text.length }));
}

/** What JSON.parse does not tell: too many levels, and keys that stand twice. Any text is surveyed without recursion. */
export function surveyJson(text: string): {
  readonly tooDeep: Fault | undefined;
  readonly duplicates: readonly Fault[];
} {
  const open: Set<string>[] = [];
  const duplicates: Fault[] = [];
  let last: Token | undefined;
  for (const token of tokensOf(text)) {
    if (isOpening(token)) open.push(new Set());
    if (isClosing(token)) open.pop();
    if (open.length > MAX_DEPTH)
      return { tooDeep: { message: TOO_DEEP, start: token.start, end: token.end }, duplicates };
    const keys = token.mark === ':' ? open.at(-1) : undefined;
    if (keys && last) noteKey(keys, text, last, duplicates);
    last = token;
  }
  return { tooDeep: undefined, duplicates };
}

function noteKey(keys: Set<string>, text: string, { start, end }: Token, duplicates: Fault[]): void {
  const written = text.slice(start, end);
  const key = written.includes('\\') ? String(jsonValue(written) ?? written) : written.slice(1, -1);
  if (keys.has(key) && !isMasked(key)) duplicates.push({ message: duplicateMessage(key), start, end });
  keys.add(key);
}

/** The first mistake in a text that is meant to be JSON. */
export function jsonFault(text: string): Fault | undefined {
  const mistake = firstMistake(text);
  if (mistake === undefined) return undefined;
  const { length } = text.trimEnd();
  if (mistake.start >= length) return { message: CUT_OFF, start: length - 1, end: length };
  const message = SENTENCES[mistake.kind] ?? 'this is not valid JSON';
  return { message, start: mistake.start, end: Math.min(mistake.end, length) };
}

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
