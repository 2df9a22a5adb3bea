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

/** Things with labels, found by a selector: each Service of a large namespace would otherwise look at all of its pods. */
export class LabelIndex<T> {
  readonly #all: readonly T[];
  readonly #labelsOf: (item: T) => Json | undefined;
  /** By key and value. */
  readonly #byLabel = new Map<string, Map<Json, T[]>>();

  constructor(all: readonly T[], labelsOf: (item: T) => Json | undefined) {
    this.#all = all;
    this.#labelsOf = labelsOf;
    for (const item of all) this.#add(item, labelsOf(item));
  }

  #add(item: T, labels: Json | undefined): void {
    if (!isObject(labels)) return;
    for (const key of Object.keys(labels)) {
      const value = labels[key] as Json;
      const values = this.#byLabel.get(key) ?? new Map<Json, T[]>();
      const group = values.get(value);
      if (group === undefined) this.#byLabel.set(key, values.set(value, [item]));
      else group.push(item);
    }
  }

  /** In their order. */
  selected(selector: Json | undefined): readonly T[] {
    return this.#candidates(selector).filter((item) => matchesSelector(selector, this.#labelsOf(item)));
  }

  /** Whether anything is selected, which the first of thousands tells. */
  selectsAny(selector: Json | undefined): boolean {
    return this.#candidates(selector).some((item) => matchesSelector(selector, this.#labelsOf(item)));
  }

  /** Those with the rarest of the labels that are wanted: what a chart writes on everything tells nothing apart. */
  #candidates(selector: Json | undefined): readonly T[] {
    const wanted = wantedLabels(selector);
    if (!isObject(wanted)) return this.#all;
    let fewest = this.#all;
    for (const key of Object.keys(wanted)) {
      const group = this.#byLabel.get(key)?.get(wanted[key] as Json) ?? [];
      if (group.length < fewest.length) fewest = group;
    }
    return fewest;
  }
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
