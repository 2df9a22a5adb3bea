import type { JsonObject } from '../../src/input/json.js';
import { written } from '../../test/clusters/changes.js';
import { nameOf, namespaceOf } from '../../test/clusters/objects.js';
import type { App } from './cluster/plan.js';
import { FAULTS, type Fault } from './known-faults.js';
import { type Page, pageFor } from './placed.js';
import { type Expected, parentAt } from './truth.js';

/** A fault in an object. */
export interface Planted {
  readonly fault: Fault;
  readonly object: JsonObject;
}

/** Objects, and what was planted in them. */
export interface Sown {
  readonly objects: readonly JsonObject[];
  readonly planted: readonly Planted[];
}

/** How often something is wrong, and in what. */
export interface Sowing {
  /** One application of so many has a fault; undefined: none. */
  readonly every: number | undefined;
  readonly isCapture: boolean;
}

/** The objects of an application, with a fault in one of them where it is its turn. */
export function withFault(objects: readonly JsonObject[], app: App, { every, isCapture }: Sowing): Sown {
  if (every === undefined || app.number % every !== every - 1) return { objects, planted: [] };
  const fitting = FAULTS[app.space.mesh].filter(
    ({ kind, without, inCapture }) =>
      has(objects, kind) &&
      !(without !== undefined && has(objects, without)) &&
      (isCapture || inCapture !== true),
  );
  const fault = chosen(fitting, Math.floor(app.number / every));
  return fault === undefined ? { objects, planted: [] } : plantedIn(objects, fault, app);
}

/** Another kind from turn to turn, and another fault of it: so rare kinds have faults as often as common ones. */
function chosen(faults: readonly Fault[], turn: number): Fault | undefined {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  const ofKind = faults.filter(({ kind }) => kind === kinds[turn % kinds.length]);
  return ofKind[Math.floor(turn / kinds.length) % ofKind.length];
}

function has(objects: readonly JsonObject[], kind: string): boolean {
  return objects.some((each) => each.kind === kind);
}

/** The first object of the kind is changed. */
export function plantedIn(objects: readonly JsonObject[], fault: Fault, app: App | undefined): Sown {
  const index = objects.findIndex(({ kind }) => kind === fault.kind);
  const { to, path } = fault;
  const value = typeof to === 'function' ? to(app as App) : to;
  const object = written(objects[index] as JsonObject, path, value);
  return { objects: objects.with(index, object), planted: [{ fault, object }] };
}

/** A page that tells where it writes what a fault is about. */
export function pageOf(object: JsonObject, { fault }: Planted): Page {
  const { parent, key } = parentAt(object, fault.path);
  return pageFor(parent, key);
}

/** The finding that there has to be, where it stands. */
export function expectedOf({ fault, object }: Planted, spots: Expected['spots']): Expected {
  const namespace = namespaceOf(object);
  return {
    rule: fault.rule,
    kind: fault.kind,
    namespace: namespace === '' ? undefined : namespace,
    name: nameOf(object),
    path: fault.path,
    spots,
  };
}
