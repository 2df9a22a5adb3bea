import { closeSync, openSync, writeSync } from 'node:fs';
import type { JsonObject } from '../../src/input/json.js';
import { writeYaml } from './go-yaml.js';
import { writeJson } from './kubectl-json.js';
import { copyPart, keep, type Part, partIn, removePart } from './parts.js';
import type { Page } from './placed.js';
import { type Spot, spotIn } from './truth.js';

export type Form = 'yaml' | 'json';

/** A list that is written kind by kind, though its objects come application by application. */
export interface Dump {
  readonly form: Form;
  readonly path: string;
  readonly parts: Map<string, Part>;
  bytes: number;
}

export function dumpIn(form: Form, path: string): Dump {
  return { form, path, parts: new Map(), bytes: 0 };
}

/** Where in which part something stands. */
export interface SpotInPart extends Spot {
  readonly part: Part;
}

/** Adds an object by a page, and gives the spot that the page was made for. */
export function add(dump: Dump, object: JsonObject, page: Page): SpotInPart | undefined {
  write(page, object, dump.form);
  const part = partFor(dump, object);
  const linesBefore = part.lines;
  dump.bytes += keep(part, page.text);
  if (page.parent === undefined) return undefined;
  const { line, column } = spotIn(page);
  return { part, line: linesBefore + line, column };
}

function write(page: Page, object: JsonObject, form: Form): void {
  page.text += FORMS[form].before;
  if (form === 'yaml') writeYaml(page, object, 2);
  else writeJson(page, object, 8);
  page.text += FORMS[form].after;
}

function partFor({ parts, path }: Dump, { apiVersion, kind }: JsonObject): Part {
  const key = `${kind} ${apiVersion}`;
  const part = parts.get(key) ?? partIn(`${path}.${parts.size}.part`);
  parts.set(key, part);
  return part;
}

const FORMS = {
  yaml: {
    head: 'apiVersion: v1\nitems:\n',
    before: '- ',
    after: '',
    tail: 'kind: List\nmetadata:\n  resourceVersion: ""\n',
  },
  json: {
    head: '{\n    "apiVersion": "v1",\n    "items": [\n',
    before: '        ',
    after: ',\n',
    tail: '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
  },
} as const;

/** Writes the list to its file. */
export function writeList({ form, path, parts }: Dump): void {
  const { head, after, tail } = FORMS[form];
  const file = openSync(path, 'w');
  writeSync(file, head);
  let size = head.length;
  for (const part of parts.values()) {
    size += copyPart(part, file, size);
    removePart(part);
  }
  // Nothing stands behind the last object.
  writeSync(file, tail, size - after.length);
  closeSync(file);
}

/** A spot in a part is a spot in the list, below all parts before it. */
export function inList({ part, line, column }: SpotInPart, { form, parts }: Dump): Spot {
  const all = [...parts.values()];
  const before = all.slice(0, all.indexOf(part)).reduce((sum, { lines }) => sum + lines, 0);
  return { line: FORMS[form].head.split('\n').length - 1 + before + line, column };
}
