import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';

/**
 * Whether labels match a selector: the plain map of a Service, or a LabelSelector with matchLabels and matchExpressions.
 * Kubernetes reads an absent or empty LabelSelector as "everything", and so does this; a Service without a selector
 * selects nothing, which its caller has to know.
 */
export function matchesSelector(selector: Json | undefined, labels: Json | undefined): boolean {
  if (!isObject(selector)) return true;
  const have = isObject(labels) ? labels : {};
  if (!isLabelSelector(selector)) return matchesLabels(selector, have);
  const expressions = isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  return (
    matchesLabels(selector.matchLabels, have) &&
    expressions.every((expression) => matchesExpression(expression, have))
  );
}

interface Label<T> {
  readonly key: string;
  readonly value: Json;
  /** In their order. */
  readonly holders: readonly T[];
}

/** Things with labels, found by a selector: each Service of a large namespace would otherwise look at all of its pods. */
export class LabelIndex<T> {
  readonly #all: readonly T[];
  readonly #labelsOf: (item: T) => Json | undefined;
  /** By key and value. */
  readonly #byLabel = new Map<string, Map<Json, T[]>>();
  readonly #selected = new Map<string, readonly T[]>();

  constructor(all: readonly T[], labelsOf: (item: T) => Json | undefined) {
    this.#all = all;
    this.#labelsOf = labelsOf;
    for (const item of all) this.#add(item, labelsOf(item));
  }

  #add(item: T, labels: Json | undefined): void {
    if (!isObject(labels)) return;
    for (const key of Object.keys(labels)) enter(this.#byLabel, key, labels[key] ?? null, item);
  }

  /** In their order, and the same list for the same selector: thousands of policies may select all of a namespace. */
  selected(selector: Json | undefined): readonly T[] {
    const key = JSON.stringify(selector) ?? '';
    const known = this.#selected.get(key);
    if (known !== undefined) return known;
    const found = this.#candidates(selector).filter((item) =>
      matchesSelector(selector, this.#labelsOf(item)),
    );
    this.#selected.set(key, found);
    return found;
  }

  /** Whether anything is selected, which the first of thousands tells. */
  selectsAny(selector: Json | undefined): boolean {
    return this.#candidates(selector).some((item) => matchesSelector(selector, this.#labelsOf(item)));
  }

  /** Of some labels the one that the fewest have: what a chart writes on everything tells nothing apart. */
  rarestLabel(labels: Json | undefined): Label<T> | undefined {
    if (!isObject(labels)) return undefined;
    let rarest: Label<T> | undefined;
    for (const key of Object.keys(labels)) {
      const value = labels[key] ?? null;
      const holders = this.#byLabel.get(key)?.get(value) ?? [];
      if (rarest === undefined || holders.length < rarest.holders.length) rarest = { key, value, holders };
    }
    return rarest;
  }

  #candidates(selector: Json | undefined): readonly T[] {
    return this.rarestLabel(wantedLabels(selector))?.holders ?? this.#all;
  }
}

/** Things with selectors, found by the labels that they select: the other way round. */
export class SelectorIndex<T> {
  readonly #all: readonly T[];
  readonly #selectorOf: (item: T) => Json | undefined;
  /** By one label that a selector wants as it is, that which the fewest want: where each stands among all. */
  readonly #byLabel = new Map<string, Map<Json, number[]>>();
  /** Those that want no label as it is. */
  readonly #open: number[] = [];

  constructor(all: readonly T[], selectorOf: (item: T) => Json | undefined) {
    this.#all = all;
    this.#selectorOf = selectorOf;
    const wanting = new LabelIndex(all, (item) => wantedLabels(selectorOf(item)));
    for (const [at, item] of all.entries()) {
      const rarest = wanting.rarestLabel(wantedLabels(selectorOf(item)));
      if (rarest === undefined) this.#open.push(at);
      else enter(this.#byLabel, rarest.key, rarest.value, at);
    }
  }

  /** In their order. */
  selecting(labels: JsonObject): readonly T[] {
    const wanting = Object.keys(labels).flatMap(
      (key) => this.#byLabel.get(key)?.get(labels[key] ?? null) ?? [],
    );
    return [...this.#open, ...wanting]
      .sort((one, other) => one - other)
      .map((at) => this.#all[at] as T)
      .filter((item) => matchesSelector(this.#selectorOf(item), labels));
  }
}

function enter<V>(index: Map<string, Map<Json, V[]>>, key: string, value: Json, entry: V): void {
  const values = index.get(key) ?? new Map<Json, V[]>();
  const entries = values.get(value);
  if (entries === undefined) index.set(key, values.set(value, [entry]));
  else entries.push(entry);
}

/** The labels that a selector wants as they are. */
function wantedLabels(selector: Json | undefined): Json | undefined {
  return isObject(selector) && isLabelSelector(selector) ? selector.matchLabels : selector;
}

function isLabelSelector(selector: JsonObject): boolean {
  const { matchLabels, matchExpressions } = selector;
  return (
    (matchLabels !== undefined && typeof matchLabels !== 'string') ||
    (matchExpressions !== undefined && typeof matchExpressions !== 'string')
  );
}

function matchesLabels(wanted: Json | undefined, labels: JsonObject): boolean {
  if (!isObject(wanted)) return true;
  for (const key of Object.keys(wanted)) if (labels[key] !== wanted[key]) return false;
  return true;
}

/** NotIn also matches an absent key. An operator that does not exist matches nothing. */
function matchesExpression(expression: Json, labels: JsonObject): boolean {
  if (!isObject(expression) || typeof expression.key !== 'string') return false;
  const value = Object.hasOwn(labels, expression.key) ? labels[expression.key] : undefined;
  const values = isArray(expression.values) ? expression.values : [];
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
