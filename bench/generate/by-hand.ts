import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import type { Random } from '../../test/fuzz/random.js';
import { sentence } from './cluster/words.js';
import { scalarText } from './go-yaml.js';
import type { Page } from './placed.js';

/** How somebody writes YAML. */
export interface Hand {
  readonly indentsLists: boolean;
  readonly quotes: 'none' | 'single' | 'double';
  /** Mappings of a few texts stand on one line. */
  readonly writesFlow: boolean;
  /** Labels that come again are an alias. */
  readonly usesAnchors: boolean;
  readonly comments: Random | undefined;
}

export function handOf(random: Random): Hand {
  return {
    indentsLists: random.below(2) === 0,
    quotes: random.oneOf(['none', 'none', 'none', 'double', 'single']),
    writesFlow: random.isOneIn(20),
    usesAnchors: random.isOneIn(12),
    comments: random.isOneIn(3) ? random : undefined,
  };
}

/** A document as it stands in a file of its own: keys in the order in which they come to mind. */
export function writeByHand(page: Page, value: JsonObject, hand: Hand): void {
  comment(page, hand, 0);
  writeMapping(page, value, 0, hand, new Map());
}

/** Labels that an anchor stands at. */
type Anchors = Map<string, string>;

function writeMapping(page: Page, mapping: JsonObject, indent: number, hand: Hand, anchors: Anchors): void {
  let isFirst = true;
  for (const [key, value] of Object.entries(mapping)) {
    if (!isFirst) page.text += ' '.repeat(indent);
    isFirst = false;
    const text = scalarText(key, 0, Number.NEGATIVE_INFINITY);
    if (page.parent === mapping && page.key === key) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt + text.length + 2;
    }
    page.text += `${text}:`;
    writeEntry(page, key, value, indent, hand, anchors);
  }
}

function writeEntry(
  page: Page,
  key: string,
  value: Json,
  indent: number,
  hand: Hand,
  anchors: Anchors,
): void {
  const inner = indent + 2;
  const alias = hand.usesAnchors && key === 'labels' ? anchored(value, anchors) : undefined;
  if (alias?.startsWith('*')) page.text += ` ${alias}\n`;
  else if (isObject(value) && Object.keys(value).length > 0) {
    if (alias !== undefined) page.text += ` ${alias}`;
    if (hand.writesFlow && alias === undefined && isShort(value)) writeFlow(page, value, hand);
    else {
      page.text += `\n${' '.repeat(inner)}`;
      writeMapping(page, value, inner, hand, anchors);
    }
  } else if (isArray(value) && value.length > 0) {
    page.text += '\n';
    if (key === 'containers' || key === 'rules') comment(page, hand, hand.indentsLists ? inner : indent);
    writeList(page, value, hand.indentsLists ? inner : indent, hand, anchors);
  } else page.text += ` ${written(value, inner, hand)}\n`;
}

/** The anchor that such labels get, or the alias where they have one. */
function anchored(value: Json, anchors: Anchors): string {
  const text = JSON.stringify(value);
  const known = anchors.get(text);
  if (known !== undefined) return `*${known}`;
  const name = `labels-${anchors.size}`;
  anchors.set(text, name);
  return `&${name}`;
}

function isShort(mapping: JsonObject): boolean {
  const values = Object.values(mapping);
  return (
    values.length < 4 &&
    values.every((value) => typeof value !== 'object') &&
    JSON.stringify(mapping).length < 70
  );
}

function writeFlow(page: Page, mapping: JsonObject, hand: Hand): void {
  let before = ' { ';
  for (const [key, value] of Object.entries(mapping)) {
    page.text += before;
    before = ', ';
    if (page.parent === mapping && page.key === key) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt + key.length + 2;
    }
    page.text += `${key}: ${/^[\w.-]+$/.test(String(value)) ? written(value, 0, hand) : JSON.stringify(value)}`;
  }
  page.text += ' }\n';
}

function writeList(page: Page, items: readonly Json[], indent: number, hand: Hand, anchors: Anchors): void {
  for (const [index, item] of items.entries()) {
    page.text += `${' '.repeat(indent)}- `;
    if (page.parent === items && page.key === index) {
      page.keyAt = page.text.length;
      page.valueAt = page.keyAt;
    }
    if (isObject(item) && Object.keys(item).length > 0) writeMapping(page, item, indent + 2, hand, anchors);
    else page.text += `${written(item, indent + 2, hand)}\n`;
  }
}

function written(value: Json, indent: number, { quotes }: Hand): string {
  if (typeof value !== 'string' || value.includes('\n') || quotes === 'none')
    return scalarText(value, indent, Number.NEGATIVE_INFINITY);
  return quotes === 'double' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

function comment(page: Page, { comments }: Hand, indent: number): void {
  if (comments?.isOneIn(2))
    page.text += `${' '.repeat(indent)}# ${sentence(comments, 4 + comments.below(8))}\n`;
}
