import type { Claim } from './claim.js';
import type { ObjectAt } from './document.js';
import { isObject, type Json } from './json.js';
import { isClusterScoped, type KindName, kindNameOf } from './kinds.js';
import { isCaptured, isList } from './objects.js';

/**
 * What a document of no known place lets conclude. kubectl writes what it found into one List and says nothing of the
 * namespace, selector or names that it was asked for: its kinds are probably complete in the namespaces that it holds. A
 * client library writes all of a kind into a list of that kind. A List written by hand claims nothing. A label that all
 * items share looks like the selector that they were asked by, and then nothing is known of the rest. In the stream of
 * `kubectl cluster-info dump` each list holds all of a kind and namespace.
 */
export function claimsOf(
  value: Json,
  objects: readonly ObjectAt[],
  { evidence, isDump }: { readonly evidence: string; readonly isDump: boolean },
): readonly Claim[] {
  if (!isObject(value) || !isList(value) || (shareLabel(objects) && !isDump)) return [];
  const found = objects.filter((object) => isCaptured(object.value)).map(idOf);
  if (objects.length > 0 && found.length === 0) return [];
  const namespaces = new Set(found.flatMap(({ namespace }) => namespace ?? []));
  const typed = kindOfList(value);
  const kinds = new Set([...found.map(({ kind }) => kind), ...(typed === undefined ? [] : [typed])]);
  const provable = [...kinds].filter((kind) => isClusterScoped(kind) || namespaces.size > 0);
  return provable.map((kind) => ({
    kind,
    namespaces: isClusterScoped(kind) ? undefined : namespaces,
    completeness: kind === typed && (isDump || isClusterScoped(kind)) ? 'full' : 'probable',
    evidence,
  }));
}

/** The kind of the items of a typed list, such as PodList; undefined for a List of any kinds. */
export function kindOfList(value: Json): KindName | undefined {
  if (!isObject(value) || !isList(value) || value.kind === 'List') return undefined;
  return kindNameOf({ ...value, kind: String(value.kind).slice(0, -'List'.length) });
}

function idOf({ value }: ObjectAt): { readonly kind: KindName; readonly namespace: string | undefined } {
  const namespace = isObject(value.metadata) ? value.metadata.namespace : undefined;
  return {
    kind: kindNameOf(value),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
  };
}

function shareLabel(objects: readonly ObjectAt[]): boolean {
  const [first, ...others] = objects.map(({ value: { metadata } }) =>
    isObject(metadata) ? metadata.labels : undefined,
  );
  const labels = isObject(first) ? Object.entries(first) : [];
  return labels.some(([key, value]) => others.every((other) => isObject(other) && other[key] === value));
}
