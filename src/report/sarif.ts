import type { Problem } from '../input/source.js';
import type { Finding, RelatedPlace, RuleInfo, Undecided } from '../rules/finding.js';
import type { Report } from '../triage/report.js';
import {
  type Artifacts,
  artifactLocation,
  findingPlace,
  logicalLocation,
  relatedLocation,
} from './sarif-place.js';
import { sarifRule } from './sarif-rule.js';
import type { Tool } from './tool.js';
import { visible } from './visible.js';
import { counted, distinct, sentence } from './wording.js';

/**
 * SARIF 2.1.0 as GitHub code scanning and its other readers want it: one location for each result, whole messages
 * instead of arguments, nothing that depends on the machine. Two results of one rule on one line stay two: GitHub
 * merges them by itself, other readers show both.
 */
export function renderSarif(report: Report, tool: Tool): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [sarifRun(report, tool)],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function sarifRun(report: Report, tool: Tool) {
  const names = artifactNames(report.findings);
  const artifacts: Artifacts = new Map(names.map((name, index) => [name, index]));
  return {
    tool: { driver: sarifDriver(report.rules, tool) },
    automationDetails: { id: `${tool.name}/default/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'The analyzed directory.' } } },
    invocations: [sarifInvocation(report)],
    artifacts: names.map(sarifArtifact),
    results: report.findings.map((finding) => sarifResult(finding, report.rules, artifacts)),
  };
}

function sarifDriver(rules: readonly RuleInfo[], { name, version, informationUri }: Tool) {
  return {
    name,
    fullName: `${name} ${version}`,
    version,
    semanticVersion: version,
    ...(informationUri === undefined ? {} : { informationUri }),
    rules: rules.map(sarifRule),
  };
}

function artifactNames(findings: readonly Finding[]): readonly string[] {
  const places = findings.flatMap((finding) => [finding, ...finding.related, ...finding.consequences]);
  return distinct(places.map(({ location }) => location.source.name));
}

function sarifArtifact(name: string) {
  return { location: artifactLocation(name), sourceLanguage: /\.json$/i.test(name) ? 'json' : 'yaml' };
}

function sarifResult(finding: Finding, rules: readonly RuleInfo[], artifacts: Artifacts) {
  const { rule, severity, message, resource, fingerprint, worlds, notes } = finding;
  const related = [...finding.related, ...finding.consequences.map(consequencePlace)];
  return {
    ...ruleReference(rule, rules),
    level: severity,
    message: { text: plainText([message, ...notes].join(' ')) },
    locations: [
      { physicalLocation: findingPlace(finding, artifacts), logicalLocations: [logicalLocation(resource)] },
    ],
    ...(related.length === 0 ? {} : { relatedLocations: relatedLocations(related, artifacts) }),
    partialFingerprints: { 'meshlint/v1': fingerprint },
    ...(worlds.length === 0 ? {} : { properties: { worlds } }),
  };
}

/** A finding that another one explains is no result of its own: nobody has to mend it. */
function consequencePlace({ rule, message, location, resource }: Finding): RelatedPlace {
  return { message: `Leads to ${rule.id}: ${message}`, location, resource };
}

function ruleReference(rule: RuleInfo, rules: readonly RuleInfo[]) {
  const ruleIndex = rules.findIndex(({ id }) => id === rule.id);
  return { ruleId: rule.id, ...(ruleIndex < 0 ? {} : { ruleIndex }) };
}

function relatedLocations(related: readonly RelatedPlace[], artifacts: Artifacts) {
  return related.map((place, index) => ({
    id: index + 1,
    message: { text: plainText(sentence(place.message)) },
    physicalLocation: relatedLocation(place, artifacts),
  }));
}

function sarifInvocation({ exitCode, undecided, problems, assumptions }: Report) {
  return {
    executionSuccessful: exitCode !== 2,
    exitCode,
    toolExecutionNotifications: [
      ...problems.map(problemNotification),
      ...undecidedNotifications(undecided),
      ...assumptions.map((text) => ({ level: 'note', message: { text: plainText(text) } })),
    ],
  };
}

function problemNotification({ level, subject, message }: Problem) {
  return { level, message: { text: plainText(`${subject}: ${sentence(message)}`) } };
}

/** One for each rule and kind: a repository may have thousands of undecided subjects. */
function undecidedNotifications(undecided: readonly Undecided[]) {
  const subjects = new Map<string, { readonly ruleId: string; readonly kind: string; count: number }>();
  for (const { rule, needs } of undecided) {
    for (const kind of distinct(needs.map((need) => need.kind))) {
      const key = `${rule.id} ${kind}`;
      const known = subjects.get(key) ?? { ruleId: rule.id, kind, count: 0 };
      subjects.set(key, { ...known, count: known.count + 1 });
    }
  }
  return [...subjects.values()].map(({ ruleId, kind, count }) => ({
    associatedRule: { id: ruleId },
    level: 'note',
    message: {
      text: plainText(`${counted(count, 'subject')} could not be judged, because the input lacks ${kind}.`),
    },
  }));
}

/** `[words](1)` is a link in SARIF, in plain text too; foreign text makes none. */
function plainText(text: string): string {
  return visible(text).replaceAll('](', '] (');
}
