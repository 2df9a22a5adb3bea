import type { Graph } from '../graph/graph.js';

/** What is found out once for a graph, and known as long as somebody holds it: several facts ask for the same. */
export function perGraph<Found extends object>(find: (graph: Graph) => Found): (graph: Graph) => Found {
  const known = new WeakMap<Graph, Found>();
  return (graph) => {
    const found = known.get(graph) ?? find(graph);
    known.set(graph, found);
    return found;
  };
}

/** The same, of a question that is asked with a word: a namespace, or the name of an application. */
export function perGraphAnd<Word, Found extends object>(
  find: (graph: Graph, word: Word) => Found,
): (graph: Graph, word: Word) => Found {
  const answersOf = perGraph(() => new Map<Word, Found>());
  return (graph, word) => {
    const answers = answersOf(graph);
    const found = answers.get(word) ?? find(graph, word);
    answers.set(word, found);
    return found;
  };
}
