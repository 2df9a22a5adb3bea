import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonObject } from '../../src/input/json.js';
import { SETTLED } from '../../test/clusters/objects.js';
import { foundation, objectsOf } from './cluster/cluster.js';
import { appOf } from './cluster/plan.js';
import { writeYaml } from './go-yaml.js';
import { writeJson } from './kubectl-json.js';
import { withManagedFields } from './managed-fields.js';
import { copyPart, keep, type Part, partIn, removePart } from './parts.js';
import { pageFor } from './placed.js';

/** What a dump is asked to be. */
export interface DumpChoice {
  /** Of YAML, in millions of bytes. */
  readonly megabytes: number;
  readonly hasManagedFields: boolean;
  readonly seed: number;
  /** The path without ending: beside it stand `.yaml`, `.json` and `.truth.json`. */
  readonly path: string;
  readonly forms: readonly Form[];
}

export type Form = 'yaml' | 'json';

/** Writes a dump as `kubectl get -A -o yaml` writes it, kind by kind, and tells how many objects it holds. */
export function writeDump(choice: DumpChoice): number {
  mkdirSync(dirname(choice.path), { recursive: true });
  const parts = choice.forms.map((form) => new Map<string, Part>());
  const goal = choice.megabytes * 1e6;
  let [bytes, objects] = [0, 0];
  const add = (object: JsonObject) => {
    const whole = choice.hasManagedFields ? withManagedFields(object, SETTLED) : object;
    choice.forms.forEach((form, index) => {
      const written = keep(partFor(parts[index] as Map<string, Part>, object, `${choice.path}.${form}`), textOf(whole, form));
      if (index === 0) bytes += written;
    });
    objects += 1;
  };
  for (const object of foundation(choice.seed)) add(object);
  for (let number = 0; bytes < goal; number += 1) for (const object of objectsOf(appOf(choice.seed, number))) add(object);
  choice.forms.forEach((form, index) => {
    writeList(`${choice.path}.${form}`, form, [...(parts[index] as Map<string, Part>).values()]);
  });
  return objects;
}

function partFor(parts: Map<string, Part>, { apiVersion, kind }: JsonObject, path: string): Part {
  const key = `${kind} ${apiVersion}`;
  const known = parts.get(key);
  if (known !== undefined) return known;
  const made = partIn(`${path}.${parts.size}.part`);
  parts.set(key, made);
  return made;
}

function textOf(object: JsonObject, form: Form): string {
  const page = pageFor();
  page.text = FORMS[form].before;
  if (form === 'yaml') writeYaml(page, object, 2);
  else writeJson(page, object, 8);
  return page.text + FORMS[form].after;
}

const FORMS = {
  yaml: { before: '- ', after: '', head: 'apiVersion: v1\nitems:\n', tail: 'kind: List\nmetadata:\n  resourceVersion: ""\n' },
  json: {
    before: '        ',
    after: ',\n',
    head: '{\n    "apiVersion": "v1",\n    "items": [\n',
    tail: '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
  },
} as const;

function writeList(path: string, form: Form, parts: readonly Part[]): void {
  const file = openSync(path, 'w');
  writeSync(file, FORMS[form].head);
  let size = Buffer.byteLength(FORMS[form].head);
  for (const part of parts) {
    size += copyPart(part, file, size);
    removePart(part);
  }
  // The last object has nothing behind it.
  writeSync(file, FORMS[form].tail, size - FORMS[form].after.length);
  closeSync(file);
}
