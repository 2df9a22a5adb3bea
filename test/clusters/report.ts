import type { JsonObject } from '../../src/input/json.js';
import { kindName } from '../../src/input/kinds.js';
import { isCaptured } from '../../src/input/objects.js';
import { parseSources } from '../../src/input/read.js';
import type { Finding } from '../../src/rules/finding.js';
import type { Report } from '../../src/triage/report.js';
import { json, listOf } from '../shapes/plain.js';
import { reportOn } from '../shapes/whole.js';

/** What is said of a cluster that was captured as a whole, and of the manifests beside it. */
export function reportOf(objects: readonly JsonObject[]): Report {
  const manifests = objects.filter((object) => !isCaptured(object));
  const sources = [
    { name: 'cluster.json', text: json(listOf(objects.filter(isCaptured))) },
    ...manifests.map((object, at) => ({ name: `manifest-${at}.json`, text: json(object) })),
  ];
  const input = { ...parseSources(sources), problems: [], captures: [], missing: [] };
  return reportOn(input, { complete: ['*'] });
}

/** Errors and warnings, each as `severity rule Kind namespace/name path`. */
export function alarmsOf({ findings }: Report): readonly string[] {
  return findings.filter(({ severity }) => severity !== 'note').map(alarmOf);
}

function alarmOf({ severity, rule, resource, path }: Finding): string {
  const { namespace, name } = resource;
  return `${severity} ${rule.id} ${kindName(resource)} ${namespace === undefined ? '' : `${namespace}/`}${name} ${path}`;
}
