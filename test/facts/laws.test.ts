import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deriveFacts, FACTS } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import type { Graph } from '../../src/graph/graph.js';
import type { JsonObject } from '../../src/input/json.js';
import { KNOWN_KINDS, kindName } from '../../src/input/kinds.js';
import { parseSources, readInput } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { schemaOf } from './facts.js';

test('each kind of fact has a schema, and each schema a kind', () => {
  const files = readdirSync(new URL('../../schemas/facts', import.meta.url));
  expect(files.sort()).toEqual(FACTS.map(({ kind }) => `${kind}.schema.json`).sort());
});

test.each(FACTS.map(({ kind }) => kind))(
  'the schema of %s speaks of its kind and tells what each value means',
  (kind) => {
    const schema = schemaOf(kind);
    const {
      apiVersion: _apiVersion,
      kind: own,
      metadata: _metadata,
      ...values
    } = schema.properties as JsonObject;
    expect(own).toEqual({ const: kind });
    expect(schema.description).toBeTypeOf('string');
    const silent = Object.entries(values).filter(
      ([, value]) => (value as JsonObject).description === undefined,
    );
    expect(silent.map(([key]) => key)).toEqual([]);
  },
);

const ROOT = join(import.meta.dirname, '../..');

/** The graph, and the kinds that it is asked about from now on. */
function watched(graph: Graph, asked: Set<string>): Graph {
  const watch = new Proxy(graph, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        const [first] = args;
        const kind = typeof first === 'object' && first !== null && 'kind' in first ? first.kind : first;
        if (['ofKind', 'find', 'exists', 'knowledge', 'inNamespace'].includes(String(name)))
          asked.add(String(kind));
        return value.apply(target, args);
      };
    },
  });
  return watch;
}

/** A graph, and those of other clusters that were read before it. */
type Told = readonly [graph: Graph, earlier: readonly Graph[]];

/** Samples, and the examples of rules: between them they reach whatever a fact may look at. */
async function graphsOfAll(): Promise<readonly Told[]> {
  const stories = readdirSync(join(ROOT, 'samples'));
  const samples = await Promise.all(
    stories.flatMap((story) =>
      ['healthy', 'broken'].map((variant) => readInput([`samples/${story}/${variant}`], { cwd: ROOT })),
    ),
  );
  const { rules } = await loadRuleSet([], ROOT);
  const graphOf = (text: string) => buildGraph(parseSources([{ name: 'example.yaml', text }]));
  const examples = rules
    .flatMap(({ rule }) => [...rule.fails, ...rule.passes])
    .map(({ input, otherClusters }): Told => [graphOf(input), otherClusters.map(graphOf)]);
  return [...samples.map((input): Told => [buildGraph(input), []]), ...examples];
}

/** Secrets are never captured; owners of pods may be of any kind, also of one that does not exist. */
const CAPTURED = new Set(KNOWN_KINDS.map(kindName).filter((kind) => kind !== 'Secret'));

test('each fact says which kinds it looks at', async () => {
  const undeclared = new Set<string>();
  for (const [graph, earlier] of await graphsOfAll()) {
    const known = deriveFacts(graph, {}, earlier);
    for (const { kind, reads, looksAt, derive } of FACTS) {
      const asked = new Set<string>();
      derive(watched(known, asked), {}, earlier);
      for (const each of asked)
        if (CAPTURED.has(each) && ![...reads, ...looksAt].includes(each)) undeclared.add(`${kind}: ${each}`);
    }
  }
  expect([...undeclared].sort()).toEqual([]);
});
