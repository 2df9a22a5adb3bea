import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonObject } from '../../src/input/json.js';
import { nameOf, namespaceOf, SETTLED } from '../../test/clusters/objects.js';
import { foundation, objectsOf, observed } from './cluster/cluster.js';
import { appOf } from './cluster/plan.js';
import { MESH_CONFIG_FAULT, type Planted, plantedIn, type Sown, withFault } from './faults.js';
import { writeYaml } from './go-yaml.js';
import { writeJson } from './kubectl-json.js';
import { withManagedFields } from './managed-fields.js';
import { copyPart, keep, type Part, partIn, removePart } from './parts.js';
import { type Page, pageFor } from './placed.js';
import { type Expected, parentAt, type Spot, spotIn, type Truth } from './truth.js';

/** What a dump is asked to be. */
export interface DumpChoice {
  /** Of YAML, in millions of bytes. */
  readonly megabytes: number;
  readonly hasManagedFields: boolean;
  /** One application of so many has a fault; undefined: none. Eleven make about one object of 250. */
  readonly faultEvery: number | undefined;
  readonly seed: number;
  /** The path without ending: beside it stand `.yaml`, `.json` and `.truth.json`. */
  readonly path: string;
  readonly forms: readonly Form[];
}

export type Form = 'yaml' | 'json';

/** Writes a dump as `kubectl get -A` writes it, kind by kind, and what is to be found in it. */
export function writeDump(choice: DumpChoice): Truth {
  mkdirSync(dirname(choice.path), { recursive: true });
  const dumps = choice.forms.map((form) => dumpIn(form, `${choice.path}.${form}`));
  const findings: Finding[] = [];
  let objects = 0;
  for (const { object, planted } of objectsIn(choice, () => (dumps[0] as Dump).bytes)) {
    const shown = choice.hasManagedFields ? withManagedFields(object, SETTLED) : object;
    const spots = dumps.map((dump) => add(dump, shown, planted));
    if (planted !== undefined) findings.push({ planted, spots });
    objects += 1;
  }
  dumps.forEach(writeList);
  const truth = { objects, findings: findings.map((each) => expected(each, dumps)) };
  writeFileSync(`${choice.path}.truth.json`, `${JSON.stringify(truth, undefined, 1)}\n`);
  return truth;
}

/** An object, and what is wrong with it. */
interface Marked {
  readonly object: JsonObject;
  readonly planted: Planted | undefined;
}

/** Objects until there are bytes enough: a whole application at a time. */
function* objectsIn({ seed, megabytes, faultEvery }: DumpChoice, written: () => number): Generator<Marked> {
  const base = foundation(seed);
  const sown = { objects: base, planted: [] };
  yield* marked(faultEvery === undefined ? sown : plantedIn(base, MESH_CONFIG_FAULT, undefined));
  for (let number = 0; written() < megabytes * 1e6; number += 1) {
    const app = appOf(seed, number);
    const { objects, planted } = withFault(objectsOf(app), app, { every: faultEvery, isCapture: true });
    yield* marked({ objects: observed(objects, app), planted });
  }
}

function* marked({ objects, planted }: Sown): Generator<Marked> {
  for (const object of objects)
    yield { object, planted: planted.find((each) => identity(each.object) === identity(object)) };
}

function identity(object: JsonObject): string {
  return `${object.kind} ${namespaceOf(object)}/${nameOf(object)}`;
}

/** A list that is written kind by kind, though its objects come application by application. */
interface Dump {
  readonly form: Form;
  readonly path: string;
  readonly parts: Map<string, Part>;
  bytes: number;
}

function dumpIn(form: Form, path: string): Dump {
  return { form, path, parts: new Map(), bytes: 0 };
}

/** Where in which part something stands. */
interface SpotInPart extends Spot {
  readonly part: Part;
}

interface Finding {
  readonly planted: Planted;
  readonly spots: readonly (SpotInPart | undefined)[];
}

function add(dump: Dump, object: JsonObject, planted: Planted | undefined): SpotInPart | undefined {
  const page = planted === undefined ? pageFor() : pageOf(object, planted);
  write(page, object, dump.form);
  const part = partFor(dump, object);
  const linesBefore = part.lines;
  dump.bytes += keep(part, page.text);
  if (planted === undefined) return undefined;
  const { line, column } = spotIn(page);
  return { part, line: linesBefore + line, column };
}

/** A page that tells where it writes what a fault is about. */
export function pageOf(object: JsonObject, { fault }: Planted): Page {
  const { parent, key } = parentAt(object, fault.shown ?? fault.path);
  return pageFor(parent, key);
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

function writeList({ form, path, parts }: Dump): void {
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

function expected({ planted, spots }: Finding, dumps: readonly Dump[]): Expected {
  const inLists = dumps.map((dump, index) => [dump.form, inList(spots[index] as SpotInPart, dump)]);
  return expectedOf(planted, Object.fromEntries(inLists));
}

export function expectedOf({ fault, object }: Planted, spots: Expected['spots']): Expected {
  const namespace = namespaceOf(object);
  return {
    rule: fault.rule,
    kind: fault.kind,
    namespace: namespace === '' ? undefined : namespace,
    name: nameOf(object),
    path: fault.shown ?? fault.path,
    spots,
  };
}

/** A spot in a part is a spot in the list, below all parts before it. */
function inList({ part, line, column }: SpotInPart, { form, parts }: Dump): Spot {
  const all = [...parts.values()];
  const before = all.slice(0, all.indexOf(part)).reduce((sum, { lines }) => sum + lines, 0);
  return { line: FORMS[form].head.split('\n').length - 1 + before + line, column };
}
