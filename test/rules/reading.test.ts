import { describe, expect, it } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import type { Graph } from '../../src/graph/graph.js';
import { kindName } from '../../src/graph/resource.js';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { Json, JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { partOf, pruned, union, type Wanted } from '../../src/input/wanted.js';
import { readBuiltIns } from '../../src/rule-set.js';
import type { CompiledRule } from '../../src/rules/compile.js';
import { evaluate } from '../../src/rules/evaluate.js';
import { loadBuiltInRules } from '../../src/rules/load.js';
import { readRule } from '../../src/rules/read-rule.js';
import { readingOf } from '../../src/rules/reading.js';
import type { Example } from '../../src/rules/rule.js';

const REST = 'id: test\nseverity: error\nmessage: M.\n';

/** What a rule, given as the part of its file that judges, reads of a kind beside what it is. */
function read(rule: string, kind: string): Json | undefined {
  const [document] = parseConfiguration({ name: 'test.yaml', text: `${REST}${rule}` }).documents;
  const reading = readingOf([readRule(document?.value as JsonObject, 'test')], SCHEMAS).get(kind);
  return reading === undefined ? undefined : shown(reading);
}

const SCHEMAS: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  [
    'shop.io/Order.schema.json',
    {
      type: 'object',
      properties: { a: { $ref: '#/$defs/deep' } },
      $defs: { deep: { type: 'object', properties: { b: true } } },
    },
  ],
  ['loop.json', { type: 'object', properties: { a: { $ref: '#' } } }],
]);

/** As a test can state it: the identity of a resource, which is always read, left out. */
function shown(wanted: Wanted | boolean): Json {
  if (typeof wanted === 'boolean') return wanted;
  const keys = [...wanted.keys].filter(
    ([key, below]) => !['apiVersion', 'kind'].includes(key) && below !== false,
  );
  const read = keys
    .map(([key, below]) => [key, shown(below)] as const)
    .filter(([key, below]) => key !== 'metadata' || JSON.stringify(below) !== '{"...":true}');
  return { ...Object.fromEntries(read), ...(wanted.rest ? { '...': true } : {}) };
}

const SUBJECT = 'subject: { kind: Service }\n';

describe('a rule reads', () => {
  it.each<[string, string, Json | undefined]>([
    ['nothing of other kinds', `${SUBJECT}expect: true`, {}],
    [
      'a property',
      `${SUBJECT}when: { type: object, properties: { spec: { type: object, properties: { type: { const: a } } } } }\nexpect: true`,
      { spec: { type: {} } },
    ],
    ['a key that must be there', `${SUBJECT}expect: { type: object, required: [status] }`, { status: {} }],
    ['a mapping that is mistaken as a whole', `${SUBJECT}expect: false`, true],
    [
      'no mapping that only narrows',
      `${SUBJECT}when: { not: { type: object, required: [status] } }\nexpect: true`,
      { status: {} },
    ],
    [
      'a mapping whose keys are counted',
      `${SUBJECT}when: { type: object, minProperties: 2 }\nexpect: true`,
      true,
    ],
    [
      'a mapping whose keys are looked through',
      `${SUBJECT}when: { type: object, properties: { data: { type: object, additionalProperties: false } } }\nexpect: true`,
      { data: true },
    ],
    [
      'a value that is compared with a mapping',
      `${SUBJECT}when: { type: object, properties: { a: { const: { b: 1 } } } }\nexpect: true`,
      { a: true },
    ],
    [
      'what stands where it judges',
      'subject: { kind: Service, at: /spec/type }\nexpect: { const: a }',
      { spec: { type: true } },
    ],
    [
      'lists as a whole',
      'subject: { kind: Service, at: /spec/ports/*/port }\nexpect: { const: a }',
      { spec: { ports: true } },
    ],
    [
      'texts that are YAML as a whole',
      'subject: { kind: Service, at: /data/mesh/<yaml>/a }\nexpect: { const: a }',
      { data: { mesh: true } },
    ],
    [
      'where it points',
      'subject: { kind: Service, at: /spec/a, point: ../b/c }\nexpect: { const: a }',
      { spec: { a: true, b: { c: true } } },
    ],
    [
      'what it compares with',
      'subject: { kind: Service, at: /spec/a }\nwhen: { equals: [../b, /status/c] }\nexpect: true',
      { spec: { a: true, b: true }, status: { c: true } },
    ],
    [
      'what it looks for',
      'subject: { kind: Service, at: /spec/a }\nwhen: { exists: { kind: Pod, name: ./x, namespace: /spec/n, where: { /c: ../d } } }\nexpect: true',
      { spec: { a: { x: true }, n: true, d: true } },
    ],
    [
      'what it looks at in each item of a list',
      `${SUBJECT}when: { type: object, properties: { ports: { type: array, contains: { type: object, required: [name] }, items: { type: object, properties: { port: { const: 1 } } } } } }\nexpect: true`,
      { ports: { name: {}, port: {} } },
    ],
    [
      'a list that may be mistaken as a whole',
      `${SUBJECT}expect: { type: object, properties: { ports: { type: array, contains: { type: object, required: [name] } } } }`,
      { ports: true },
    ],
    [
      'a list whose items are compared with each other',
      `${SUBJECT}when: { type: object, properties: { ports: { type: array, uniqueItems: true } } }\nexpect: true`,
      { ports: true },
    ],
    [
      'what stands beside an item, and beside its list',
      `${SUBJECT}when: { type: object, properties: { ports: { type: array, items: { equals: [./a, ../../b] } } } }\nexpect: true`,
      { ports: true, b: true },
    ],
    [
      'a key that must be its own',
      `${SUBJECT}when: { unique: { key: [/spec/host] } }\nexpect: true`,
      { spec: { host: true } },
    ],
    [
      'what it refers to',
      'subject: { kind: Service, at: /spec }\nwhen: { $ref: shop.io/Order.schema.json }\nexpect: true',
      { spec: { a: { b: {} } } },
    ],
    [
      'what is shown in its message',
      `${SUBJECT}expect: true\nmessage: "A {/spec/a} and {field}."`,
      { spec: { a: true } },
    ],
    [
      'what is shown elsewhere',
      `${SUBJECT}expect: true\nrelated: [{ at: /spec/a, message: 'b {../b}' }]`,
      { spec: { a: true, b: true } },
    ],
    [
      'what its cause has in common with it',
      `${SUBJECT}expect: true\nconsequenceOf: [{ rule: other, where: { /x: /spec/a } }]`,
      { spec: { a: true } },
    ],
    [
      'who wrote what, if it asks',
      'subject: { kind: Service, at: /metadata/managedFields }\nexpect: { const: a }',
      { metadata: { managedFields: true, '...': true } },
    ],
    [
      'a mapping that should be none',
      'subject: { kind: Service, at: /spec/a }\nexpect: { type: [string, "null"] }',
      { spec: { a: true } },
    ],
    [
      'a mapping that should be one',
      'subject: { kind: Service, at: /spec/a }\nexpect: { type: object }',
      { spec: { a: {} } },
    ],
  ])('%s', (_, rule, expected) => {
    expect(read(rule, 'Service')).toEqual(expected);
  });

  it.each<[string, string, Json]>([
    [
      'the columns of what it looks for',
      'when: { exists: { kind: Pod, where: { /spec/a: . } } }',
      { spec: { a: true } },
    ],
    [
      'the labels of what is selected',
      'when: { type: object, selects: { any: [{ kind: Pod, labels: /spec/labels }] } }',
      { spec: { labels: true } },
    ],
    [
      'what it looks for deep in a list',
      'when: { type: array, items: { exists: { kind: Pod, name: . } } }',
      {},
    ],
  ])('of other kinds: %s', (_, when, expected) => {
    expect(read(`${SUBJECT}${when}\nexpect: true`, 'Pod')).toEqual(expected);
  });

  it('a schema that comes back to itself, up to an end', () => {
    expect(JSON.stringify(read(`${SUBJECT}when: { $ref: loop.json }\nexpect: true`, 'Service'))).toContain(
      '{"a":true}',
    );
  });

  it('nothing of kinds that it does not name, and no facts', () => {
    expect(read('subject: { kind: meshlint/Mesh, at: /a }\nexpect: true', 'meshlint/Mesh')).toBeUndefined();
    expect(read(`${SUBJECT}expect: true`, 'Pod')).toBeUndefined();
  });
});

const KEYS = (keys: Readonly<Record<string, Wanted | boolean>>, rest = false): Wanted | boolean => ({
  rest,
  keys: new Map(Object.entries(keys)),
});

describe('what is read by one or the other', () => {
  it.each<[Wanted | boolean, Wanted | boolean, Wanted | boolean]>([
    [true, KEYS({ a: true }), true],
    [false, KEYS({ a: true }), KEYS({ a: true })],
    [false, false, false],
    [KEYS({ a: true }), KEYS({ b: false }), KEYS({ a: true, b: false })],
    [KEYS({ a: KEYS({ x: true }) }), KEYS({ a: KEYS({ y: true }) }), KEYS({ a: KEYS({ x: true, y: true }) })],
    [KEYS({ a: false }, true), KEYS({ a: KEYS({ x: true }) }), KEYS({ a: KEYS({ x: true }) }, true)],
    [KEYS({ a: false }, true), KEYS({ b: KEYS({}) }), KEYS({ a: false, b: true }, true)],
  ])('%j and %j', (one, other, expected) => {
    expect(union(one, other)).toEqual(expected);
    expect(union(other, one)).toEqual(expected);
  });
});

describe('a value without what is not read', () => {
  it.each<[Wanted | boolean, Json, Json]>([
    [true, { a: 1 }, { a: 1 }],
    [KEYS({}), { a: 1 }, {}],
    [KEYS({}), 'text', 'text'],
    [KEYS({ a: true }), [{ a: 1, b: 2 }], [{ a: 1 }]],
    [KEYS({ a: KEYS({ x: true }) }), { a: { x: 1, y: 2 }, b: 3 }, { a: { x: 1 } }],
    [KEYS({ a: false }, true), { a: 1, b: { c: 2 } }, { b: { c: 2 } }],
  ])('%j of %j', (wanted, value, expected) => {
    expect(pruned(value, wanted)).toEqual(expected);
  });
});

const { rules, kinds } = await readBuiltIns();
const COMPILED = loadBuiltInRules(rules, kinds);
const ALL = readingOf(
  COMPILED.map(({ rule }) => rule),
  kinds,
);

describe('the rules of meshlint', () => {
  it('do not read who wrote what, but where each key of an object is judged', () => {
    const readers = [...ALL]
      .filter(([, wanted]) => partOf(partOf(wanted, 'metadata'), 'managedFields') !== false)
      .map(([kind]) => kind)
      .sort();
    expect(readers).toEqual(
      [
        'access.smi-spec.io/TrafficTarget',
        'specs.smi-spec.io/TCPRoute',
        'split.smi-spec.io/TrafficSplit',
        'specs.smi-spec.io/UDPRoute',
        'specs.smi-spec.io/HTTPRouteGroup',
      ].sort(),
    );
  });

  it.each(COMPILED.map((compiled) => [compiled.rule.id, compiled] as const))(
    '%s says the same of resources without what it does not read',
    (_, compiled) => {
      const reading = readingOf([compiled.rule], kinds);
      const { fails, passes, undecided } = compiled.rule;
      for (const example of [...fails, ...passes.slice(0, 1), ...undecided.slice(0, 1)]) {
        const graph = graphOf(example);
        const whole = said(compiled, graph, example);
        for (const resource of graph.resources) {
          const wanted = reading.get(kindName(resource.id)) ?? false;
          if (resource.id.group !== 'meshlint')
            Object.assign(resource, { value: pruned(resource.value, wanted) });
        }
        expect(said(compiled, graph, example)).toEqual(whole);
      }
    },
  );
});

/** With facts: those are derived of whole resources. */
function graphOf({ input, otherClusters, complete, releases }: Example): Graph {
  const built = (name: string, text: string) => buildGraph(parseSources([{ name, text }]), complete);
  const others = otherClusters.map((text, index) => built(`other-${index}.yaml`, text));
  return deriveFacts(built('example.yaml', input), releases, others);
}

function said(compiled: CompiledRule, graph: Graph, { releases }: Example) {
  const { findings, undecided, problems } = evaluate([compiled], graph, releases);
  return {
    findings: findings.map(({ rule: _, ...rest }) => rest),
    undecided: undecided.map(({ rule: _, ...rest }) => rest),
    problems,
  };
}
