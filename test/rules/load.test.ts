import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/input/json.js';
import type { RuleSchemas } from '../../src/rules/check-rule.js';
import { loadRules } from '../../src/rules/load.js';

const schema = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8')) as JsonObject;

const SCHEMAS: RuleSchemas = {
  language: new Map(['rule.schema.json', 'condition.schema.json'].map((name) => [name, schema(name)])),
  kinds: new Map([['example.com/Route.schema.json', { type: 'object', required: ['spec'] }]]),
};

const RULE = `id: service-type
severity: warning
title: A Service has a type that nobody uses
why: Nobody uses it.
fix: Use another.
sources: [our handbook]
subject: { kind: Service, at: /spec/type }
expect: { enum: [ClusterIP, NodePort] }
message: "Service '{/metadata/name}': {mistakes}."
fails:
  - "{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { type: X } } # <- here"
passes:
  - "{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { type: ClusterIP } }"
`;

/** The mistakes in a rule file: `line:column sentence`. */
function mistakes(text: string, name = 'rules/shop/service-type.yaml'): readonly string[] {
  return loadRules([{ name, text }], SCHEMAS).mistakes.map(
    ({ location: { range }, message }) => `${range.start.line}:${range.start.column} ${message}`,
  );
}

describe('a rule without mistakes', () => {
  it('is read, and tagged with its folder', () => {
    const { rules, mistakes } = loadRules([{ name: 'rules/shop/service-type.yaml', text: RULE }], SCHEMAS);
    expect(mistakes).toEqual([]);
    expect(rules.map(({ rule }) => rule)).toEqual([
      {
        id: 'service-type',
        severity: 'warning',
        title: 'A Service has a type that nobody uses',
        why: 'Nobody uses it.',
        fix: 'Use another.',
        sources: ['our handbook'],
        tags: ['shop'],
        equivalent: [],
        group: undefined,
        mesh: undefined,
        subject: {
          kinds: ['Service'],
          apiVersions: undefined,
          captured: undefined,
          where: undefined,
          at: ['/spec/type'],
          point: undefined,
        },
        when: undefined,
        expect: { enum: ['ClusterIP', 'NodePort'] },
        judge: undefined,
        findingPer: 'subject',
        message: "Service '{/metadata/name}': {mistakes}.",
        probably: undefined,
        dormant: undefined,
        consequenceOf: [],
        related: [],
        fails: [
          {
            input: '{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { type: X } } # <- here',
            releases: {},
            complete: [],
            otherClusters: [],
            message: undefined,
          },
        ],
        passes: [
          {
            input: '{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { type: ClusterIP } }',
            releases: {},
            complete: [],
            otherClusters: [],
            message: undefined,
          },
        ],
        undecided: [],
      },
    ]);
  });

  it.each([
    ['a file in no folder', 'service-type.yaml', 'rules'],
    ['a file that ends in yml', 'a/b/service-type.yml', 'b'],
  ])('is read from %s', (_, name, tag) => {
    expect(mistakes(RULE, name)).toEqual([]);
    expect(loadRules([{ name, text: RULE }], SCHEMAS).rules[0]?.rule.tags).toEqual([tag]);
  });

  it.each([
    ['a schema of a kind', RULE.replace(/^expect: .*$/m, 'expect: { $ref: example.com/Route.schema.json }')],
    ['a condition that is true or false', RULE.replace(/^expect: .*$/m, 'expect: false')],
    [
      'every word of a message',
      RULE.replace('{mistakes}', '{field} {actual} {expected} {key} {osm} {istio}'),
    ],
    ['paths in a message', RULE.replace('{mistakes}', '{.} {./a} {../b|none} {/c/*/d}')],
    ['related places', `${RULE}related: [{ at: /metadata/name, message: "'{.}' stands here" }]\n`],
  ])('may use %s', (_, text) => {
    expect(mistakes(text)).toEqual([]);
  });
});

describe('a mistake in a rule', () => {
  it.each<[string, string, readonly string[]]>([
    ['a list', '- id: service-type\n', ['1:1 A rule file holds one mapping.']],
    ['a text', 'service-type\n', ['1:1 A rule file holds one mapping.']],
    [
      'an id that is no name',
      RULE.replace('id: service-type', 'id: Service_Type'),
      ["1:5 id is the text 'Service_Type' where kebab-case, equal to the file name, for ever belongs."],
    ],
    [
      'no sources',
      RULE.replace('[our handbook]', '[]'),
      ['6:10 sources is a list where at least one entry belongs.'],
    ],
    [
      'an empty title',
      RULE.replace(/^title: .*$/m, 'title: ""'),
      ["3:8 title is the text '' where a text that is not empty belongs."],
    ],
    [
      'no failing example',
      RULE.replace(/^fails:\n.*\n/m, 'fails: []\n'),
      ['10:8 fails is a list where at least one entry belongs.'],
    ],
    [
      'a misspelled part of the subject',
      RULE.replace('at: /spec', 'att: /spec'),
      ["7:27 subject.att is not a known key: did you mean 'at'?"],
    ],
    [
      'a key of another part',
      RULE.replace('subject:', 'at: /spec\nsubject:'),
      ["7:1 at is not a known key: did you mean 'subject.at'?"],
    ],
    [
      'a lower severity that is none',
      RULE.replace('subject:', 'probably: maybe\nsubject:'),
      ["7:11 probably is the text 'maybe' where one of 'error', 'warning' or 'note' belongs."],
    ],
    [
      'a range that is none',
      RULE.replace('subject:', 'mesh: { osm: ">=1.1 and <1.2" }\nsubject:'),
      ["7:14 mesh.osm is the text '>=1.1 and <1.2' where a range of releases such as '>=0.11 <1.2' belongs."],
    ],
    [
      'a mesh that nobody knows',
      RULE.replace('subject:', 'mesh: { linkerd: ">=2" }\nsubject:'),
      ['7:9 mesh.linkerd is not a known key.'],
    ],
    [
      'a cause that no rule finds',
      RULE.replace('subject:', 'consequenceOf: [{ rule: [service-tipe] }]\nsubject:'),
      ["7:26 There is no rule 'service-tipe'. Did you mean 'service-type'?"],
    ],
    [
      'a pattern that is none',
      RULE.replace(/^expect: .*$/m, 'expect: { type: string, pattern: "(a" }'),
      ["8:34 expect.pattern is the text '(a' where a regular expression belongs."],
    ],
    [
      'a schema that is not there',
      RULE.replace(/^expect: .*$/m, 'expect: { $ref: example.com/Rout.schema.json }'),
      ['8:9 This condition is no schema that can be judged: check its types and references.'],
    ],
    [
      'a keyword of another type',
      RULE.replace(/^expect: .*$/m, 'expect: { type: string, minimum: 1 }'),
      ['8:9 This condition is no schema that can be judged: check its types and references.'],
    ],
    [
      'conditions of which several are none',
      RULE.replace('at: /spec/type }', 'at: /spec/type, where: { $ref: a } }\nwhen: { $ref: b }'),
      [
        '7:50 This condition is no schema that can be judged: check its types and references.',
        '8:7 This condition is no schema that can be judged: check its types and references.',
      ],
    ],
    [
      'a placeholder that is near no word',
      RULE.replace('{mistakes}', '{metadata/name}'),
      ["9:10 Nothing fills the placeholder {metadata/name}. Paths start with '/' or '.'."],
    ],
    [
      'two placeholders that nothing fills',
      RULE.replace('{mistakes}', '{actul} {release|1.2}'),
      [
        '9:10 Nothing fills the placeholder {actul}. Did you mean {actual}?',
        "9:10 Nothing fills the placeholder {release}. Paths start with '/' or '.'.",
      ],
    ],
    [
      'a word in the message of a related place',
      `${RULE}related:\n  - { at: /metadata/name, message: "'{.}'" }\n  - { at: /metadata/name, message: "{mistakes}" }\n`,
      ["16:36 Nothing fills the placeholder {mistakes}. Paths start with '/' or '.'."],
    ],
    [
      'a key that stands twice',
      RULE.replace('severity: warning', 'severity: warning\nseverity: error'),
      ['3:1 the key "severity" stands twice in one mapping, and only the last one counts.'],
    ],
    [
      'several at once',
      RULE.replace('severity: warning', 'severity: fatal')
        .replace('id: service-type', 'id: other')
        .replace('fix:', 'fixes:'),
      [
        '1:1 fix is missing.',
        "2:11 severity is the text 'fatal' where one of 'error', 'warning' or 'note' belongs.",
        "5:1 fixes is not a known key: did you mean 'fix'?",
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect([...mistakes(text)].sort(byLine)).toEqual(expected);
  });

  it('keeps all rules from running, those without mistakes too', () => {
    const { rules, mistakes } = loadRules(
      [
        { name: 'service-type.yaml', text: RULE },
        { name: 'b/other.yaml', text: RULE },
      ],
      SCHEMAS,
    );
    expect(rules).toEqual([]);
    expect(mistakes.map(({ location, message }) => `${location.source.name} ${message}`)).toEqual([
      "b/other.yaml The id 'service-type' is not the name of the file, 'other'.",
      "b/other.yaml Another rule has the id 'service-type'; give this one its own.",
    ]);
  });

  it('in a second document of a file is told at its own lines', () => {
    expect(mistakes(`${RULE}---\n${RULE.replace('severity: warning', 'severity: 1')}`)).toEqual([
      "16:11 severity is the number 1 where one of 'error', 'warning' or 'note' belongs.",
      "15:5 Another rule has the id 'service-type'; give this one its own.",
    ]);
  });
});

function byLine(one: string, other: string): number {
  return Number.parseInt(one, 10) - Number.parseInt(other, 10);
}
