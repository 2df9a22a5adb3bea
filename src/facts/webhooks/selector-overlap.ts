import { isObject, type Json } from '../../input/json.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * Labels that two label selectors match alike, as `key=value`, or `key` where any value does; none where both match what has
 * no label. Undefined where nothing meets both.
 */
export function labelsForBoth(one: Json | undefined, other: Json | undefined): readonly string[] | undefined {
  const requirements = [...requirementsOf(one), ...requirementsOf(other)];
  const keys = [...new Set(requirements.map(({ key }) => key))];
  const labels = keys.map((key) =>
    labelFor(
      key,
      requirements.filter((requirement) => requirement.key === key),
    ),
  );
  return labels.includes('impossible') ? undefined : labels.flatMap((label) => (label === '' ? [] : [label]));
}

function requirementsOf(selector: Json | undefined): readonly Requirement[] {
  if (selector === undefined) return [];
  const exact = Object.entries(mappingAt(selector, ['matchLabels']));
  return [
    ...exact.map(([key, value]) => ({ key, operator: 'In', values: [String(value)] })),
    ...itemsAt(selector, ['matchExpressions'])
      .filter(isObject)
      .map((expression) => ({
        key: textAt(expression, ['key']) ?? '',
        operator: textAt(expression, ['operator']) ?? '',
        values: itemsAt(expression, ['values']).map(String),
      })),
  ];
}

/** The label that meets all requirements of one key; empty where it may be left out. */
function labelFor(key: string, requirements: readonly Requirement[]): string {
  const valuesOf = (operator: string) =>
    requirements.filter((each) => each.operator === operator).map(({ values }) => values);
  const has = (operator: string) => requirements.some((each) => each.operator === operator);
  const known = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
  if (requirements.some(({ operator }) => !known.includes(operator))) return 'impossible';
  const isNeeded = has('In') || has('Exists');
  if (isNeeded && has('DoesNotExist')) return 'impossible';
  if (!isNeeded) return '';
  if (!has('In')) return key;
  const [first = [], ...others] = valuesOf('In');
  const value = first.find(
    (each) =>
      others.every((list) => list.includes(each)) && valuesOf('NotIn').every((list) => !list.includes(each)),
  );
  return value === undefined ? 'impossible' : `${key}=${value}`;
}
