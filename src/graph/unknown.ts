import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import type { KindName } from './resource.js';

/** A kind that the input does not hold (for certain), and that would tell a value or an existence. */
export interface Need {
  readonly kind: KindName;
  /** Undefined: of the whole cluster. */
  readonly namespace: string | undefined;
}

/**
 * The value that a fact cannot know, naming the kind that would tell. It stands in the value of a fact where the value
 * would stand; a condition that fails on it is undecided, never a finding.
 */
export class Unknown {
  readonly need: Need;

  constructor(need: Need) {
    this.need = need;
  }
}

/** An unknown as a value of a fact. The cast is the one place where a value is no JSON. */
export function unknown(kind: KindName, namespace?: string): Json {
  return new Unknown({ kind, namespace }) as unknown as JsonObject;
}

/** The unknowns in a value: itself, or anywhere inside. */
export function unknownsIn(value: Json | undefined): readonly Unknown[] {
  if (value instanceof Unknown) return [value];
  if (isArray(value)) return value.flatMap(unknownsIn);
  return isObject(value) ? Object.values(value).flatMap(unknownsIn) : [];
}

/** Whether a value is an unknown, or holds one: without a list of them. */
export function holdsUnknown(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Unknown) return true;
  return isArray(value) ? value.some(holdsUnknown) : Object.values(value).some(holdsUnknown);
}
