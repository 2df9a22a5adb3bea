import { censusOf, claimsOf } from './claims.js';
import type { BrokenDocument, Document, KubernetesDocument } from './document.js';
import { isArray, isObject, type Json } from './json.js';
import { isStatus, objectsIn } from './objects.js';
import type { Problem, Source } from './source.js';
import { documentAt } from './text/located.js';
import { holdsLogs } from './text/log-blocks.js';
import { rangeOf, type Span, shifted } from './text/positions.js';
import { readText, spansOf } from './text/read-text.js';
import type { Fault } from './text/tree.js';

/** What one source holds. Only Kubernetes documents are kept, and only mistakes in such documents are told. */
export interface ParsedSource {
  readonly documents: readonly KubernetesDocument[];
  readonly broken: readonly BrokenDocument[];
  /** Keys that stand twice in one mapping. */
  readonly duplicates: readonly BrokenDocument[];
  /** How many documents are Go templates that no parser can read. */
  readonly templates: number;
  /** How many documents are readable or broken, but not meant for Kubernetes. */
  readonly otherDocuments: number;
  /** What a capture should have held and does not. Notes. */
  readonly problems: readonly Problem[];
}

/** A text in which nothing stands. */
export const NOTHING: ParsedSource = {
  documents: [],
  broken: [],
  duplicates: [],
  templates: 0,
  otherDocuments: 0,
  problems: [],
};

/** Parses all documents of a text that is held as a whole, YAML or JSON, as Kubernetes would read them. */
export function parseText(source: Source): ParsedSource {
  const spans = spansOf(source.text);
  const isDump = holdsLogs(source.text);
  return merged(
    spans.map((span, at) => parseDocument(source, { ...span, from: spans[at - 1]?.end ?? 0, isDump })),
  );
}

/** The documents of several sources, in order, as if they were one. */
export function merged(parts: readonly ParsedSource[]): ParsedSource {
  return {
    documents: parts.flatMap((part) => part.documents),
    broken: parts.flatMap((part) => part.broken),
    duplicates: parts.flatMap((part) => part.duplicates),
    templates: parts.reduce((sum, part) => sum + part.templates, 0),
    otherDocuments: parts.reduce((sum, part) => sum + part.otherDocuments, 0),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** Where a document stands. */
interface Stretch extends Span {
  /** Where the document before it ends. */
  readonly from: number;
  /** Whether it stands between logs, in what `kubectl cluster-info dump` printed. */
  readonly isDump: boolean;
}

function parseDocument(source: Source, span: Stretch): ParsedSource {
  const text = source.text.slice(span.start, span.end);
  const content = readText(text);
  if (content.type === 'fault') return parseBroken(source, span, text, content.fault);
  if (content.type === 'nothing') return NOTHING;
  const failure = failureIn(content.value, source);
  if (failure !== undefined) return { ...NOTHING, otherDocuments: 1, problems: [failure] };
  const document = documentAt(source, span, content.value, content.readTree);
  const kubernetes = asKubernetes(document, span);
  if (kubernetes === undefined) return { ...NOTHING, otherDocuments: 1 };
  const duplicates = content.duplicates.map((duplicate) => brokenAt(source, span, duplicate));
  return { ...NOTHING, documents: [kubernetes], duplicates };
}

/** In a bundle, what a file proves is told by its place, not by its shape. */
function asKubernetes(document: Document, { from, end, isDump }: Stretch): KubernetesDocument | undefined {
  const { source, value } = document;
  const role = source.place?.role.type === 'objects' ? source.place.role : undefined;
  const objects = objectsIn(value, role);
  if (objects === undefined) return undefined;
  const place = { evidence: source.name, isDump };
  const claims = source.place === undefined ? claimsOf(value, censusOf(objects), place) : [];
  return { ...document, objects, claims, written: () => source.text.slice(from, end) };
}

/** What the server answered instead of objects, and what kubectl had not written to the end. */
export function failureIn(value: Json, { name }: Source): Problem | undefined {
  if (isStatus(value)) return note(name, statusMessage(value));
  return isCutList(value) ? note(name, CUT_LIST) : undefined;
}

function statusMessage(value: Json): string {
  const said = isObject(value) && typeof value.message === 'string' ? `: ${value.message.slice(0, 200)}` : '';
  return `This is an answer of the API server and no object${said}. Nothing is known of what should stand here; capture it again.`;
}

/** YAML of kubectl and Go has its keys in order, so a list that was cut off has items and no kind any more. */
function isCutList(value: Json): boolean {
  return (
    isObject(value) &&
    isListOrNothing(value.items) &&
    typeof value.apiVersion === 'string' &&
    !('kind' in value)
  );
}

/** The frame of a list that is read item by item holds nothing there. */
function isListOrNothing(items: Json | undefined): boolean {
  return items === null || isArray(items);
}

const CUT_LIST =
  'This list ends before it says of what kind it is: the file is cut off, so nothing of it was read. Capture it again.';

function parseBroken(source: Source, span: Span, text: string, fault: Fault): ParsedSource {
  if (text.includes('{{')) return { ...NOTHING, templates: 1 };
  if (!looksLikeKubernetes(text)) return { ...NOTHING, otherDocuments: 1 };
  return { ...NOTHING, broken: [brokenAt(source, span, fault)] };
}

export function brokenAt(source: Source, span: Span, fault: Fault): BrokenDocument {
  return { source, range: rangeOf(source, shifted(fault, span.start)), message: fault.message };
}

function note(subject: string, message: string): Problem {
  return { level: 'note', subject, message };
}

/** Both keys begin a line, or follow what begins a mapping or an entry in JSON on one line. */
function looksLikeKubernetes(text: string): boolean {
  return KEYS.every((key) => key.test(text));
}

const KEYS = ['apiVersion', 'kind'].map(
  (key) => new RegExp(`(?:^|[{,])[ \\t]*(?:- )?["']?${key}["']?[ \\t]*:`, 'm'),
);
