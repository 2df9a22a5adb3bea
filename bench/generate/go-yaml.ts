import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { compareNaturally } from './natural-order.js';
import type { Page } from './placed.js';

/**
 * Writes a value as kubectl does: by go-yaml v2, as sigs.k8s.io/yaml uses it. Numbers are whole, or short fractions.
 * The first line continues the one that the page ends in, at a column; all others are indented by that.
 */
export function writeYaml(page: Page, value: Json, indent: number): void {
  if (isObject(value) && !isEmpty(value)) writeMapping(page, value, indent);
  else if (isArray(value) && value.length > 0) writeSequence(page, value, indent);
  else page.text += `${scalarText(value, indent, indent)}\n`;
}

function isEmpty(mapping: JsonObject): boolean {
  for (const _ in mapping) return false;
  return true;
}

function writeMapping(page: Page, mapping: JsonObject, indent: number): void {
  const margin = ' '.repeat(indent);
  let isFirst = true;
  for (const key of keysInOrder(mapping)) {
    if (!isFirst) page.text += margin;
    isFirst = false;
    const written = keyText(key);
    if (page.parent === mapping && page.key === key) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt + written.length + 2;
    }
    page.text += `${written}:`;
    writeEntry(page, mapping[key] as Json, indent, indent + written.length + 2);
  }
}

/** Lists in mappings are not indented, mappings are. */
function writeEntry(page: Page, value: Json, indent: number, column: number): void {
  if (isObject(value) && !isEmpty(value)) {
    page.text += `\n${' '.repeat(indent + 2)}`;
    writeMapping(page, value, indent + 2);
  } else if (isArray(value) && value.length > 0) {
    page.text += `\n${' '.repeat(indent)}`;
    writeSequence(page, value, indent);
  } else page.text += ` ${scalarText(value, indent + 2, column)}\n`;
}

function writeSequence(page: Page, items: readonly Json[], indent: number): void {
  const margin = ' '.repeat(indent);
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) page.text += margin;
    page.text += '- ';
    if (page.parent === items && page.key === index) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt;
    }
    writeYaml(page, items[index] as Json, indent + 2);
  }
}

function keysInOrder(mapping: JsonObject): readonly string[] {
  const keys = Object.keys(mapping).filter((key) => mapping[key] !== undefined);
  for (let at = 1; at < keys.length; at += 1)
    if (compareNaturally(keys[at - 1] as string, keys[at] as string) > 0) return keys.sort(compareNaturally);
  return keys;
}

const keyTexts = new Map<string, string>();

/** Keys come again and again, and are never folded. */
function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  if (key.length > 128 || key.includes('\n')) throw new Error('go-yaml writes such a key in another way');
  const written = oneLine(key, 0, NEVER);
  if (keyTexts.size < 50_000) keyTexts.set(key, written);
  return written;
}

/** A value without children, which begins at a column; `indent` is that of further lines. */
export function scalarText(value: Json, indent: number, column: number): string {
  if (typeof value !== 'string') return isObject(value) ? '{}' : isArray(value) ? '[]' : String(value);
  return value.includes('\n') ? lines(value, indent, column) : oneLine(value, indent, column);
}

/** What is plain beyond doubt, most texts of a cluster among them. */
const PLAIN = /^[A-Za-z/_$][\w./$-]*$/;
const WORDS = new Set(
  ['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off', 'null', '~', ''].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);

function oneLine(text: string, indent: number, column: number): string {
  if (WORDS.has(text) || (!PLAIN.test(text) && isOfOtherType(text)))
    return doubleQuoted(text, indent, column);
  if (PLAIN.test(text) || isPlain(text)) return folded(text, indent, column);
  if (UNPRINTABLE.test(text)) return doubleQuoted(text, indent, column);
  return `'${folded(text.replaceAll("'", "''"), indent, column + 1)}'`;
}

const DATE = String.raw`\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(\.\d+)?`;
const TIMESTAMP = new RegExp(`^${DATE}([Tt]${CLOCK}(Z|[+-]\\d\\d:\\d\\d)| ${CLOCK})?$`);
const INTEGER = /^[-+]?(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const BASE_60 = /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/;
const SPECIAL = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;

/** Whether Go would read it as a number, a time or the like if it were not quoted. */
function isOfOtherType(text: string): boolean {
  if (SPECIAL.test(text)) return true;
  if (!/^[-+.\d]/.test(text)) return false;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  if (FLOAT.test(plain)) return Number.isFinite(Number(plain)) || INTEGER.test(plain);
  return INTEGER.test(plain) || TIMESTAMP.test(text) || BASE_60.test(text);
}

/** What libyaml holds for special: it is escaped in double quotes. */
const UNPRINTABLE = /[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const INDICATOR = /^([#,[\]{}&*!|>'"%@`]|[?:-](?=[ \t]|$)|---|\.\.\.)|:(?=[ \t]|$)|[ \t]#|^ | $/;

function isPlain(text: string): boolean {
  return !INDICATOR.test(text) && !UNPRINTABLE.test(text);
}

/** A column that is left of all, so that nothing is ever broken. */
const NEVER = Number.NEGATIVE_INFINITY;
const WIDTH = 80;

/** Broken at single blanks behind column 80. */
function folded(text: string, indent: number, column: number): string {
  if (column + text.length <= WIDTH || !text.includes(' ')) return text;
  let [written, from, left] = ['', 0, column];
  for (let at = text.indexOf(' ', 1); at !== -1 && at < text.length - 1; at = text.indexOf(' ', at + 1)) {
    if (left + at - from <= WIDTH || text[at - 1] === ' ' || text[at + 1] === ' ') continue;
    written += `${text.slice(from, at)}\n${' '.repeat(indent)}`;
    [from, left] = [at + 1, indent];
  }
  return written + text.slice(from);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** A loop over all characters, for the column counts what is written and not what is meant. */
function doubleQuoted(text: string, indent: number, column: number): string {
  let [line, done, left] = ['"', '', column];
  let isAfterBlank = false;
  let at = 0;
  for (const character of text) {
    const isLast = at + character.length >= text.length;
    if (character === ' ' && !isAfterBlank && left + line.length > WIDTH && at > 0 && !isLast) {
      done += `${line}\n${' '.repeat(indent)}`;
      [line, left] = [text[at + 1] === ' ' ? '\\' : '', indent];
    } else line += escaped(character);
    isAfterBlank = character === ' ';
    at += character.length;
  }
  return `${done}${line}"`;
}

function escaped(character: string): string {
  if (character !== '"' && character !== '\\' && character !== '\n' && !UNPRINTABLE.test(character))
    return character;
  const known = ESCAPES[character];
  if (known !== undefined) return `\\${known}`;
  const code = character.codePointAt(0) ?? 0;
  const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : (['U', 8] as const);
  return `\\${letter}${code.toString(16).toUpperCase().padStart(digits, '0')}`;
}

/** A literal block, unless that would lose something. */
function lines(text: string, indent: number, column: number): string {
  if (UNPRINTABLE.test(text) || / (\n|$)/.test(text)) return doubleQuoted(text, indent, column);
  const margin = ' '.repeat(indent);
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-';
  const body = text.replace(/\n$/, '').replace(/^(?=[^\n])/gm, margin);
  return `|${hint}${chomping}\n${body}`;
}
