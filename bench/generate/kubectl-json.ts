import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import type { Page } from './placed.js';

/**
 * Writes a value as `kubectl get -o json` does: indented by four blanks, keys in the order of their bytes. The first line
 * continues the one that the page ends in.
 */
export function writeJson(page: Page, value: Json, indent: number): void {
  if (isObject(value)) writeMapping(page, value, indent);
  else if (isArray(value)) writeList(page, value, indent);
  else page.text += typeof value === 'string' ? quoted(value) : String(value);
}

function writeMapping(page: Page, mapping: JsonObject, indent: number): void {
  const margin = `\n${' '.repeat(indent + 4)}`;
  let before = '{';
  for (const key of keysInOrder(mapping)) {
    page.text += before + margin;
    before = ',';
    const written = quoted(key);
    if (page.parent === mapping && page.key === key) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt + written.length + 2;
    }
    page.text += `${written}: `;
    writeJson(page, mapping[key] as Json, indent + 4);
  }
  page.text += before === '{' ? '{}' : `\n${' '.repeat(indent)}}`;
}

function writeList(page: Page, items: readonly Json[], indent: number): void {
  const margin = `\n${' '.repeat(indent + 4)}`;
  for (let index = 0; index < items.length; index += 1) {
    page.text += (index === 0 ? '[' : ',') + margin;
    if (page.parent === items && page.key === index) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt;
    }
    writeJson(page, items[index] as Json, indent + 4);
  }
  page.text += items.length === 0 ? '[]' : `\n${' '.repeat(indent)}]`;
}

function keysInOrder(mapping: JsonObject): readonly string[] {
  const keys = Object.keys(mapping).filter((key) => mapping[key] !== undefined);
  for (let at = 1; at < keys.length; at += 1)
    if ((keys[at - 1] as string) > (keys[at] as string)) return keys.sort();
  return keys;
}

/** Go escapes what could end a script in a page of HTML. */
function quoted(text: string): string {
  if (/^[\w ./:@=(){}[\]$*+,;'#!?|~^%-]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, inHexadecimal);
}

function inHexadecimal(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
