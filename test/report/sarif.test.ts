import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { renderSarif } from '../../src/report/sarif.js';
import type { Finding } from '../../src/rules/finding.js';
import type { Report } from '../../src/triage/report.js';
import {
  ACCESS,
  findingAt,
  place,
  places,
  RELEASED,
  ROUTES,
  RULE,
  reportOf,
  SECRET,
  TOOL,
  undecidedAt,
} from './reports.js';

const SCHEMA = new URL('../conformance/sarif-schema-2.1.0.json', import.meta.url);
const isSarif = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

interface Log {
  readonly runs: readonly [Run];
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: unknown } };
  readonly invocations: unknown;
  readonly artifacts: unknown;
  readonly results: readonly [Result];
}

interface Result {
  readonly message: unknown;
  readonly locations: readonly [{ readonly physicalLocation: unknown; readonly logicalLocations: unknown }];
  readonly relatedLocations: unknown;
}

/** The run of a report, valid by the schema of SARIF. */
function run(report: Report): Run {
  const log: Log = JSON.parse(renderSarif(report, TOOL));
  isSarif(log);
  expect(isSarif.errors).toBeNull();
  return log.runs[0];
}

function result(finding: Finding): Result {
  return run(reportOf({ rules: [RULE, RELEASED], findings: [finding] })).results[0];
}

test('a whole log', () => {
  const related = [{ message: "did you mean 'create'?", location: place('shop/routes.yaml', ROUTES) }];
  const findings = [findingAt(place('shop/access.yaml', ACCESS), { related })];
  const report = reportOf({ rules: [RULE], findings, exitCode: 1 });
  const text = renderSarif(report, { ...TOOL, informationUri: 'https://example.com/meshlint' });
  expect(text).toBe(`${JSON.stringify(WHOLE, undefined, 2)}\n`);
  isSarif(JSON.parse(text));
  expect(isSarif.errors).toBeNull();
});

test('an empty report is a log with an empty run', () => {
  expect(run(reportOf({}))).toEqual({
    tool: {
      driver: {
        name: 'meshlint',
        fullName: 'meshlint 1.2.3',
        version: '1.2.3',
        semanticVersion: '1.2.3',
        rules: [],
      },
    },
    automationDetails: { id: 'meshlint/default/' },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'The analyzed directory.' } } },
    invocations: [{ executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] }],
    artifacts: [],
    results: [],
  });
});

test('a rule that did not fire is declared; GitHub keeps ten tags and 1,024 characters', () => {
  const wordy = { ...RELEASED, why: 'x'.repeat(2000) };
  expect(run(reportOf({ rules: [wordy] })).tool.driver.rules).toEqual([
    {
      id: 'osm-old',
      name: 'OsmOld',
      shortDescription: { text: 'The release gets no fixes.' },
      fullDescription: { text: `${'x'.repeat(1020)}....` },
      help: { text: 'Upgrade.', markdown: `**Why**: ${'x'.repeat(2000)}.\n\n**Fix**: Upgrade.` },
      defaultConfiguration: { level: 'warning' },
      properties: {
        precision: 'high',
        'problem.severity': 'warning',
        tags: ['osm', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
        equivalent: ['IST0123'],
      },
    },
  ]);
});

test('undecided subjects are told once for each rule and kind, problems and assumptions one by one', () => {
  const location = place('a.yaml', '«a»: b\n');
  const service = { kind: 'Service', namespace: 'shop' };
  const report = reportOf({
    undecided: [
      undecidedAt(location),
      undecidedAt(location, { needs: [service, { ...service, namespace: 'other' }] }),
      undecidedAt(location, { needs: [service] }),
      undecidedAt(location, { needs: [service], rule: RELEASED }),
    ],
    problems: [
      { level: 'error', subject: 'b.tgz', message: 'The archive is cut off.' },
      { level: 'note', subject: 'c.txt', message: 'No text \u001b' },
    ],
    assumptions: ['Open Service Mesh 1.2 is assumed.'],
    exitCode: 2,
  });
  const told = (id: string, text: string) => ({ associatedRule: { id }, level: 'note', message: { text } });
  expect(run(report).invocations).toEqual([
    {
      executionSuccessful: false,
      exitCode: 2,
      toolExecutionNotifications: [
        { level: 'error', message: { text: 'b.tgz: The archive is cut off.' } },
        { level: 'note', message: { text: 'c.txt: No text ␛.' } },
        told(
          RULE.id,
          '1 subject could not be judged, because the input lacks specs.smi-spec.io/HTTPRouteGroup.',
        ),
        told(RULE.id, '2 subjects could not be judged, because the input lacks Service.'),
        told('osm-old', '1 subject could not be judged, because the input lacks Service.'),
        { level: 'note', message: { text: 'Open Service Mesh 1.2 is assumed.' } },
      ],
    },
  ]);
});

const URIS = [
  ['shop/a.yaml', 'shop/a.yaml'],
  ['über uns/50% #1?.yaml', '%C3%BCber%20uns/50%25%20%231%3F.yaml'],
  ['<stdin>', 'stdin'],
  ['/srv//a/../b/./c.yaml', 'srv/a/b/c.yaml'],
  ['C:\\a.yaml', 'C%3A%5Ca.yaml'],
  ['\ud800.yaml', '%EF%BF%BD.yaml'],
] as const;

test.each(URIS)('the address of %s', (name, uri) => {
  const { artifacts, results } = run(reportOf({ findings: [findingAt(place(name, 'a: «b»\n'))] }));
  expect(artifacts).toEqual([{ location: { uri, uriBaseId: 'SRCROOT' }, sourceLanguage: 'yaml' }]);
  expect(results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri, uriBaseId: 'SRCROOT', index: 0 },
  });
});

const NAMES = [
  [{ group: 'x.io', kind: 'A', namespace: 'n', name: 'b' }, 'x.io/A/n/b'],
  [{ group: '', kind: 'Service', namespace: 'n', name: 'b' }, 'core/Service/n/b'],
  [{ group: '', kind: 'Namespace', namespace: undefined, name: 'b' }, 'core/Namespace/b'],
] as const;

test.each(NAMES)('the logical location of %j', (resource, fullyQualifiedName) => {
  const { logicalLocations } = result(findingAt(place('a.yaml', 'a: «b»\n'), { resource })).locations[0];
  expect(logicalLocations).toEqual([{ name: 'b', fullyQualifiedName, kind: 'object' }]);
});

test('a message makes no links, lines or escapes', () => {
  const message = 'Name \u001b[1m\n::error:: [a](1).';
  expect(result(findingAt(place('a.yaml', 'a: «b»\n'), { message })).message).toEqual({
    text: 'Name ␛[1m␊::error:: [a] (1).',
  });
});

const LONG = 'x'.repeat(5000);

/** Name, marked source, snippet of the region, contextRegion. */
const REGIONS: readonly (readonly [string, string, string | undefined, unknown])[] = [
  ['CRLF', 'a: 1\r\nb: «2»\r\n', '2', { startLine: 1, endLine: 2, snippet: { text: 'a: 1\r\nb: 2' } }],
  ['emoji', '😀: «b»\n', 'b', { startLine: 1, endLine: 1, snippet: { text: '😀: b' } }],
  ['an empty region', 'a:«»\n', '', { startLine: 1, endLine: 1, snippet: { text: 'a:' } }],
  ['the whole source', '«a: b»\n', 'a: b', undefined],
  ['the whole source and its end', '«a: b\n»', 'a: b\n', undefined],
  [
    'several lines',
    'a: «{\n  b: c }»\nd: e\n',
    '{\n  b: c }',
    { startLine: 1, endLine: 3, snippet: { text: 'a: {\n  b: c }\nd: e' } },
  ],
  ['over the end of its document', 'a: «{\n---\n}»\n', undefined, undefined],
  [
    'a long line',
    `${LONG}: «b» ${LONG}\n`,
    'b',
    {
      startLine: 1,
      startColumn: 4943,
      endLine: 1,
      endColumn: 5064,
      snippet: { text: `${LONG.slice(0, 58)}: b ${LONG.slice(0, 59)}` },
    },
  ],
  [
    'a long line beside',
    `${LONG}\na: «b»\n`,
    'b',
    { startLine: 2, startColumn: 1, endLine: 2, endColumn: 5, snippet: { text: 'a: b' } },
  ],
  ['a long value', `a: «${LONG}»\n`, undefined, undefined],
  ['a long value over lines', `a: «${LONG}\n b»\n`, undefined, undefined],
];

test.each(REGIONS)('the region of %s', (_, marked, snippet, contextRegion) => {
  const location = place('a.yaml', marked);
  const { start, end } = location.range;
  const region = {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
  expect(result(findingAt(location)).locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'a.yaml', uriBaseId: 'SRCROOT', index: 0 },
    region: snippet === undefined ? region : { ...region, snippet: { text: snippet } },
    ...(contextRegion === undefined ? {} : { contextRegion }),
  });
});

test('of a Secret only the numbers', () => {
  const [primary, related] = places('a.yaml', 'kind: Secret\ndata:\n  p: «aHVudGVy»\n  q: «aHVudGVy»\n');
  const finding = findingAt(primary, {
    resource: SECRET,
    related: [{ message: 'as here', location: related }],
  });
  const artifactLocation = { uri: 'a.yaml', uriBaseId: 'SRCROOT', index: 0 };
  const { locations, relatedLocations } = result(finding);
  expect(locations[0].physicalLocation).toEqual({
    artifactLocation,
    region: { startLine: 3, startColumn: 6, endLine: 3, endColumn: 14 },
  });
  expect(relatedLocations).toEqual([
    {
      id: 1,
      message: { text: 'as here.' },
      physicalLocation: {
        artifactLocation,
        region: { startLine: 4, startColumn: 6, endLine: 4, endColumn: 14 },
      },
    },
  ]);
});

const WHOLE = {
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'meshlint',
          fullName: 'meshlint 1.2.3',
          version: '1.2.3',
          semanticVersion: '1.2.3',
          informationUri: 'https://example.com/meshlint',
          rules: [
            {
              id: 'smi-traffic-target-unknown-match',
              name: 'SmiTrafficTargetUnknownMatch',
              shortDescription: {
                text: 'A TrafficTarget names a match that its HTTPRouteGroup does not define.',
              },
              fullDescription: { text: RULE.why },
              help: {
                text: RULE.fix,
                markdown: `**Why**: ${RULE.why}\n\n**Fix**: ${RULE.fix}\n\n**Sources**:\n\n- openservicemesh/osm pkg/catalog/inbound_traffic_policies.go`,
              },
              defaultConfiguration: { level: 'error' },
              properties: { precision: 'high', 'problem.severity': 'error', tags: ['smi'] },
            },
          ],
        },
      },
      automationDetails: { id: 'meshlint/default/' },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { SRCROOT: { description: { text: 'The analyzed directory.' } } },
      invocations: [{ executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] }],
      artifacts: [
        { location: { uri: 'shop/access.yaml', uriBaseId: 'SRCROOT' }, sourceLanguage: 'yaml' },
        { location: { uri: 'shop/routes.yaml', uriBaseId: 'SRCROOT' }, sourceLanguage: 'yaml' },
      ],
      results: [
        {
          ruleId: 'smi-traffic-target-unknown-match',
          ruleIndex: 0,
          level: 'error',
          message: { text: "HTTPRouteGroup 'order-routes' defines no match named 'craete'." },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'shop/access.yaml', uriBaseId: 'SRCROOT', index: 0 },
                region: {
                  startLine: 12,
                  startColumn: 11,
                  endLine: 12,
                  endColumn: 17,
                  snippet: { text: 'craete' },
                },
                contextRegion: {
                  startLine: 10,
                  endLine: 12,
                  snippet: { text: '      matches:\n        - list\n        - craete' },
                },
              },
              logicalLocations: [
                {
                  name: 'orders',
                  fullyQualifiedName: 'access.smi-spec.io/TrafficTarget/shop/orders',
                  kind: 'object',
                },
              ],
            },
          ],
          relatedLocations: [
            {
              id: 1,
              message: { text: "did you mean 'create'?" },
              physicalLocation: {
                artifactLocation: { uri: 'shop/routes.yaml', uriBaseId: 'SRCROOT', index: 1 },
                region: {
                  startLine: 9,
                  startColumn: 13,
                  endLine: 9,
                  endColumn: 19,
                  snippet: { text: 'create' },
                },
                contextRegion: {
                  startLine: 7,
                  endLine: 9,
                  snippet: { text: '  matches:\n    - name: list\n    - name: create' },
                },
              },
            },
          ],
          partialFingerprints: { 'meshlint/v1': '5f0c1d' },
        },
      ],
    },
  ],
};

test('what a finding leads to is a related location of it, and no result', () => {
  const effect = findingAt(place('shop/b.yaml', 'a: «b»\n'), { message: 'It follows.', rule: RELEASED });
  const finding = findingAt(place('a.yaml', 'a: «b»\n'), { consequences: [effect] });
  const [run] = JSON.parse(renderSarif(reportOf({ findings: [finding] }), TOOL)).runs;
  expect(run.results).toHaveLength(1);
  expect(run.results[0].relatedLocations).toEqual([
    {
      id: 1,
      message: { text: 'Leads to osm-old: It follows.' },
      physicalLocation: expect.objectContaining({
        artifactLocation: expect.objectContaining({ uri: 'shop/b.yaml' }),
      }),
    },
  ]);
});
