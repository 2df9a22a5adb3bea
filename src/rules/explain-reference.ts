import type { Graph, Question } from '../graph/graph.js';
import { pick } from '../graph/query.js';
import { kindName, type Place, type Resource } from '../graph/resource.js';
import { type RelatedPlace, relatedPlace } from './finding.js';
import type { Reference } from './judgement.js';
import { nearest } from './nearest.js';

interface Candidate {
  readonly word: string;
  readonly place: () => Place;
}

/**
 * The other end of a broken reference: the candidate that was probably meant, or the resource that was found and lacks
 * what was asked of it.
 */
export function explainReference(graph: Graph, { question, existence }: Reference): readonly RelatedPlace[] {
  if (existence.answer === 'yes') return [];
  const { kind, namespace, name } = question;
  const named = name === undefined ? [] : graph.find({ kind, namespace, name });
  if (named.length > 0) return explainColumn(named, question);
  const near = nearestOf(name, candidatesFor(graph, question));
  if (near !== undefined) return [meant(near)];
  const elsewhere = name === undefined ? undefined : graph.find({ kind, name })[0];
  return elsewhere === undefined ? [] : [foundElsewhere(elsewhere)];
}

function explainColumn(named: readonly Resource[], question: Question): readonly RelatedPlace[] {
  const [column] = question.where ?? [];
  const resource = named[0];
  if (column === undefined || resource === undefined) return [];
  const [query, wanted] = column;
  const candidates = named.flatMap((each) =>
    pick(each.value, query).map(({ value, path }) => ({
      word: String(value),
      place: () => each.place(path),
    })),
  );
  const near = kindName(resource.id) === 'Secret' ? undefined : nearestOf(wanted.map(String)[0], candidates);
  if (near !== undefined) return [meant(near)];
  const words = `${resource.id.kind} '${resource.id.name}' stands here`;
  return [relatedPlace(words, resource.place(['metadata', 'name']))];
}

function candidatesFor(graph: Graph, { kind, namespace, where }: Question): readonly Candidate[] {
  return graph.find({ kind, namespace, ...(where === undefined ? {} : { where }) }).map((resource) => ({
    word: resource.id.name,
    place: () => resource.place(['metadata', 'name']),
  }));
}

function nearestOf(word: string | undefined, candidates: readonly Candidate[]): Candidate | undefined {
  const found =
    word === undefined
      ? undefined
      : nearest(
          word,
          candidates.map((candidate) => candidate.word),
        );
  return found === undefined ? undefined : candidates.find((candidate) => candidate.word === found);
}

function meant({ word, place }: Candidate): RelatedPlace {
  return relatedPlace(`did you mean '${word}'?`, place());
}

function foundElsewhere(resource: Resource): RelatedPlace {
  const where = resource.id.namespace === undefined ? '' : ` in namespace '${resource.id.namespace}'`;
  return relatedPlace(
    `a ${resource.id.kind} of that name stands${where}`,
    resource.place(['metadata', 'name']),
  );
}
