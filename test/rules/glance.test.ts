import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import type { Resource } from '../../src/graph/resource.js';
import { unknown } from '../../src/graph/unknown.js';
import type { Json, JsonObject } from '../../src/input/json.js';
import { Glances } from '../../src/rules/glance.js';
import { Judgement } from '../../src/rules/judgement.js';
import { MeshReleases } from '../../src/rules/releases.js';
import type { Condition } from '../../src/rules/rule.js';
import type { Validate } from '../../src/rules/validate.js';
import { Validator } from '../../src/rules/validator.js';
import { graphOf } from '../graph/graph-of.js';

// Two judges, one truth: a glance says of every value what the validator says, and leaves behind no less.

const SCHEMAS: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  [
    'shop.io/Order.schema.json',
    {
      type: 'object',
      properties: { a: { $ref: '#/$defs/name' }, b: { $ref: '../common/list.schema.json#/$defs/list' } },
      additionalProperties: false,
      $defs: { name: { type: 'string', pattern: '^[ab]' } },
    },
  ],
  [
    'common/list.schema.json',
    { $defs: { list: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/list' }, { const: 'a' }] } } } },
  ],
  ['mesh.schema.json', { mesh: { osm: '>=1.0' } }],
]);

const GRAPH = deriveFacts(
  graphOf(
    `
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Service, metadata: { name: a, namespace: shop, labels: { app: a } } }
- { apiVersion: v1, kind: ConfigMap, metadata: { name: b, namespace: shop }, data: { a: b } }
`,
    ['Service'],
  ),
);
const SETTING = { graph: GRAPH, releases: new MeshReleases(GRAPH, { istio: '1.20' }) };
const [SERVICE] = GRAPH.ofKind('Service') as readonly [Resource];

/** What somebody who judges a value answers, and what he leaves behind. */
function answer(isMet: (value: Json, judgement: Judgement) => boolean, value: Json) {
  const resource = { ...SERVICE, value: { ...SERVICE.value, spec: value } };
  const judgement = new Judgement(SETTING, { resource, path: ['spec'] }, true);
  const isPassed = isMet(value, judgement);
  return { isPassed, needs: judgement.needs.length > 0, asked: [...judgement.asked].sort() };
}

function validating(validate: Validate) {
  return (value: Json, judgement: Judgement) => validate.call(judgement, value);
}

const glances = new Glances(SCHEMAS);
const validator = new Validator(SCHEMAS);

function glanced(condition: Condition, value: Json) {
  const glance = glances.of(condition);
  return glance && { ...answer(glance.isMet, value), glance };
}

/** Undefined where the strict validator refuses the condition. */
function validated(condition: Condition, value: Json) {
  try {
    return answer(validating(validator.compile(condition)), value);
  } catch {
    return undefined;
  }
}

const UNKNOWN = unknown('Secret');
const KEYS = ['a', 'b', 'a/b', '__proto__', 'constructor'] as const;

const scalar = fc.constantFrom<Json[]>(
  ...['', 'a', 'b', 'ab', '😀', '10.0.0.0/8', '24h', '^(?=a)', 'true'],
  ...[0, 1, 2, 10, 1.5, 1e21, -1, true, false, null],
);

const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(UNKNOWN),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }) as fc.Arbitrary<Json>,
  ),
}));

const plainValue = anyValue.filter(
  (value) => JSON.stringify(value) === JSON.stringify(JSON.parse(JSON.stringify(value))),
);
const limit = fc.nat(3);
const operand = fc.constantFrom<Json[]>('.', './a', '../name', '/metadata/name', 'a', { const: 'b' }, [
  './b',
  'a',
]);
const range = fc.constantFrom<Json[]>(
  { osm: '>=1.0' },
  { istio: '<1.10' },
  { osm: '*' },
  { istio: '>=1', known: true },
);

function branches([test, met, unmet]: readonly [Json, Json, Json]): Condition {
  return Object.fromEntries([
    ['if', test],
    ['then', met],
    ['else', unmet],
  ]);
}

/** Conditions as the strict validator takes them: a keyword of a type stands beside that type. */
const { condition: anyCondition } = fc.letrec<{ condition: Condition }>((tie) => {
  const deeper = tie('condition') as fc.Arbitrary<Json>;
  const typed = (type: Json, keywords: Readonly<Record<string, fc.Arbitrary<Json>>>) =>
    fc.record(keywords, { requiredKeys: [] }).map((some) => ({ type, ...some }) as Condition);
  const keyed = fc.dictionary(fc.constantFrom(...KEYS), deeper, {
    maxKeys: 2,
    noNullPrototype: true,
  }) as fc.Arbitrary<Json>;
  return {
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.boolean(),
      typed('object', {
        properties: keyed,
        required: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 }),
        additionalProperties: deeper,
        patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), deeper, {
          maxKeys: 2,
          noNullPrototype: true,
        }) as fc.Arbitrary<Json>,
        propertyNames: deeper,
        minProperties: limit,
        maxProperties: limit,
        exists: fc.record({ kind: fc.constantFrom('Service', 'ConfigMap', 'Pod'), name: operand }),
      }),
      typed('array', {
        items: deeper,
        contains: deeper,
        uniqueItems: fc.boolean(),
        minItems: limit,
        maxItems: limit,
      }),
      typed('string', {
        minLength: limit,
        maxLength: limit,
        pattern: fc.constantFrom('^a', 'b$', '^.$'),
        format: fc.constantFrom('cidr', 'go-duration', 're2', 'go-bool', 'base64'),
        equals: operand,
        goDurationAtLeast: fc.constant('1h'),
      }),
      typed(['number', 'integer'], {
        minimum: limit,
        maximum: limit,
        exclusiveMinimum: limit,
        exclusiveMaximum: limit,
        multipleOf: fc.constantFrom(1, 2, 0.5),
      }),
      fc.record({ type: fc.constantFrom('boolean', 'null', 'integer', 'number') }) as fc.Arbitrary<Condition>,
      fc.record(
        {
          $ref: fc.constantFrom(...SCHEMAS.keys(), 'shop.io/Order.schema.json#/$defs/name'),
          const: plainValue,
          enum: fc.array(plainValue, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<Json>,
          exists: fc.record({ kind: fc.constantFrom('Service', 'ConfigMap', 'Pod'), name: operand }),
          equals: operand,
          unique: fc.constant<Json>({ key: ['/metadata/labels'] }),
          mesh: range,
          onlyIn: range,
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Condition>,
      fc.record(
        {
          allOf: fc.array(deeper, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<Json>,
          anyOf: fc.array(deeper, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<Json>,
          oneOf: fc.array(deeper, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<Json>,
          not: deeper,
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Condition>,
      fc.tuple(deeper, deeper, deeper).map(branches),
    ),
  };
});

const OWN_PROTOTYPE = JSON.parse('{ "__proto__": "a" }') as Json;

const VALUES: readonly Json[] = [
  ...['', 'a', 'b', 'ab', '😀', '\ud83d', '10.0.0.0/8', '0h', '30m', '1h', '2h', 'true'],
  ...[0, -0, 1, 2, 3, 4, 1.5, 1e30, -1, Number.POSITIVE_INFINITY, true, false, null],
  ...[
    [],
    ['a'],
    ['a', 'a'],
    [1, '1'],
    [[1], [1]],
    [{ a: 1 }, { a: 1 }],
    ['a', 'b', 'c'],
    ['a', 'b', 'a', 'a'],
  ],
  ...[{}, { a: 'a' }, { a: 'x' }, { a: null }, { b: 'b' }, { a: 'a', b: 'a' }, { a: 'x', b: 'x' }],
  ...[{ a: { b: 'b' } }, { c: 1 }, { a: 1, b: 2, c: 3 }, OWN_PROTOTYPE, UNKNOWN, { a: UNKNOWN }, [UNKNOWN]],
];

const SECRET = { exists: { kind: 'Secret', name: '.' } };

describe('a glance answers as the validator does to', () => {
  it.each<Condition>([
    ...['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'].map((type) => ({ type })),
    { type: ['string', 'null'] },
    ...['a', 0, null, { a: 'a' }, ['a']].map((each) => ({ const: each })),
    { enum: ['a', 1, { a: 'a' }, ['a']] },
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map((keyword) => ({
      type: 'number',
      [keyword]: 2,
    })),
    ...['minLength', 'maxLength'].map((keyword) => ({ type: 'string', [keyword]: 1 })),
    ...['minItems', 'maxItems'].map((keyword) => ({ type: 'array', [keyword]: 2 })),
    ...['minProperties', 'maxProperties'].map((keyword) => ({ type: 'object', [keyword]: 2 })),
    { type: 'string', pattern: '^.$' },
    { type: 'string', format: 'cidr' },
    { type: 'array', uniqueItems: true },
    { type: 'array', uniqueItems: false },
    { type: 'array', items: { const: 'a' } },
    { type: 'array', contains: { const: 'a' } },
    { type: 'array', contains: { const: 'a' }, minContains: 2 },
    { type: 'array', contains: { const: 'a' }, maxContains: 2 },
    { type: 'array', contains: { const: 'a' }, minContains: 0, maxContains: 1 },
    { type: 'object', required: ['a', 'b'] },
    { type: 'object', properties: { a: { const: 'a' } }, required: ['a'] },
    { type: 'object', properties: { a: { const: 'a' }, b: { const: 'b' } } },
    { type: 'object', properties: { a: true, b: true }, additionalProperties: false },
    { type: 'object', properties: { a: true }, additionalProperties: { const: 'b' } },
    { type: 'object', properties: OWN_PROTOTYPE, additionalProperties: false } as Condition,
    { type: 'object', patternProperties: { '^[ab]$': { const: 'a' } }, additionalProperties: false },
    { type: 'object', propertyNames: { const: 'a' } },
    { allOf: [{ type: 'string' }, { not: { const: 'a' } }] },
    { anyOf: [{ const: 'a' }, { const: 'b' }, { type: 'number' }] },
    { oneOf: [{ type: 'number' }, { type: 'integer' }, { const: 'a' }] },
    branches([{ type: 'string' }, { const: 'a' }, true]),
    branches([{ type: 'string' }, true, { const: null }]),
    { $ref: 'shop.io/Order.schema.json' },
    { $ref: 'common/list.schema.json#/$defs/list' },
    { $ref: 'mesh.schema.json' },
    { type: 'string', goDurationAtLeast: '1h' },
    { onlyIn: { istio: '<1.10' } },
    { equals: '/metadata/name' },
    SECRET,
    { not: SECRET },
    { const: 'a', ...SECRET },
    { mesh: { osm: '>=1' }, ...SECRET },
    { type: 'object', properties: { a: { const: 'a' }, b: SECRET } },
    { type: 'object', properties: { a: SECRET, b: { mesh: { osm: '>=1' } } } },
    { anyOf: [{ const: 'a', ...SECRET }, { mesh: { osm: '>=1' } }] },
    branches([SECRET, { mesh: { osm: '>=1' } }, { equals: '/metadata/name' }]),
    true,
    false,
  ] as readonly Condition[])('%j', (condition) => {
    for (const value of VALUES) expectSame(condition, value);
  });

  it('whatever else there is', () => {
    fc.assert(fc.property(anyCondition, anyValue, expectSame), { numRuns: 300 });
  });

  it('nothing that it does not know', () => {
    const items = { type: 'array', items: SECRET };
    for (const condition of [{ dependentRequired: {} }, { $ref: 'nowhere.json' }, items]) {
      expect(glances.of(condition)).toBeUndefined();
    }
  });
});

function expectSame(condition: Condition, value: Json): void {
  const seen = glanced(condition, value);
  const weighed = validated(condition, value);
  fc.pre(seen !== undefined && weighed !== undefined);
  expect(seen.isPassed).toBe(weighed.isPassed);
  if (weighed.needs) expect(seen.needs).toBe(true);
  if (seen.glance.mayAsk.length === 0) expect(seen.asked).toEqual(weighed.asked);
  if (!seen.glance.notes) expect([weighed.needs, weighed.asked]).toEqual([false, []]);
}
