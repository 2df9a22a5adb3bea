import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelIndex, matchesSelector, SelectorIndex } from '../../src/graph/selector.js';
import { parsed } from './graph-of.js';

const LABELS = '{ app: orders, tier: backend, "": empty }';

function matches(selector: string | undefined, labels: string | undefined = LABELS): boolean {
  return matchesSelector(
    selector === undefined ? undefined : parsed(selector),
    labels === undefined ? undefined : parsed(labels),
  );
}

const expression = (key: string, operator: string, values = '') =>
  `{ matchExpressions: [{ key: ${key}, operator: ${operator}${values === '' ? '' : `, values: ${values}`} }] }`;

describe('a LabelSelector', () => {
  it.each<[string, string | undefined, boolean]>([
    ['absent', undefined, true],
    ['null', 'null', true],
    ['empty', '{}', true],
    ['of empty parts', '{ matchLabels: {}, matchExpressions: [] }', true],
    ['of null parts', '{ matchLabels: null, matchExpressions: null }', true],
    ['of one null part', '{ matchLabels: null }', true],
    ['one label', '{ matchLabels: { app: orders } }', true],
    ['two labels', '{ matchLabels: { app: orders, tier: backend } }', true],
    ['a label of another value', '{ matchLabels: { app: billing } }', false],
    ['a label that is absent', '{ matchLabels: { app: orders, team: a } }', false],
    ['a label that objects have by nature', '{ matchLabels: { constructor: a } }', false],
    ['In, one of the values', expression('app', 'In', '[billing, orders]'), true],
    ['In, none of the values', expression('app', 'In', '[billing]'), false],
    ['In, no values', expression('app', 'In'), false],
    ['In, an absent key', expression('team', 'In', '[a]'), false],
    ['NotIn, one of the values', expression('app', 'NotIn', '[billing, orders]'), false],
    ['NotIn, none of the values', expression('app', 'NotIn', '[billing]'), true],
    ['NotIn, an absent key', expression('team', 'NotIn', '[a]'), true],
    ['Exists', expression('app', 'Exists'), true],
    ['Exists, an absent key', expression('team', 'Exists'), false],
    ['Exists, an empty key', expression('""', 'Exists'), true],
    ['Exists, a key that objects have by nature', expression('constructor', 'Exists'), false],
    ['DoesNotExist', expression('app', 'DoesNotExist'), false],
    ['DoesNotExist, an absent key', expression('team', 'DoesNotExist'), true],
    ['DoesNotExist, a key that objects have by nature', expression('toString', 'DoesNotExist'), true],
    ['an operator that does not exist', expression('app', 'in', '[orders]'), false],
    ['an operator that does not exist, on an absent key', expression('team', 'Equals', '[a]'), false],
    ['an expression without a key', '{ matchExpressions: [{ operator: DoesNotExist }] }', false],
    ['an expression that is none', '{ matchExpressions: [app] }', false],
    [
      'labels and expressions that all hold',
      '{ matchLabels: { app: orders }, matchExpressions: [{ key: tier, operator: Exists }, { key: team, operator: DoesNotExist }] }',
      true,
    ],
    [
      'labels that hold, and an expression that does not',
      '{ matchLabels: { app: orders }, matchExpressions: [{ key: tier, operator: Exists }, { key: team, operator: Exists }] }',
      false,
    ],
    [
      'an expression that holds, and labels that do not',
      '{ matchLabels: { app: billing }, matchExpressions: [{ key: tier, operator: Exists }] }',
      false,
    ],
  ])('%s', (_, selector, expected) => {
    expect(matches(selector)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['an empty selector', '{}', true],
    ['a label', '{ matchLabels: { app: orders } }', false],
    ['Exists', expression('app', 'Exists'), false],
    ['NotIn', expression('app', 'NotIn', '[orders]'), true],
    ['DoesNotExist', expression('app', 'DoesNotExist'), true],
  ])('on an object without labels: %s', (_, selector, expected) => {
    expect(matchesSelector(parsed(selector), undefined)).toBe(expected);
    expect(matches(selector, '{}')).toBe(expected);
    expect(matches(selector, 'null')).toBe(expected);
  });
});

describe('the map of a Service', () => {
  it.each<[string, boolean]>([
    ['{ app: orders }', true],
    ['{ app: orders, tier: backend }', true],
    ['{ app: orders, tier: frontend }', false],
    ['{ team: a }', false],
    ['{ toString: a }', false],
    ['{ matchLabels: a }', false],
  ])('%s', (selector, expected) => {
    expect(matches(selector)).toBe(expected);
  });

  it('may ask for a label that is called like a part of a LabelSelector', () => {
    expect(matches('{ matchLabels: a }', '{ matchLabels: a }')).toBe(true);
  });
});

const word = fc.constantFrom('app', 'tier', 'web', 'db');
const labels = fc.dictionary(word, fc.oneof(word, fc.constant(true)));
const anyExpression = fc.record({
  key: word,
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.array(word, { maxLength: 2 }),
});
const selector = fc.oneof(
  labels,
  fc.record({ matchLabels: labels, matchExpressions: fc.array(anyExpression, { maxLength: 2 }) }),
  fc.constant(undefined),
);

it('an index selects what a look at each thing selects, in the same order', () => {
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 6 }), selector, (all, wanted) => {
      const things = all.map((each, at) => ({ each, at }));
      const index = new LabelIndex(things, ({ each }) => each);
      const expected = things.filter(({ each }) => matchesSelector(wanted, each));
      expect(index.selected(wanted)).toEqual(expected);
      expect(index.selected(wanted)).toEqual(expected);
      expect(index.selectsAny(wanted)).toBe(expected.length > 0);
    }),
  );
});

it('an index finds the selectors that match, in their order', () => {
  fc.assert(
    fc.property(fc.array(selector, { maxLength: 6 }), labels, (all, own) => {
      const things = all.map((each, at) => ({ each, at }));
      const index = new SelectorIndex(things, ({ each }) => each);
      expect(index.selecting(own)).toEqual(things.filter(({ each }) => matchesSelector(each, own)));
    }),
  );
});
