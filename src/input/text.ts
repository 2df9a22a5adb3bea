import type { Json } from './json.js';
import { jsonFault, jsonTree, jsonValue, looksLikeJson, surveyJson } from './json-text.js';
import type { Span } from './positions.js';
import { documentSpans } from './split.js';
import type { Fault, Node } from './tree.js';
import { readYaml } from './yaml-text.js';

/** What the text of one document holds. A text without content has no value. */
export type Content =
  | { readonly type: 'value'; readonly value: Json | undefined; readonly duplicates: readonly Fault[] }
  | { readonly type: 'fault'; readonly fault: Fault };

/** The stretches of a text that each hold one document, be they YAML or JSON. */
export function spansOf(text: string): readonly Span[] {
  return documentSpans(text).flatMap((span) => jsonSpans(text.slice(span.start, span.end), span));
}

/** Two JSON values with only white space between them occur in streams of JSON and nowhere else. */
function jsonSpans(text: string, whole: Span): readonly Span[] {
  if (!looksLikeJson(text) || !/[}\]]\s*[{[]/.test(text)) return [whole];
  const { values } = surveyJson(text);
  const gapless = values.every(({ start }, at) => text.slice(values[at - 1]?.end ?? 0, start).trim() === '');
  if (!gapless || values.length < 2) return [whole];
  return values.map(({ start, end }) => ({ start: whole.start + start, end: whole.start + end }));
}

/**
 * Reads the text of one document. JSON has a faster reader, but is told apart by trying: YAML may begin with a brace,
 * and what is almost JSON may still be YAML.
 */
export function readText(text: string): Content {
  return looksLikeJson(text) ? readJson(text) : readYamlValue(text);
}

/** The tree of a text that `readText` accepts, for its places. */
export function treeOfText(text: string): Node | undefined {
  if (looksLikeJson(text) && jsonValue(text) !== undefined) return jsonTree(text);
  const reading = readYaml(text);
  return reading.type === 'tree' ? reading.root : undefined;
}

function readJson(text: string): Content {
  const survey = surveyJson(text);
  if (survey.tooDeep !== undefined) return { type: 'fault', fault: survey.tooDeep };
  const value = jsonValue(text);
  if (value !== undefined) return { type: 'value', value, duplicates: survey.duplicates };
  const content = readYamlValue(text);
  const fault = content.type === 'fault' && isMeantAsJson(text) ? jsonFault(text) : undefined;
  return fault === undefined ? content : { type: 'fault', fault };
}

/** People who write YAML in braces do not quote their keys. */
function isMeantAsJson(text: string): boolean {
  return /^\s*[{[]\s*["{[]/.test(text);
}

function readYamlValue(text: string): Content {
  const reading = readYaml(text);
  if (reading.type === 'fault') return reading;
  return { type: 'value', value: reading.root?.value, duplicates: reading.duplicates };
}
