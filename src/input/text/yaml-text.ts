import { withMasksAsText } from '../masks.js';
import { shifted } from './positions.js';
import type { Fault, Reading } from './tree.js';
import { parseYaml } from './yaml.js';
import { treeOf } from './yaml-tree.js';

/**
 * Reads a YAML text of at most one document as Kubernetes (sigs.k8s.io/yaml) does. Spans in the tree count from the
 * start of the larger text that it stands in at `offset`.
 */
export function readYaml(text: string, offset = 0): Reading {
  const fault = refusedByGo(text);
  if (fault !== undefined) return { type: 'fault', fault: { ...fault, ...shifted(fault, offset) } };
  const parsed = parseYaml(withMasksAsText(withPlainLineEnds(text)), offset);
  if (parsed.type === 'fault') return parsed;
  return parsed.syntax ? treeOf(parsed.syntax) : { type: 'tree', root: undefined, duplicates: [] };
}

/** What the library would take and Go does not. */
function refusedByGo(text: string): Fault | undefined {
  for (const [shape, message] of REFUSED) {
    const found = shape.exec(text);
    if (found) return { message, start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^%YAML[ \t]+(?!1\.1(?![.\d]))[^\s]*/m, 'Kubernetes reads YAML 1.1 only, and refuses this directive'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
  [/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/, 'a control character stands in the text'],
  [/^\ufeff/m, 'a byte order mark stands in the middle of the file, so this line does not begin with a key'],
];

/** Go takes these for line ends. Each is one unit long, as its stand-in is: every place stays where it is. */
function withPlainLineEnds(text: string): string {
  return ODD_LINE_END.test(text) ? text.replaceAll(new RegExp(ODD_LINE_END, 'g'), '\n') : text;
}

const ODD_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/;
