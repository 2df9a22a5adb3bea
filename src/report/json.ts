import type { Need } from '../graph/unknown.js';
import type { Location } from '../input/source.js';
import type { Finding, RelatedPlace, RuleInfo, Undecided } from '../rules/finding.js';
import type { Report } from '../triage/report.js';
import type { Tool } from './tool.js';

/** Rises when a key goes away or changes its meaning; a new key is no reason. */
const SCHEMA_VERSION = 1;

/**
 * The report for other programs, described by `schemas/report.schema.json`. Every key is named here, so that a field
 * that some room adds to its type does not slip out. It holds no line of the input, and so no Secret.
 */
export function renderJson(report: Report, tool: Tool): string {
  const { counts, captureCommands, problems, assumptions, controlPlanes, exitCode } = report;
  const value = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: tool.name, version: tool.version },
    exitCode,
    counts: {
      files: counts.files,
      filesNotKubernetes: counts.filesNotKubernetes,
      patches: counts.patches,
      templates: counts.templates,
      fixtures: counts.fixtures,
      objects: counts.objects,
      errors: counts.severities.error,
      warnings: counts.severities.warning,
      notes: counts.severities.note,
      undecided: counts.undecided,
      suppressed: counts.suppressed,
    },
    controlPlanes,
    captures: report.captures.map(({ name, layout, because }) => ({ name, layout, because })),
    worlds: report.worlds,
    assumptions,
    findings: report.findings.map(jsonFinding),
    undecided: report.undecided.map(jsonUndecided),
    captureCommands,
    problems: problems.map(({ level, subject, message }) => ({ level, subject, message })),
    rules: report.rules.map(jsonRule),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function jsonFinding(finding: Finding): object {
  return {
    rule: finding.rule.id,
    severity: finding.severity,
    message: finding.message,
    ...jsonPlace(finding.location),
    resource: jsonResource(finding.resource),
    path: finding.path,
    related: finding.related.map(jsonRelated),
    notes: finding.notes,
    consequences: finding.consequences.map(jsonFinding),
    worlds: finding.worlds,
    fingerprint: finding.fingerprint,
  };
}

function jsonUndecided({ rule, location, resource, path, needs, worlds }: Undecided) {
  return {
    rule: rule.id,
    ...jsonPlace(location),
    resource: jsonResource(resource),
    path,
    needs: needs.map(({ kind, namespace }: Need) => ({ kind, namespace })),
    worlds,
  };
}

function jsonRelated({ message, location }: RelatedPlace) {
  return { message, ...jsonPlace(location) };
}

function jsonRule({ id, severity, title, why, fix, sources, tags, equivalent, group }: RuleInfo) {
  return { id, severity, title, why, fix, sources, tags, equivalent, group };
}

function jsonPlace({ source, range: { start, end } }: Location) {
  return {
    source: source.name,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function jsonResource({ group, kind, namespace, name }: Finding['resource']) {
  return { group, kind, namespace, name };
}
