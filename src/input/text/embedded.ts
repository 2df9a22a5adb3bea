import type { Json } from '../json.js';
import { documentSpans } from './split.js';
import type { WrittenTree } from './tree.js';
import { readYamlValue, yamlTree } from './yaml-value.js';

/** Pods of one template carry the same texts, and several facts and rules look into one: what was read last is kept. */
const READ = new Map<string, Json | undefined>();
const MOST_CHARACTERS = 1_000_000;
let characters = 0;

/** The value of a text that is itself YAML, or undefined where it is not. A text without content is null, as in Go. */
export function embeddedYaml(text: string): Json | undefined {
  if (READ.has(text)) return READ.get(text);
  characters += text.length;
  if (characters > MOST_CHARACTERS) {
    READ.clear();
    characters = text.length;
  }
  const value = valueIn(text);
  READ.set(text, value);
  return value;
}

function valueIn(text: string): Json | undefined {
  for (const part of partsOf(text)) {
    const read = readYamlValue(part.text);
    if (read.type === 'fault') return undefined;
    if (read.type === 'value') return read.value;
  }
  return null;
}

/** The tree of such a text. Its spans count from `offset`. */
export function embeddedTree(text: string): (WrittenTree & { readonly offset: number }) | undefined {
  for (const part of partsOf(text)) {
    const read = readYamlValue(part.text);
    const root = read.type === 'value' ? yamlTree(part.text) : undefined;
    if (root !== undefined) return { ...part, root };
    if (read.type === 'fault') return undefined;
  }
  return undefined;
}

/** Whoever embeds YAML reads its first document that holds something. */
function partsOf(text: string): readonly { readonly text: string; readonly offset: number }[] {
  return documentSpans(text).map(({ start, end }) => ({ text: text.slice(start, end), offset: start }));
}
