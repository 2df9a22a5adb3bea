import { describe, expect, it } from 'vitest';
import type { Releases } from '../../src/rules/releases.js';
import { judge } from './judge.js';

/** The mistakes of a Service's spec, each with its place: `line:column field | actual | expected | sentence`. */
function mistakes(condition: string, spec: string, mesh: Releases = {}): readonly string[] {
  const rule = `
subject: { kind: Service, at: /spec }
findingPer: mistake
expect: ${condition}
message: "{field} | {actual} | {expected} | {mistakes}"
`;
  const input = `apiVersion: v1\nkind: Service\nmetadata: { name: orders }\nspec: ${spec}\n`;
  const outcome = judge(rule, input, { mesh });
  return [
    ...outcome.findings.map(
      ({ location: { range }, message }) => `${range.start.line}:${range.start.column} ${message}`,
    ),
    ...outcome.problems.map(({ message }) => message),
  ];
}

/** A condition on the field `a`. */
const a = (condition: string) => `{ type: object, properties: { a: ${condition} } }`;

describe('a value', () => {
  it.each<[string, string, string, string]>([
    ['of another type', '{ type: boolean }', '"true"', "the text 'true' | true or false"],
    ['that is no whole number', '{ type: integer }', '1.5', 'the number 1.5 | a whole number'],
    ['that is no number', '{ type: number }', 'abc', "the text 'abc' | a number"],
    ['that is no text', '{ type: string }', '5', 'the number 5 | a text'],
    ['that is no list', '{ type: array }', 'b', "the text 'b' | a list"],
    ['that is no mapping', '{ type: object }', '[b]', 'a list | a mapping'],
    ['that is empty', '{ type: string }', 'null', 'empty | a text'],
    ['that should be empty', '{ type: "null" }', '{ b: c }', 'a mapping | nothing'],
    ['of none of two types', '{ type: [string, integer] }', 'true', 'true | a text or a whole number'],
    ['of none of two types, or nothing', '{ type: [string, "null"] }', '5', 'the number 5 | a text'],
    ['that is not the one', '{ const: v1 }', 'v2', "the text 'v2' | 'v1'"],
    ['that is not the one number', '{ const: 80 }', '"80"', "the text '80' | 80"],
    ['that is not the one list', '{ const: [b, c] }', '[b]', 'a list | b and c'],
    [
      'that is none of several',
      '{ enum: [tcp, http, 5] }',
      'grpc',
      "the text 'grpc' | one of 'tcp', 'http' or 5",
    ],
    ['that is none of one', '{ enum: [tcp] }', 'grpc', "the text 'grpc' | 'tcp'"],
    ['that is none of several, or nothing', '{ enum: [tcp, null] }', 'grpc', "the text 'grpc' | 'tcp'"],
    ['of no format', '{ type: string, format: go-bool }', '"yes"', "the text 'yes' | 'true' or 'false'"],
    ['that is too small', '{ type: integer, minimum: 1 }', '0', 'the number 0 | a number of 1 or more'],
    ['that is too large', '{ type: integer, maximum: 9 }', '10', 'the number 10 | a number of 9 or less'],
    ['that is empty text', '{ type: string, minLength: 1 }', '""', "the text '' | a text that is not empty"],
    [
      'that is too short',
      '{ type: string, minLength: 3 }',
      'bc',
      "the text 'bc' | a text of at least 3 characters",
    ],
    ['without entries', '{ type: array, minItems: 1 }', '[]', 'a list | at least one entry'],
    ['with too few entries', '{ type: array, minItems: 2 }', '[b]', 'a list | at least 2 entries'],
    ['with too many entries', '{ type: array, maxItems: 1 }', '[b, c]', 'a list | at most one entry'],
    ['with far too many entries', '{ type: array, maxItems: 2 }', '[b, c, d]', 'a list | at most 2 entries'],
    ['with entries', '{ type: array, maxItems: 0 }', '[b]', 'a list | no entry'],
    ['without keys', '{ type: object, minProperties: 1 }', '{}', 'a mapping | at least one entry'],
    [
      'with an entry twice',
      '{ type: array, uniqueItems: true }',
      '[b, b]',
      'a list | a list without repeated entries',
    ],
    [
      'that is too short a time',
      '{ type: string, goDurationAtLeast: 30s }',
      '15s',
      "the text '15s' | zero or a duration of at least 30s",
    ],
    [
      'of which the schema says more',
      '{ type: string, pattern: "^b", description: a name with a b }',
      'c',
      "the text 'c' | a name with a b",
    ],
    [
      'of which the schema says a sentence',
      '{ type: string, pattern: "^b", description: The name of b. }',
      'c',
      "the text 'c' | the name of b",
    ],
    [
      'of which the schema says nothing',
      '{ type: string, pattern: "^b" }',
      'c',
      "the text 'c' | something else",
    ],
    [
      'of no alternative',
      '{ anyOf: [{ const: b }, { const: c }], description: b or c }',
      'd',
      "the text 'd' | b or c",
    ],
    [
      'that is forbidden',
      '{ not: { const: b }, description: anything but b }',
      'b',
      "the text 'b' | anything but b",
    ],
    ['that may not be there', 'false', 'b', "the text 'b' | something else"],
  ])('%s', (_, condition, value, told) => {
    const [actual, expected] = told.split(' | ');
    // A list or mapping is pointed at by its key.
    const place = /^[[{]/.test(value) ? '4:9' : '4:12';
    expect(mistakes(a(condition), `{ a: ${value} }`)).toEqual([
      `${place} spec.a | ${told} | spec.a is ${actual} where ${expected} belongs`,
    ]);
  });
});

describe('a hint', () => {
  it.each<[string, string, string, string]>([
    [
      'for a misspelled word',
      '{ enum: [enabled, disabled] }',
      'enabeld',
      "spec.a is the text 'enabeld' where one of 'enabled' or 'disabled' belongs: did you mean 'enabled'?",
    ],
    [
      'for none that is near',
      '{ enum: [enabled, disabled] }',
      'maybe',
      "spec.a is the text 'maybe' where one of 'enabled' or 'disabled' belongs",
    ],
    [
      'for none where only one is allowed',
      '{ enum: [enabled] }',
      'enabeld',
      "spec.a is the text 'enabeld' where 'enabled' belongs",
    ],
    [
      'for none that is no text',
      '{ enum: [enabled, disabled] }',
      '5',
      "spec.a is the number 5 where one of 'enabled' or 'disabled' belongs",
    ],
    [
      'naming the item that spoils a text',
      '{ type: string, format: cidr-list }',
      '"10.0.0.0/8, 10.0.0.1"',
      "spec.a holds '10.0.0.1' where a text of IP ranges joined by commas, such as '10.0.0.0/8,192.168.0.0/16' belongs",
    ],
    [
      'naming an item that is empty',
      '{ type: string, format: cidr-list }',
      '"10.0.0.0/8,"',
      "spec.a holds '' where a text of IP ranges joined by commas, such as '10.0.0.0/8,192.168.0.0/16' belongs",
    ],
  ])('%s', (_, condition, value, sentence) => {
    expect(mistakes(a(condition), `{ a: ${value} }`).map((line) => line.split(' | ')[3])).toEqual([sentence]);
  });
});

describe('a key', () => {
  const KNOWN = `
  type: object
  additionalProperties: false
  properties:
    ports: { type: array, items: { type: object, required: [port] } }
    traffic: { type: object, additionalProperties: false, properties: { enableEgress: { type: boolean }, inbound: { type: object, properties: { logLevel: {} } } } }
`;

  it.each<[string, string, readonly string[]]>([
    [
      'that is missing',
      '{ ports: [{ port: 80 }, { name: b }] }',
      ['4:31 spec.ports[1].port | missing | there | spec.ports[1].port is missing'],
    ],
    [
      'that is misspelled',
      '{ prots: [] }',
      ["4:9 spec.prots | 'prots' | ports | spec.prots is not a known key: did you mean 'ports'?"],
    ],
    [
      'that belongs below',
      '{ enableEgress: true }',
      [
        "4:9 spec.enableEgress | 'enableEgress' | spec.traffic.enableEgress | spec.enableEgress is not a known key: did you mean 'spec.traffic.enableEgress'?",
      ],
    ],
    [
      'that belongs far below',
      '{ logLevel: error }',
      [
        "4:9 spec.logLevel | 'logLevel' | spec.traffic.inbound.logLevel | spec.logLevel is not a known key: did you mean 'spec.traffic.inbound.logLevel'?",
      ],
    ],
    [
      'that belongs above',
      '{ traffic: { ports: [] } }',
      [
        "4:20 spec.traffic.ports | 'ports' | spec.ports | spec.traffic.ports is not a known key: did you mean 'spec.ports'?",
      ],
    ],
    [
      'that nobody knows',
      '{ selector: {} }',
      ["4:9 spec.selector | 'selector' | one of 'ports' or 'traffic' | spec.selector is not a known key"],
    ],
    [
      'that holds a dot',
      '{ istio.io/rev: b }',
      [
        "4:9 spec[istio.io/rev] | 'istio.io/rev' | one of 'ports' or 'traffic' | spec[istio.io/rev] is not a known key",
      ],
    ],
    [
      'after another, each its own mistake',
      '{ prots: [], selector: {} }',
      [
        "4:9 spec.prots | 'prots' | ports | spec.prots is not a known key: did you mean 'ports'?",
        "4:20 spec.selector | 'selector' | one of 'ports' or 'traffic' | spec.selector is not a known key",
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(mistakes(KNOWN, spec)).toEqual(expected);
  });

  it('that another key needs', () => {
    expect(mistakes('{ type: object, dependentRequired: { a: [b] } }', '{ a: 1 }')).toEqual([
      "4:1 spec.b | missing | there | spec.b is missing, and 'a' says nothing without it",
    ]);
  });

  it.each<[string, string, string]>([
    ['{ osm: ">=1.1" }', '0.11.1', 'OSM 1.1 and later'],
    ['{ osm: "<1.0" }', '1.2.4', 'OSM before 1.0'],
    ['{ osm: ">=0.9 <0.11" }', '1.2.4', 'OSM 0.9 and later, before 0.11'],
    ['{ osm: "1.1" }', '1.2.4', 'OSM 1.1'],
    ['{ osm: "<1.0", istio: ">=1.20" }', '1.2.4', 'OSM before 1.0 and Istio 1.20 and later'],
  ])('that exists in other releases: %s', (range, osm, words) => {
    expect(mistakes(a(`{ onlyIn: ${range} }`), '{ a: 1 }', { osm, istio: '1.20' })).toEqual([
      `4:9 spec.a | there | ${words} | spec.a exists only in ${words}`,
    ]);
  });
});

describe('alternatives', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'a branch tells its mistake itself',
      '{ if: { type: object, required: [b] }, then: { type: object, required: [c] } }',
      '{ b: 1 }',
      ['spec.c is missing'],
    ],
    [
      'a mistake inside an alternative is told by the alternative',
      '{ type: object, properties: { a: { anyOf: [{ type: integer }, { type: boolean }], description: a number or a choice } } }',
      '{ a: b }',
      ["spec.a is the text 'b' where a number or a choice belongs"],
    ],
    [
      'a key that may not be called so',
      '{ type: object, propertyNames: { type: string, pattern: "^a$", description: a key a } }',
      '{ b: 1 }',
      ["spec.b is the text 'b' where a key a belongs"],
    ],
    [
      'every part of allOf is told',
      '{ allOf: [{ type: object, required: [b] }, { type: object, required: [c] }] }',
      '{ a: 1 }',
      ['spec.b is missing', 'spec.c is missing'],
    ],
  ])('%s', (_, condition, spec, expected) => {
    expect(mistakes(condition, spec).map((line) => line.split(' | ')[3] ?? line)).toEqual(expected);
  });
});
