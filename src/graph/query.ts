import { isArray, isObject, type Json } from '../input/json.js';
import { INSIDE_YAML, type Path, segmentsOf } from '../input/path.js';
import { embeddedYaml } from '../input/text/embedded.js';

/** A value, and the path from the root of its resource. */
export interface Picked {
  readonly path: Path;
  readonly value: Json;
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (let index = 0; index < path.length && value !== undefined; index++) {
    value = child(value, path[index] as string | number);
  }
  return value;
}

/**
 * The values that a query picks. A query is a JSON Pointer in which `*` stands for every item or key, and `<yaml>` steps
 * into a text that is itself YAML. `/spec/rules/*\/matches/*` picks each name of each rule; an empty query the root.
 */
export function pick(root: Json, query: string): readonly Picked[] {
  return follow(root, [], compiled(query).steps);
}

/**
 * The values that an expression picks, seen from a value of the resource: `/a/b` starts at the root, `.` is the value
 * here, `./a` a child of it, `../a` a child of its parent (the mapping or sequence that holds it).
 */
export function pickFrom(root: Json, here: Path, expression: string): readonly Picked[] {
  const { ups, steps } = compiled(expression);
  if (ups === undefined) return follow(root, [], steps);
  if (ups > here.length) return NONE;
  const base = ups === 0 ? here : here.slice(0, -ups);
  const value = valueAt(root, base);
  return value === undefined ? NONE : follow(value, base, steps);
}

const NONE: readonly Picked[] = [];

/** One step down: a key of a mapping, which may be an index of a list. */
interface Step {
  readonly key: string;
  /** -1, where no list has an item, if the key is no index. */
  readonly index: number;
}

interface Query {
  /** How many steps it first goes up; undefined where it starts at the root. */
  readonly ups: number | undefined;
  readonly steps: readonly Step[];
}

/** A rule asks the same of thousands of resources. Queries made of the input are as many as it likes: they go again. */
const known = new Map<string, Query>();
const MOST_KNOWN = 10_000;

function compiled(expression: string): Query {
  const found = known.get(expression);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const query = compile(expression);
  known.set(expression, query);
  return query;
}

function compile(expression: string): Query {
  if (!expression.startsWith('.')) return { ups: undefined, steps: stepsOf(expression) };
  const parts = expression.split('/');
  const down = parts.filter((part) => part !== '..' && part !== '.').map((part) => `/${part}`);
  return { ups: parts.filter((part) => part === '..').length, steps: stepsOf(down.join('')) };
}

function stepsOf(pointer: string): readonly Step[] {
  return segmentsOf(pointer).map((key) => ({ key, index: /^\d+$/.test(key) ? Number(key) : -1 }));
}

/** Most queries lead nowhere in most resources: only what may be found is worth a list. */
function follow(root: Json, base: Path, steps: readonly Step[]): readonly Picked[] {
  let value: Json | undefined = root;
  for (let depth = 0; depth < steps.length; depth++) {
    const step = steps[depth] as Step;
    if (step.key === '*' || step.key === INSIDE_YAML) break;
    value = stepInto(value, step);
    if (value === undefined) return NONE;
  }
  const found: Picked[] = [];
  walk(root, 0, { steps, trail: [...base], found });
  return found;
}

/** A walk along steps: what it has found, and the path to where it stands, which it leaves as it was. */
interface Walk {
  readonly steps: readonly Step[];
  readonly trail: (string | number)[];
  readonly found: Picked[];
}

/** Walks on from a value, along the steps from `depth` on. */
function walk(value: Json, depth: number, on: Walk): void {
  const step = on.steps[depth];
  if (step === undefined) on.found.push({ path: [...on.trail], value });
  else if (step.key !== '*') enter(isArray(value) ? step.index : step.key, stepInto(value, step), depth, on);
  else if (isArray(value)) for (const [index, item] of value.entries()) enter(index, item, depth, on);
  else if (isObject(value)) for (const key of Object.keys(value)) enter(key, value[key], depth, on);
}

function enter(key: string | number, next: Json | undefined, depth: number, on: Walk): void {
  if (next === undefined) return;
  on.trail.push(key);
  walk(next, depth + 1, on);
  on.trail.pop();
}

function stepInto(value: Json, { key, index }: Step): Json | undefined {
  return isArray(value) ? value[index] : child(value, key);
}

function child(value: Json, segment: string | number): Json | undefined {
  if (segment === INSIDE_YAML) return typeof value === 'string' ? embeddedYaml(value) : undefined;
  if (isArray(value)) return value[Number(segment)];
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as { readonly [key: string]: Json })[segment];
  return found !== undefined && Object.hasOwn(value, segment) ? found : undefined;
}
