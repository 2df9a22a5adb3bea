import { isArray, isObject, type Json, type JsonObject } from '../input/json.js';
import type { RuleGroup, Severity } from './finding.js';
import type { MeshRange, Releases } from './releases.js';
import type { Cause, Condition, Example, Rule, Subject } from './rule.js';

/**
 * The rule that a valid rule file holds: schemas/rule.schema.json is the contract, and checkRule holds a file to it.
 * `folder` is the one that the file stands in; it becomes the rule's tag.
 */
export function readRule(value: JsonObject, folder: string): Rule {
  return {
    id: text(value.id),
    severity: value.severity as Severity,
    title: text(value.title),
    why: text(value.why).trim(),
    fix: text(value.fix).trim(),
    sources: texts(value.sources),
    tags: [folder],
    equivalent: texts(value.equivalent),
    group: value.group as RuleGroup | undefined,
    mesh: value.mesh as MeshRange | undefined,
    subject: readSubject(value.subject),
    when: value.when as Condition | undefined,
    expect: value.expect as Condition,
    judge: value.judge === undefined ? undefined : texts(value.judge),
    findingPer: value.findingPer === 'mistake' ? 'mistake' : 'subject',
    message: text(value.message).trim(),
    probably: value.probably as Severity | undefined,
    dormant: value.dormant as Severity | undefined,
    consequenceOf: list(value.consequenceOf).filter(isObject).map(readCause),
    related: list(value.related)
      .filter(isObject)
      .map((place) => ({ at: text(place.at), message: text(place.message) })),
    fails: list(value.fails).map(readExample),
    passes: list(value.passes).map(readExample),
    undecided: list(value.undecided).map(readExample),
  };
}

function readSubject(value: Json | undefined): Subject {
  const subject = isObject(value) ? value : {};
  return {
    kinds: texts(subject.kind),
    apiVersions: subject.apiVersion === undefined ? undefined : texts(subject.apiVersion),
    captured: typeof subject.captured === 'boolean' ? subject.captured : undefined,
    where: subject.where as Condition | undefined,
    at: subject.at === undefined ? [''] : texts(subject.at),
    point: typeof subject.point === 'string' ? subject.point : undefined,
  };
}

function readCause({ rule, where }: JsonObject): Cause {
  return { rules: texts(rule), where: isObject(where) ? where : {} };
}

function readExample(value: Json): Example {
  const example = isObject(value) ? value : { input: value };
  return {
    input: text(example.input),
    releases: (example.mesh ?? {}) as Releases,
    complete: texts(example.complete),
    otherClusters: texts(example.otherClusters),
    message: typeof example.message === 'string' ? example.message.trim() : undefined,
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A text stands for a list of one, as the schema allows in places. */
function texts(value: Json | undefined): readonly string[] {
  return list(typeof value === 'string' ? [value] : value).map(text);
}

function list(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
