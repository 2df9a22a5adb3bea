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
  return path.reduce<Json | undefined>(
    (value, segment) => (value === undefined ? undefined : child(value, segment)),
    root,
  );
}

/**
 * The values that a query picks. A query is a JSON Pointer in which `*` stands for every item or key, and `<yaml>` steps
 * into a text that is itself YAML. `/spec/rules/*\/matches/*` picks each name of each rule; an empty query the root.
 */
export function pick(root: Json, query: string): readonly Picked[] {
  return follow([{ path: [], value: root }], segmentsOf(query));
}

/**
 * The values that an expression picks, seen from a value of the resource: `/a/b` starts at the root, `.` is the value
 * here, `./a` a child of it, `../a` a child of its parent (the mapping or sequence that holds it).
 */
export function pickFrom(root: Json, here: Path, expression: string): readonly Picked[] {
  if (!expression.startsWith('.')) return pick(root, expression);
  const steps = expression.split('/');
  const ups = steps.filter((step) => step === '..').length;
  const base = ups === 0 ? here : here.slice(0, -ups);
  const value = valueAt(root, base);
  if (value === undefined || ups > here.length) return [];
  const down = steps.filter((step) => step !== '..' && step !== '.').map((step) => `/${step}`);
  return follow([{ path: base, value }], segmentsOf(down.join('')));
}

function follow(from: readonly Picked[], segments: readonly string[]): readonly Picked[] {
  return segments.reduce(
    (picked, segment) =>
      picked.flatMap(({ path, value }) =>
        keysOf(value, segment).flatMap((key) => {
          const next = child(value, key);
          return next === undefined ? [] : [{ path: [...path, key], value: next }];
        }),
      ),
    from,
  );
}

function keysOf(value: Json, segment: string): readonly (string | number)[] {
  if (isArray(value)) return segment === '*' ? value.map((_, index) => index) : indexOf(segment);
  if (segment !== '*') return [segment];
  return isObject(value) ? Object.keys(value) : [];
}

function indexOf(segment: string): readonly number[] {
  return /^\d+$/.test(segment) ? [Number(segment)] : [];
}

function child(value: Json, segment: string | number): Json | undefined {
  if (segment === INSIDE_YAML) return typeof value === 'string' ? embeddedYaml(value) : undefined;
  if (isArray(value)) return value[Number(segment)];
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}
