import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deriveFacts, FACTS } from '../../src/facts/derive.js';
import type { Graph } from '../../src/graph/graph.js';
import type { JsonObject } from '../../src/input/json.js';
import { KNOWN_KINDS, kindName } from '../../src/input/kinds.js';
import { graphsOfAll } from './all-inputs.js';
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

/** The graph, and the kinds that it is asked about from now on; `*` where all that was read is looked at. */
function watched(graph: Graph, asked: Set<string>): Graph {
  return new Proxy(graph, {
    get: (target, name) => {
      if (name === 'resources') asked.add('*');
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
}

/** Owners of pods may be of any kind, also of one that does not exist. */
const TOLD = new Set([
  '*',
  'meshlint/ObservedLine',
  ...KNOWN_KINDS.map(kindName),
  ...FACTS.map(({ kind }) => `meshlint/${kind}`),
]);

test('each fact says which kinds it looks at, other facts among them', async () => {
  const undeclared = new Set<string>();
  for (const { graph, earlier } of await graphsOfAll()) {
    const known = deriveFacts(graph, {}, earlier);
    for (const { kind, reads, looksAt, derive } of FACTS) {
      const asked = new Set<string>();
      derive(watched(known, asked), {}, earlier);
      for (const each of asked)
        if (TOLD.has(each) && ![...reads, ...looksAt].includes(each)) undeclared.add(`${kind}: ${each}`);
    }
  }
  expect([...undeclared].sort()).toEqual([]);
});

test('each fact rests on facts before it', () => {
  const before = (at: number) => FACTS.slice(0, at).map(({ kind }) => `meshlint/${kind}`);
  const made = new Set(FACTS.map(({ kind }) => `meshlint/${kind}`));
  const wrong = FACTS.flatMap(({ kind, reads, looksAt }, at) =>
    [...reads, ...looksAt]
      .filter((each) => made.has(each) && !before(at).includes(each))
      .map((each) => `${kind}: ${each}`),
  );
  expect(wrong).toEqual([]);
});
