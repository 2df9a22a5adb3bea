import type { Existence } from '../../graph/graph.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, type FactMapping } from '../fact.js';

/** Whether something takes effect in the mesh (`false`: OSM leaves it out in silence), why, and where that is decided. */
export interface Effect {
  readonly takesEffect: Json;
  readonly because: string;
  readonly path: Path;
}

export function without(because: string, path: Path): Effect {
  return { takesEffect: false, because, path };
}

/** What decides: the first that leaves it out, else the first that leaves the question open; undefined: nothing does. */
export function deciding(effects: readonly (Effect | undefined)[]): Effect | undefined {
  const found = effects.filter((effect) => effect !== undefined);
  return found.find(({ takesEffect }) => takesEffect === false) ?? found[0];
}

/** Undefined where the thing exists; nothing is left out for an absence that is not certain. */
export function unlessThere(
  existence: Existence,
  { kind, namespace }: { readonly kind: KindName; readonly namespace: string | undefined },
  words: string,
  path: Path,
): Effect | undefined {
  if (existence.answer === 'yes') return undefined;
  if (existence.answer === 'no') return without(`${words} does not exist`, path);
  return { takesEffect: unknown(kind, namespace), because: `${words} is not in the input`, path };
}

/** The part of a fact that an effect makes: with nothing against it, the thing takes effect. */
export function effectIn(resource: Resource, path: Path, effect: Effect | undefined): FactMapping {
  const {
    takesEffect,
    because,
    path: at,
  } = effect ?? { takesEffect: true, because: 'nothing is against it', path };
  return { takesEffect: concluded(takesEffect, resource, at), because: concluded(because, resource, at) };
}
