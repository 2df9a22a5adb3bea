import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { renderJson } from '../../src/report/json.js';
import type { Report } from '../../src/triage/report.js';
import { findingAt, place, RELEASED, reportOf, TARGET, TOOL, undecidedAt } from './reports.js';

const SCHEMA = new URL('../../schemas/report.schema.json', import.meta.url);
const isReport = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

/** The whole output, valid by the published schema. */
function check(report: Report, expected: unknown): void {
  const text = renderJson(report, { ...TOOL, informationUri: 'https://example.com/meshlint' });
  isReport(JSON.parse(text));
  expect(isReport.errors).toBeNull();
  expect(text).toBe(`${JSON.stringify(expected, undefined, 2)}\n`);
}

const NOTHING = {
  schemaVersion: 1,
  tool: { name: 'meshlint', version: '1.2.3' },
  exitCode: 0,
  counts: {
    files: 0,
    filesNotKubernetes: 0,
    patches: 0,
    templates: 0,
    fixtures: 0,
    objects: 0,
    errors: 0,
    warnings: 0,
    notes: 0,
    undecided: 0,
    suppressed: 0,
  },
  controlPlanes: [],
  captures: [],
  worlds: [],
  assumptions: [],
  findings: [],
  undecided: [],
  captureCommands: [],
  problems: [],
  rules: [],
};

const CAPTURE = {
  name: 'c.tgz!/bundle',
  layout: 'Velero backup',
  because: "'resources/' stands beside 'metadata/version'",
};

test('an empty report has every key', () => {
  check(reportOf({}), NOTHING);
});

test('a full report', () => {
  const resource = { ...TARGET, namespace: undefined };
  const related = [{ message: 'here', location: place('b.yaml', 'a:\n  - «b»\n') }];
  const needs = [
    { kind: 'Service', namespace: 'shop' },
    { kind: 'Pod', namespace: undefined },
  ];
  const report = reportOf({
    rules: [RELEASED],
    findings: [
      findingAt(place('ü b.yaml', 'a: «b»\r\n'), {
        rule: RELEASED,
        severity: 'note',
        related,
        notes: ['So.'],
        consequences: [findingAt(place('d.yaml', '«a»: b\n'), { message: 'It follows.', fingerprint: 'ab' })],
        worlds: ['prod'],
      }),
    ],
    undecided: [undecidedAt(place('<stdin>', '«a»: b\n'), { rule: RELEASED, resource, needs })],
    problems: [{ level: 'error', subject: 'c.tgz', message: 'Cut \u001b off.' }],
    assumptions: ['One is assumed.'],
    controlPlanes: ['Open Service Mesh 1.2.0'],
    captures: [CAPTURE],
    worlds: ['dev', 'prod'],
    captureCommands: ['kubectl get pods -A -o yaml'],
    exitCode: 2,
  });
  check(report, {
    ...NOTHING,
    exitCode: 2,
    counts: { ...NOTHING.counts, notes: 1, undecided: 1 },
    controlPlanes: ['Open Service Mesh 1.2.0'],
    captures: [CAPTURE],
    worlds: ['dev', 'prod'],
    assumptions: ['One is assumed.'],
    findings: [
      {
        rule: 'osm-old',
        severity: 'note',
        message: "HTTPRouteGroup 'order-routes' defines no match named 'craete'.",
        source: 'ü b.yaml',
        line: 1,
        column: 4,
        endLine: 1,
        endColumn: 5,
        resource: { group: 'access.smi-spec.io', kind: 'TrafficTarget', namespace: 'shop', name: 'orders' },
        path: '/spec/rules/0/matches/1',
        related: [{ message: 'here', source: 'b.yaml', line: 2, column: 5, endLine: 2, endColumn: 6 }],
        notes: ['So.'],
        consequences: [
          {
            rule: 'smi-traffic-target-unknown-match',
            severity: 'error',
            message: 'It follows.',
            source: 'd.yaml',
            line: 1,
            column: 1,
            endLine: 1,
            endColumn: 2,
            resource: {
              group: 'access.smi-spec.io',
              kind: 'TrafficTarget',
              namespace: 'shop',
              name: 'orders',
            },
            path: '/spec/rules/0/matches/1',
            related: [],
            notes: [],
            consequences: [],
            worlds: [],
            fingerprint: 'ab',
          },
        ],
        worlds: ['prod'],
        fingerprint: '5f0c1d',
      },
    ],
    undecided: [
      {
        rule: 'osm-old',
        source: '<stdin>',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 2,
        resource: { group: 'access.smi-spec.io', kind: 'TrafficTarget', name: 'orders' },
        path: '/spec/rules/0/name',
        needs: [{ kind: 'Service', namespace: 'shop' }, { kind: 'Pod' }],
        worlds: [],
      },
    ],
    captureCommands: ['kubectl get pods -A -o yaml'],
    problems: [{ level: 'error', subject: 'c.tgz', message: 'Cut \u001b off.' }],
    rules: [
      {
        id: 'osm-old',
        severity: 'warning',
        title: 'The release gets no fixes',
        why: 'Nobody mends it',
        fix: 'Upgrade.',
        sources: [],
        tags: ['osm', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'],
        equivalent: ['IST0123'],
      },
    ],
  });
});

/** Every object schema, by its pointer. */
function objectSchemas(value: unknown, pointer = ''): readonly (readonly [string, object])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, child]) => objectSchemas(child, `${pointer}/${key}`));
  return 'type' in value && value.type === 'object' ? [[pointer, value], ...inner] : inner;
}

test('the schema closes every object', () => {
  const schemas = objectSchemas(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  expect(schemas.length).toBeGreaterThan(8);
  for (const [pointer, schema] of schemas) {
    expect(schema, pointer).toHaveProperty('additionalProperties', false);
  }
});
