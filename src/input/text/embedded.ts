import type { Json } from '../json.js';
import { documentSpans } from './split.js';
import { plainValue, type WrittenTree } from './tree.js';
import { readYaml } from './yaml-text.js';

/** The value of a text that is itself YAML, or undefined where it is not. A text without content is null, as in Go. */
export function embeddedYaml(text: string): Json | undefined {
  const tree = firstTree(text);
  return tree === 'fault' ? undefined : tree === undefined ? null : plainValue(tree.root);
}

/** The tree of such a text. Its spans count from `offset`. */
export function embeddedTree(text: string): (WrittenTree & { readonly offset: number }) | undefined {
  const tree = firstTree(text);
  return tree === 'fault' ? undefined : tree;
}

/** Whoever embeds YAML reads its first document only. */
function firstTree(text: string): (WrittenTree & { readonly offset: number }) | 'fault' | undefined {
  for (const { start, end } of documentSpans(text)) {
    const part = text.slice(start, end);
    const reading = readYaml(part);
    if (reading.type === 'fault') return 'fault';
    if (reading.root !== undefined) return { text: part, root: reading.root, offset: start };
  }
  return undefined;
}
