import { describe, expect, it, test } from 'vitest';
import { deriveFacts, FACTS } from '../../src/facts/derive.js';
import { ANY_KIND, readingOf } from '../../src/facts/reading.js';
import { segmentsOf } from '../../src/input/path.js';
import { partOf, type Wanted } from '../../src/input/wanted.js';
import { graphsOfAll } from './all-inputs.js';
import { recorded } from './recorded.js';

const ALL = FACTS.map(({ kind }) => `meshlint/${kind}`);

/** What is read of what a pointer points at. */
function wantedAt(kind: string, pointer: string, reading: ReturnType<typeof readingOf>): Wanted | boolean {
  let here: Wanted | boolean = reading.get(kind) ?? reading.get(ANY_KIND) ?? false;
  for (const key of segmentsOf(pointer)) here = typeof here === 'boolean' ? here : partOf(here, key);
  return here;
}

test('facts read nothing that they do not declare', { timeout: 120_000 }, async () => {
  const reading = readingOf(ALL);
  const undeclared = new Set<string>();
  let isDeriving = false;
  const graphs = await graphsOfAll((input) =>
    recorded(input, (kind, pointer, isListed) => {
      if (!isDeriving) return;
      const wanted = wantedAt(kind, pointer, reading);
      // A mapping of which some is read is there, with some of its keys: but for those that nobody means.
      const isWhole = typeof wanted === 'boolean' ? wanted : wanted.rest;
      if (wanted === false || (isListed && !isWhole))
        undeclared.add(`${kind} ${pointer}${isListed ? '/*' : ''}`);
    }),
  );
  isDeriving = true;
  for (const { graph, earlier } of graphs) {
    const known = deriveFacts(graph, {}, earlier);
    for (const kind of ALL) known.ofKind(kind).forEach(({ value }) => void JSON.stringify(value));
  }
  expect([...undeclared].sort()).toEqual([]);
});

describe('what some facts read', () => {
  it.each<[string, readonly string[], string, string, 'all' | 'some' | 'none']>([
    ['a kind that nobody asks for', ['meshlint/RouteUse'], 'Secret', '/data', 'none'],
    ['of any kind whose it is', [], 'Whatever', '/metadata/labels', 'all'],
    ['of no kind who wrote which field', ALL, 'Whatever', '/metadata/managedFields', 'none'],
    ['but of one', ALL, 'Namespace', '/metadata/managedFields', 'all'],
    ['a kind that is read as a whole', ALL, 'Service', '/metadata/managedFields', 'all'],
    ['some of a kind', ALL, 'apps/ReplicaSet', '/spec/template/spec/containers', 'some'],
    ['what it names', ALL, 'apps/ReplicaSet', '/spec/template/spec/containers/name', 'all'],
    ['what it does not name', ALL, 'apps/ReplicaSet', '/spec/template/spec/containers/resources', 'none'],
    [
      'a definition without its schema',
      ALL,
      'apiextensions.k8s.io/CustomResourceDefinition',
      '/spec/versions/schema',
      'none',
    ],
    ['a Secret', ALL, 'Secret', '/data/tls.crt', 'all'],
    ['a Secret without what Helm keeps there', ALL, 'Secret', '/data/release', 'none'],
    ['what a fact rests on', ['meshlint/IstioProxyImage'], 'Pod', '/spec/containers/image', 'all'],
    [
      'what that rests on in turn',
      ['meshlint/OsmNamespace'],
      'mesh.cloud.google.com/ControlPlaneRevision',
      '/spec',
      'all',
    ],
    ['a kind by itself', ['networking.istio.io/Sidecar'], 'networking.istio.io/Sidecar', '/spec', 'all'],
  ])('is %s', (_, facts, kind, pointer, expected) => {
    const wanted = wantedAt(kind, pointer, readingOf(facts));
    expect(wanted === true ? 'all' : wanted === false ? 'none' : 'some').toBe(expected);
  });
});
