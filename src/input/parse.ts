import type { BrokenDocument, Document } from './document.js';
import { isObject, type Json } from './json.js';
import { documentAt } from './located.js';
import { rangeOf, type Span, shifted } from './positions.js';
import type { Source } from './source.js';
import { readText, spansOf } from './text.js';
import type { Fault } from './tree.js';

/** What one source holds. Only Kubernetes documents are kept, and only mistakes in such documents are told. */
export interface ParsedSource {
  readonly documents: readonly Document[];
  readonly broken: readonly BrokenDocument[];
  /** Keys that stand twice in one mapping. */
  readonly duplicates: readonly BrokenDocument[];
  /** How many documents are Go templates that no parser can read. */
  readonly templates: number;
  /** How many documents are readable or broken, but not meant for Kubernetes. */
  readonly otherDocuments: number;
}

/** Parses all documents of a source, YAML or JSON, as Kubernetes would read them. */
export function parseSource(source: Source): ParsedSource {
  return merged(spansOf(source.text).map((span) => parseDocument(source, span)));
}

/** The documents of several sources, in order, as if they were one. */
export function merged(parts: readonly ParsedSource[]): ParsedSource {
  return {
    documents: parts.flatMap((part) => part.documents),
    broken: parts.flatMap((part) => part.broken),
    duplicates: parts.flatMap((part) => part.duplicates),
    templates: parts.reduce((sum, part) => sum + part.templates, 0),
    otherDocuments: parts.reduce((sum, part) => sum + part.otherDocuments, 0),
  };
}

const NOTHING: ParsedSource = { documents: [], broken: [], duplicates: [], templates: 0, otherDocuments: 0 };

function parseDocument(source: Source, span: Span): ParsedSource {
  const text = source.text.slice(span.start, span.end);
  const content = readText(text);
  if (content.type === 'fault') return parseBroken(source, span, text, content.fault);
  if (content.type === 'nothing') return NOTHING;
  if (!isKubernetes(content.value)) return { ...NOTHING, otherDocuments: 1 };
  return {
    ...NOTHING,
    documents: [documentAt(source, span, content.value, content.readTree)],
    duplicates: content.duplicates.map((duplicate) => brokenAt(source, span, duplicate)),
  };
}

function parseBroken(source: Source, span: Span, text: string, fault: Fault): ParsedSource {
  if (text.includes('{{')) return { ...NOTHING, templates: 1 };
  if (!looksLikeKubernetes(text)) return { ...NOTHING, otherDocuments: 1 };
  return { ...NOTHING, broken: [brokenAt(source, span, fault)] };
}

function brokenAt(source: Source, span: Span, fault: Fault): BrokenDocument {
  return { source, range: rangeOf(source, shifted(fault, span.start)), message: fault.message };
}

function isKubernetes(value: Json): boolean {
  return isObject(value) && isName(value.apiVersion) && isName(value.kind);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Both keys begin a line, or follow what begins a mapping or an entry in JSON on one line. */
function looksLikeKubernetes(text: string): boolean {
  return KEYS.every((key) => key.test(text));
}

const KEYS = ['apiVersion', 'kind'].map(
  (key) => new RegExp(`(?:^|[{,])[ \\t]*(?:- )?["']?${key}["']?[ \\t]*:`, 'm'),
);
