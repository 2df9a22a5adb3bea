import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonObject } from '../../src/input/json.js';
import { nameOf, namespaceOf, SETTLED } from '../../test/clusters/objects.js';
import { foundation, objectsOf, observed } from './cluster/cluster.js';
import { appOf } from './cluster/plan.js';
import { expectedOf, type Planted, pageOf, plantedIn, type Sown, withFault } from './faults.js';
import { MESH_CONFIG_FAULT } from './known-faults.js';
import { add, type Dump, dumpIn, type Form, inList, type SpotInPart, writeList } from './list-file.js';
import { withManagedFields } from './managed-fields.js';
import { pageFor } from './placed.js';
import type { Expected, Truth } from './truth.js';

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

/** Writes a dump as `kubectl get -A` writes it, kind by kind, and what is to be found in it. */
export function writeDump(choice: DumpChoice): Truth {
  mkdirSync(dirname(choice.path), { recursive: true });
  const dumps = choice.forms.map((form) => dumpIn(form, `${choice.path}.${form}`));
  const findings: Finding[] = [];
  let objects = 0;
  for (const { object, planted } of objectsIn(choice, () => (dumps[0] as Dump).bytes)) {
    const shown = choice.hasManagedFields ? withManagedFields(object, SETTLED) : object;
    const spots = dumps.map((dump) =>
      add(dump, shown, planted === undefined ? pageFor() : pageOf(shown, planted)),
    );
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

interface Finding {
  readonly planted: Planted;
  readonly spots: readonly (SpotInPart | undefined)[];
}

function expected({ planted, spots }: Finding, dumps: readonly Dump[]): Expected {
  const inLists = dumps.map((dump, index) => [dump.form, inList(spots[index] as SpotInPart, dump)]);
  return expectedOf(planted, Object.fromEntries(inLists));
}
