import type { Claim } from './claim.js';
import type { ObjectAt } from './document.js';
import { isObject, type Json, type JsonObject } from './json.js';
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
  { objects, kinds: found, namespaces, sharesLabel }: Census,
  { evidence, isDump }: { readonly evidence: string; readonly isDump: boolean },
): readonly Claim[] {
  if (!isObject(value) || !isList(value) || (sharesLabel && !isDump)) return [];
  if (objects > 0 && found.size === 0) return [];
  const typed = kindOfList(value);
  const kinds = new Set([...found, ...(typed === undefined ? [] : [typed])]);
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

/** What all objects of a document are, in few words: it is told of each once, and holds none. */
export class Census {
  /** How many there are. */
  objects = 0;
  /** The kinds of those that were captured. */
  readonly kinds = new Set<KindName>();
  /** The namespaces of those that were captured. */
  readonly namespaces = new Set<string>();
  /** The labels that all have so far. */
  #shared: readonly (readonly [string, Json])[] = [];

  add(value: JsonObject): void {
    const metadata = isObject(value.metadata) ? value.metadata : {};
    const labels = isObject(metadata.labels) ? metadata.labels : {};
    this.#shared =
      this.objects === 0
        ? Object.entries(labels)
        : this.#shared.filter(([key, label]) => labels[key] === label);
    this.objects += 1;
    if (!isCaptured(value)) return;
    this.kinds.add(kindNameOf(value));
    const { namespace } = metadata;
    if (typeof namespace === 'string' && namespace !== '') this.namespaces.add(namespace);
  }

  get sharesLabel(): boolean {
    return this.#shared.length > 0;
  }
}

export function censusOf(objects: readonly ObjectAt[]): Census {
  const census = new Census();
  for (const { value } of objects) census.add(value);
  return census;
}
