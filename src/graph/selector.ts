import { groupBy } from '../input/group-by.js';
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
  readonly #byLabel: ReadonlyMap<string, readonly T[]>;

  constructor(all: readonly T[], labelsOf: (item: T) => Json | undefined) {
    this.#all = all;
    this.#labelsOf = labelsOf;
    const labelled = all.flatMap((item) => labelKeys(labelsOf(item)).map((key) => ({ key, item })));
    this.#byLabel = new Map(
      [...groupBy(labelled, ({ key }) => key)].map(([key, group]) => [key, group.map(({ item }) => item)]),
    );
  }

  /** In their order. */
  selected(selector: Json | undefined): readonly T[] {
    return this.#candidates(selector).filter((item) => matchesSelector(selector, this.#labelsOf(item)));
  }

  /** Whether anything is selected, which the first of thousands tells. */
  selectsAny(selector: Json | undefined): boolean {
    return this.#candidates(selector).some((item) => matchesSelector(selector, this.#labelsOf(item)));
  }

  #candidates(selector: Json | undefined): readonly T[] {
    const [key] = labelKeys(wantedLabels(selector));
    return key === undefined ? this.#all : (this.#byLabel.get(key) ?? []);
  }
}

/** The labels that a selector wants as they are. */
function wantedLabels(selector: Json | undefined): Json | undefined {
  return isObject(selector) && isLabelSelector(selector) ? selector.matchLabels : selector;
}

function labelKeys(labels: Json | undefined): readonly string[] {
  return isObject(labels) ? Object.entries(labels).map(([key, value]) => `${key}=${value}`) : [];
}

function isLabelSelector(selector: JsonObject): boolean {
  return [selector.matchLabels, selector.matchExpressions].some(
    (part) => part !== undefined && typeof part !== 'string',
  );
}

function matchesLabels(wanted: Json | undefined, labels: JsonObject): boolean {
  return !isObject(wanted) || Object.entries(wanted).every(([key, value]) => labels[key] === value);
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
