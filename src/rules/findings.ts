import { createHash } from 'node:crypto';
import type { Graph } from '../graph/graph.js';
import { pickFrom, valueAt } from '../graph/query.js';
import { kindName, type Place, type Resource } from '../graph/resource.js';
import type { Json } from '../input/json.js';
import { type Path, pointerOf } from '../input/path.js';
import type { Location } from '../input/source.js';
import type { CompiledRule } from './compile.js';
import type { Failure } from './condition.js';
import { explainReference } from './explain-reference.js';
import { type Finding, type RelatedPlace, relatedPlace, SEVERITIES, type Severity } from './finding.js';
import type { Judgement } from './judgement.js';
import { fillMessage } from './message.js';
import { type Mistake, mistakeOf } from './mistakes.js';
import type { Rule } from './rule.js';
import { isSecret } from './words.js';

/** A value that a rule judges, and where it stands. */
export interface SubjectValue {
  readonly resource: Resource;
  readonly path: Path;
  readonly value: Json;
}

/**
 * The findings on a subject that failed: one for the subject, or one for each mistake, as the rule says.
 */
export function findingsOf(
  compiled: CompiledRule,
  subject: SubjectValue,
  failure: Failure,
): readonly Finding[] {
  const { rule, schema } = compiled;
  const { judgement } = failure;
  const realPath = (path: Path) => subject.resource.place(path).path;
  const isSecret = kindName(subject.resource.id) === 'Secret';
  const context = { path: subject.path, realPath, schema, isSecret };
  const mistakes = failure.errors.map((error) => mistakeOf(error, context));
  const groups = rule.findingPer === 'mistake' ? mistakes.map((mistake) => [mistake]) : [mistakes];
  return groups.map((group) => findingOf(rule, subject, group, judgement));
}

/** Where a subject stands, for a reader: the value, its key, or the place that the rule names. */
export function placeOf(rule: Rule, { resource, path }: SubjectValue): Place {
  const { point } = rule.subject;
  if (point === 'key') return resource.place(path, 'key');
  const pointed = point === undefined ? undefined : pickFrom(resource.value, path, point)[0];
  return resource.place(pointed?.path ?? path);
}

function findingOf(
  rule: Rule,
  subject: SubjectValue,
  mistakes: readonly Mistake[],
  judgement: Judgement,
): Finding {
  const { resource, path } = subject;
  const primary = primaryPlace(rule, subject, mistakes);
  const words = { ...wordsOf(mistakes, judgement), key: String(path.at(-1) ?? '') };
  const dormancy = rule.dormant === undefined ? undefined : dormancyOf(judgement, primary);
  return {
    rule,
    severity: severityOf(rule, judgement, dormancy !== undefined),
    message: fillMessage(rule.message, resource, path, words),
    resource: primary.resource,
    path: pointerOf(primary.path),
    location: primary.location,
    related: distinct(primary, [
      ...statedPlaces(rule, subject),
      ...referencePlaces(judgement),
      ...otherMistakes(resource, mistakes),
    ]),
    notes: [...judgement.certain, ...judgement.probable, ...(dormancy ?? []), ...renderedNote(resource)],
    consequences: [],
    worlds: [],
    fingerprint: fingerprint(rule, primary, valueAt(resource.value, mistakes[0]?.path ?? path)),
  };
}

/** Whoever lints rendered manifests mends the file that they came from. */
function renderedNote(resource: Resource): readonly string[] {
  const file = resource.renderedFrom();
  return file === undefined ? [] : [`This was rendered from '${file}'.`];
}

/** A mistake in a field is shown at the field, unless the rule points elsewhere. */
function primaryPlace(rule: Rule, subject: SubjectValue, mistakes: readonly Mistake[]): Place {
  const [first] = mistakes;
  const isElsewhere = first !== undefined && pointerOf(first.path) !== pointerOf(subject.path);
  if (rule.subject.point !== undefined || !isElsewhere) return placeOf(rule, subject);
  return subject.resource.place(first.path, first.part);
}

/** The mildest of those that apply. */
function severityOf(rule: Rule, judgement: Judgement, isDormant: boolean): Severity {
  const applying = [
    rule.severity,
    ...(judgement.probable.length > 0 ? [rule.probably ?? rule.severity] : []),
    ...(isDormant ? [rule.dormant ?? rule.severity] : []),
  ];
  return SEVERITIES.findLast((severity) => applying.includes(severity)) ?? rule.severity;
}

/** Why the object of a finding has no effect anyway, in sentences; undefined where it has one, or nothing is known. */
function dormancyOf({ setting }: Judgement, { resource }: Place): readonly string[] | undefined {
  const { kind, namespace, name } = resource;
  const [fact] = setting.graph.find({ kind: 'meshlint/Dormant', namespace, name: `${kind}/${name}` });
  return fact === undefined ? undefined : [`It has no effect at present: ${String(fact.value.because)}.`];
}

function wordsOf(mistakes: readonly Mistake[], judgement: Judgement): Readonly<Record<string, string>> {
  const { releases } = judgement.setting;
  const [first] = mistakes;
  return {
    mistakes: mistakes.map(({ sentence }) => sentence).join('; '),
    field: first?.field ?? '',
    actual: first?.actual ?? '',
    expected: first?.expected ?? '',
    osm: releases.of('osm').version,
    istio: releases.of('istio').version,
  };
}

function statedPlaces(rule: Rule, { resource, path }: SubjectValue): readonly RelatedPlace[] {
  return rule.related.flatMap(({ at, message }) =>
    pickFrom(resource.value, path, at).map((picked) =>
      relatedPlace(fillMessage(message, resource, picked.path, {}), resource.place(picked.path)),
    ),
  );
}

function referencePlaces(judgement: Judgement): readonly RelatedPlace[] {
  const graph: Graph = judgement.setting.graph;
  return [...judgement.references.values()].flatMap((reference) => explainReference(graph, reference));
}

function otherMistakes(resource: Resource, mistakes: readonly Mistake[]): readonly RelatedPlace[] {
  return mistakes
    .slice(1)
    .map(({ path, part, sentence }) => relatedPlace(sentence, resource.place(path, part)));
}

/** Each place once, and never the one that the finding itself points at. */
function distinct(primary: Place, related: readonly RelatedPlace[]): readonly RelatedPlace[] {
  if (related.length === 0) return related;
  const seen = new Set([placeKey(primary.location)]);
  return related.filter(({ location }) => {
    const key = placeKey(location);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function placeKey({ source, range }: Location): string {
  return `${source.name}:${range.start.line}:${range.start.column}`;
}

/** No line, no file, no message: what a baseline remembers outlives moved lines and reworded rules. */
function fingerprint(rule: Rule, { resource, path }: Place, value: Json | undefined): string {
  const { namespace, name } = resource;
  const shown = isSecret(resource, value) ? null : (value ?? null);
  const parts = [rule.id, kindName(resource), namespace ?? null, name, pointerOf(path), shown];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
