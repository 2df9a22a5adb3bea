import type { Json } from '../json.js';
import { jsonFault, jsonSpans, jsonValue, looksLikeJson, surveyJson } from './json-text.js';
import { jsonTree } from './json-tree.js';
import { partsBetweenLogs } from './log-blocks.js';
import { type Span, shifted } from './positions.js';
import { documentSpans } from './split.js';
import type { Fault, Node } from './tree.js';
import { readYamlValue, yamlTree } from './yaml-value.js';

/** What the text of one document holds. */
export type Content =
  | { readonly type: 'nothing' }
  | { readonly type: 'fault'; readonly fault: Fault }
  | {
      readonly type: 'value';
      readonly value: Json;
      readonly duplicates: readonly Fault[];
      /** Reads the same text once more, for places: few documents are ever asked for one, and a tree is many times as large. */
      readonly readTree: ReadTree;
    };

/** The tree of a text that was read before. */
export type ReadTree = (text: string) => Node | undefined;

/** The stretches of a text that each hold one document, be they YAML or JSON. */
export function spansOf(text: string): readonly Span[] {
  return partsBetweenLogs(text).flatMap((part) =>
    documentSpans(text.slice(part.start, part.end))
      .map((span) => shifted(span, part.start))
      .flatMap(({ start, end }) => jsonSpans(text.slice(start, end)).map((span) => shifted(span, start))),
  );
}

/**
 * Reads the text of one document. JSON has a faster reader, but is told apart by trying: YAML may begin with a brace,
 * and what is almost JSON may still be YAML.
 */
export function readText(text: string): Content {
  return looksLikeJson(text) ? readJson(text) : readYamlContent(text);
}

function readJson(text: string): Content {
  const survey = surveyJson(text);
  if (survey.tooDeep !== undefined) return { type: 'fault', fault: survey.tooDeep };
  const value = jsonValue(text);
  if (value !== undefined) return { type: 'value', value, duplicates: survey.duplicates, readTree: jsonTree };
  const content = readYamlContent(text);
  const fault = content.type === 'fault' && isMeantAsJson(text) ? jsonFault(text) : undefined;
  return fault === undefined ? content : { type: 'fault', fault };
}

/** People who write YAML in braces do not quote their keys. */
function isMeantAsJson(text: string): boolean {
  return /^\s*[{[]\s*["{[]/.test(text);
}

function readYamlContent(text: string): Content {
  const read = readYamlValue(text);
  return read.type === 'value' ? { ...read, readTree: yamlTree } : read;
}
