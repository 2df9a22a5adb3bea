import { describe, expect, it } from 'vitest';
import { type Derivation, type Existence, Graph, type Question } from '../../src/graph/graph.js';
import type { Resource } from '../../src/graph/resource.js';
import { unknown } from '../../src/graph/unknown.js';
import type { Claim } from '../../src/input/claim.js';
import type { Json } from '../../src/input/json.js';
import { graphOf, named } from './graph-of.js';

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';
const SPLIT = 'split.smi-spec.io/TrafficSplit';

/** What kubectl wrote: it proves little, and names no namespace. */
const CAPTURE = `
apiVersion: v1
kind: List
metadata: { resourceVersion: "" }
items:
- apiVersion: v1
  kind: Service
  metadata: { name: orders, namespace: shop, uid: a }
  spec: { type: ClusterIP, ports: [{ name: http, port: 80 }, { name: grpc, port: 9090 }] }
- apiVersion: v1
  kind: Namespace
  metadata: { name: shop, uid: b }
`;
const MANIFEST = `
apiVersion: v1
kind: Service
metadata: { name: open }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: depot }
`;
const STRAY = `
apiVersion: v1
kind: ConfigMap
metadata: { name: stray, namespace: depot, uid: c }
`;
const DEFINITIONS = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: trafficsplits.split.smi-spec.io }
spec: { group: split.smi-spec.io, names: { kind: TrafficSplit } }
`;

/** An answer in one line, and what it rests on. */
function told(existence: Existence): string {
  if (existence.answer === 'unknown') return 'unknown';
  if (existence.answer === 'yes')
    return `yes: ${existence.found === undefined ? 'always' : named(existence.found)}`;
  if ('lacking' in existence) return `no: lacking in ${named(existence.lacking)}`;
  const { answer, evidence, lacks } = existence;
  return `${answer}: ${evidence}${lacks === undefined ? '' : `, which lacks its ${lacks}`}`;
}

type Row = readonly [string, readonly string[], readonly string[], Question, string];

const columns = (where: Readonly<Record<string, readonly Json[]>>) => new Map(Object.entries(where));

describe('exists', () => {
  it.each<Row>([
    [
      'it is there',
      [CAPTURE],
      [],
      { kind: 'Service', namespace: 'shop', name: 'orders' },
      'yes: Service shop/orders',
    ],
    [
      'any of its kind is there',
      [CAPTURE],
      [],
      { kind: 'Service', namespace: 'shop' },
      'yes: Service shop/orders',
    ],
    [
      'it is there in some namespace',
      [MANIFEST],
      [],
      { kind: 'Service', name: 'orders' },
      'yes: Service depot/orders',
    ],
    ['nothing was captured', [MANIFEST], [], { kind: 'Pod', namespace: 'shop', name: 'p' }, 'unknown'],
    [
      'manifests prove no absence',
      [MANIFEST],
      [],
      { kind: 'Service', namespace: 'depot', name: 'x' },
      'unknown',
    ],
    [
      'a full claim',
      [CAPTURE],
      ['Service'],
      { kind: 'Service', namespace: 'shop', name: 'x' },
      'no: --complete',
    ],
    [
      'a full claim on every kind',
      [CAPTURE],
      ['*'],
      { kind: 'Pod', namespace: 'shop', name: 'x' },
      'no: --complete',
    ],
    [
      'a full claim, asked without a name',
      [CAPTURE],
      ['Pod'],
      { kind: 'Pod', namespace: 'shop' },
      'no: --complete',
    ],
    [
      'a probable claim',
      [CAPTURE],
      [],
      { kind: 'Service', namespace: 'shop', name: 'x' },
      'probably not: a.yaml',
    ],
    [
      'a probable claim, in a namespace that it does not hold',
      [CAPTURE],
      [],
      { kind: 'Service', namespace: 'bank', name: 'x' },
      'unknown',
    ],
    [
      'a probable claim, in any namespace',
      [CAPTURE],
      [],
      { kind: 'Service', name: 'x' },
      'probably not: a.yaml',
    ],
    [
      'in a namespace that is not stated',
      [MANIFEST],
      [],
      { kind: 'Service', namespace: 'bank', name: 'open' },
      'yes: Service open',
    ],
    [
      'in another namespace than stated',
      [MANIFEST],
      [],
      { kind: 'Service', namespace: 'bank', name: 'orders' },
      'unknown',
    ],
  ])('%s', (_, texts, complete, question, expected) => {
    expect(told(graphOf(texts, complete).exists(question))).toBe(expected);
  });

  it.each<Row>([
    [
      'is not defined, and all definitions are here',
      [DEFINITIONS],
      [CRD],
      { kind: 'mesh.example.com/Route', name: 'x' },
      'no: --complete, which lacks its definition',
    ],
    [
      'is not defined, and there is not one definition',
      [MANIFEST],
      [CRD],
      { kind: SPLIT, namespace: 'shop', name: 'x' },
      'no: --complete, which lacks its definition',
    ],
    ['is defined', [DEFINITIONS], [CRD], { kind: SPLIT, namespace: 'shop', name: 'x' }, 'unknown'],
    [
      'is defined in another group',
      [DEFINITIONS],
      [CRD],
      { kind: 'split.example.com/TrafficSplit', name: 'x' },
      'no: --complete, which lacks its definition',
    ],
    [
      'is not defined here, and definitions are not complete',
      [DEFINITIONS],
      [],
      { kind: 'mesh.example.com/Route', name: 'x' },
      'unknown',
    ],
    [
      'is one of Kubernetes itself',
      [DEFINITIONS],
      [CRD],
      { kind: 'networking.k8s.io/Ingress', namespace: 'shop', name: 'x' },
      'unknown',
    ],
    [
      'is of a group of Kubernetes without a domain',
      [DEFINITIONS],
      [CRD],
      { kind: 'apps/Deployment', namespace: 'shop', name: 'x' },
      'unknown',
    ],
    ['is of the core', [DEFINITIONS], [CRD], { kind: 'Service', namespace: 'shop', name: 'x' }, 'unknown'],
  ])('a kind that %s', (_, texts, complete, question, expected) => {
    expect(told(graphOf(texts, complete).exists(question))).toBe(expected);
  });

  it.each<Row>([
    [
      'is missing, and all are here',
      [CAPTURE],
      ['Namespace'],
      { kind: 'Pod', namespace: 'shpo', name: 'x' },
      'no: --complete, which lacks its namespace',
    ],
    ['is here', [CAPTURE], ['Namespace'], { kind: 'Pod', namespace: 'shop', name: 'x' }, 'unknown'],
    [
      'is not here, but something that was captured in it',
      [CAPTURE, STRAY],
      ['Namespace'],
      { kind: 'Pod', namespace: 'depot', name: 'x' },
      'unknown',
    ],
    [
      'every cluster has',
      [CAPTURE],
      ['Namespace'],
      { kind: 'Pod', namespace: 'kube-system', name: 'x' },
      'unknown',
    ],
    ['is not here, and not all are', [CAPTURE], [], { kind: 'Pod', namespace: 'shpo', name: 'x' }, 'unknown'],
    ['is not asked for', [CAPTURE], ['Namespace'], { kind: 'Pod', name: 'x' }, 'unknown'],
    [
      'means nothing to the kind',
      [CAPTURE],
      ['Namespace'],
      { kind: 'Node', namespace: 'shpo', name: 'x' },
      'unknown',
    ],
    [
      'is missing, and so is its default ServiceAccount',
      [CAPTURE],
      ['Namespace'],
      { kind: 'ServiceAccount', namespace: 'shpo', name: 'default' },
      'no: --complete, which lacks its namespace',
    ],
  ])('a namespace that %s', (_, texts, complete, question, expected) => {
    expect(told(graphOf(texts, complete).exists(question))).toBe(expected);
  });

  it.each<Row>([
    [
      'ServiceAccount default',
      [MANIFEST],
      ['*'],
      { kind: 'ServiceAccount', namespace: 'kube-system', name: 'default' },
      'yes: always',
    ],
    [
      'ServiceAccount default of a namespace that is here',
      [CAPTURE],
      ['*'],
      { kind: 'ServiceAccount', namespace: 'shop', name: 'default' },
      'yes: always',
    ],
    [
      'ServiceAccount default, of whatever namespace',
      [MANIFEST],
      ['ServiceAccount'],
      { kind: 'ServiceAccount', name: 'default' },
      'yes: always',
    ],
    [
      'another ServiceAccount',
      [MANIFEST],
      ['ServiceAccount'],
      { kind: 'ServiceAccount', namespace: 'shop', name: 'x' },
      'no: --complete',
    ],
    ['Namespace kube-system', [MANIFEST], ['*'], { kind: 'Namespace', name: 'kube-system' }, 'yes: always'],
    ['another Namespace', [MANIFEST], ['*'], { kind: 'Namespace', name: 'shop' }, 'no: --complete'],
    [
      'a Service that is called default',
      [MANIFEST],
      ['*'],
      { kind: 'Service', namespace: 'default', name: 'default' },
      'no: --complete',
    ],
    [
      'a column of what no file makes',
      [MANIFEST],
      ['Namespace'],
      { kind: 'Namespace', name: 'kube-system', where: columns({ '/metadata/labels/x': ['y'] }) },
      'no: --complete',
    ],
  ])('what every cluster has: %s', (_, texts, complete, question, expected) => {
    expect(told(graphOf(texts, complete).exists(question))).toBe(expected);
  });
});

describe('columns', () => {
  const orders = (where: Readonly<Record<string, readonly Json[]>>): Question => ({
    kind: 'Service',
    namespace: 'shop',
    name: 'orders',
    where: columns(where),
  });

  it.each<[string, Question, string]>([
    ['one that holds', orders({ '/spec/type': ['ClusterIP'] }), 'yes: Service shop/orders'],
    [
      'one that holds for one of the values',
      orders({ '/spec/type': ['NodePort', 'ClusterIP'] }),
      'yes: Service shop/orders',
    ],
    ['one that one of its items holds', orders({ '/spec/ports/*/port': [9090] }), 'yes: Service shop/orders'],
    [
      'two that hold',
      orders({ '/spec/type': ['ClusterIP'], '/spec/ports/*/port': [80] }),
      'yes: Service shop/orders',
    ],
    [
      'two of which one does not hold',
      orders({ '/spec/type': ['ClusterIP'], '/spec/ports/*/port': [81] }),
      'no: lacking in Service shop/orders',
    ],
    ['a number is no text', orders({ '/spec/ports/*/port': ['80'] }), 'no: lacking in Service shop/orders'],
    ['one that is not there', orders({ '/spec/selector/app': ['x'] }), 'no: lacking in Service shop/orders'],
    ['one of which nothing is wanted', orders({ '/spec/type': [] }), 'no: lacking in Service shop/orders'],
    [
      'no name: any resource may hold it',
      { kind: 'Service', namespace: 'shop', where: columns({ '/spec/ports/*/port': [80] }) },
      'yes: Service shop/orders',
    ],
    [
      'no name: none is to blame',
      { kind: 'Service', namespace: 'shop', where: columns({ '/spec/ports/*/port': [81] }) },
      'probably not: a.yaml',
    ],
    ['another name', { ...orders({ '/spec/type': ['ClusterIP'] }), name: 'billing' }, 'probably not: a.yaml'],
  ])('%s', (_, question, expected) => {
    expect(told(graphOf(CAPTURE).exists(question))).toBe(expected);
  });

  it('decide nothing where they are unknown', () => {
    const [service] = graphOf(CAPTURE).ofKind('Service');
    if (service === undefined) throw new Error('no Service');
    const unsure = { ...service, value: { ...service.value, spec: { type: unknown('Pod') } } };
    const exists = (where: Readonly<Record<string, readonly Json[]>>, claims: readonly Claim[] = []) =>
      told(new Graph({ resources: [unsure], claims }).exists(orders(where)));
    expect(exists({ '/spec/type': ['ClusterIP'] })).toBe('unknown');
    expect(exists({ '/spec/ports': [80] })).toBe('no: lacking in Service shop/orders');
    const claim: Claim = {
      kind: 'Service',
      namespaces: undefined,
      completeness: 'probable',
      evidence: 'a.yaml',
    };
    expect(exists({ '/spec/type': ['ClusterIP'] }, [claim])).toBe('probably not: a.yaml');
  });
});

describe('find', () => {
  const graph = graphOf([CAPTURE, MANIFEST]);

  it.each<[string, Question, readonly string[]]>([
    ['a kind', { kind: 'Service' }, ['Service shop/orders', 'Service open', 'Service depot/orders']],
    ['a kind that is not there', { kind: 'Pod' }, []],
    ['a kind of another group', { kind: 'example.com/Service' }, []],
    [
      'a namespace, and what is in none yet',
      { kind: 'Service', namespace: 'shop' },
      ['Service shop/orders', 'Service open'],
    ],
    ['a namespace that is not there', { kind: 'Service', namespace: 'bank' }, ['Service open']],
    ['a name', { kind: 'Service', name: 'orders' }, ['Service shop/orders', 'Service depot/orders']],
    [
      'a name in a namespace',
      { kind: 'Service', namespace: 'depot', name: 'orders' },
      ['Service depot/orders'],
    ],
    [
      'a name of a kind without namespaces, in one',
      { kind: 'Namespace', namespace: 'bank', name: 'shop' },
      ['Namespace shop'],
    ],
    [
      'a column',
      { kind: 'Service', where: columns({ '/spec/type': ['ClusterIP'] }) },
      ['Service shop/orders'],
    ],
    [
      'no column',
      { kind: 'Service', namespace: 'shop', where: new Map() },
      ['Service shop/orders', 'Service open'],
    ],
  ])('%s', (_, question, expected) => {
    expect(graph.find(question).map(named)).toEqual(expected);
    expect(graph.find(question).map(named)).toEqual(expected);
  });

  it('lists the kinds that are there', () => {
    expect(graph.kinds()).toEqual(['Service', 'Namespace']);
    expect(graphOf('').kinds()).toEqual([]);
  });
});

describe('facts', () => {
  const made = (derivedFrom: readonly string[], ...facts: readonly Resource[]): Derivation => ({
    derivedFrom,
    derive: () => facts,
  });
  const factOf = (resource: Resource, kind: string): Resource => ({
    ...resource,
    id: { group: 'meshlint', kind, namespace: undefined, name: 'one' },
  });
  const known = (graph: Graph, kind: string, namespace?: string) => {
    const knowledge = graph.knowledge(kind, namespace);
    return knowledge.completeness === 'none' ? 'none' : `${knowledge.completeness} by ${knowledge.evidence}`;
  };

  it.each<[string, readonly string[], readonly string[], string]>([
    ['of one kind that is complete', ['Pod'], ['Pod'], 'full by --complete'],
    ['of one kind that is not there', [], ['Pod'], 'none'],
    ['of one kind that is probably complete', [], ['Service'], 'probable by a.yaml'],
    ['of a full and a probable kind', ['Pod'], ['Pod', 'Service'], 'probable by a.yaml'],
    ['of a probable and a full kind', ['Pod'], ['Service', 'Pod'], 'probable by a.yaml'],
    ['of a full kind and one that is not there', ['Pod'], ['Pod', 'Secret'], 'none'],
    ['of no kind', ['*'], [], 'none'],
    ['of all kinds', ['*'], ['*'], 'full by --complete'],
    ['of all kinds, of which one is complete', ['Pod'], ['*'], 'none'],
  ])('are as well known as the least known of their origins: %s', (_, complete, origins, expected) => {
    const graph = graphOf(CAPTURE, complete).withFacts(new Map([['meshlint/Sum', made(origins)]]));
    expect(known(graph, 'meshlint/Sum')).toBe(expected);
    expect(known(graph, 'meshlint/Sum', 'shop')).toBe(expected);
  });

  it('are as well known as the facts that they were derived from', () => {
    const graph = graphOf(CAPTURE, ['Pod']).withFacts(
      new Map([
        ['meshlint/First', made(['Pod'])],
        ['meshlint/Second', made(['meshlint/First', 'Service'])],
      ]),
    );
    expect(known(graph, 'meshlint/First')).toBe('full by --complete');
    expect(known(graph, 'meshlint/Second')).toBe('probable by a.yaml');
    expect(graph.originsOf('meshlint/First')).toEqual(['Pod']);
    expect(graph.originsOf('meshlint/Second')).toEqual(['Pod', 'Service']);
    expect(graph.originsOf('Pod')).toEqual(['Pod']);
    expect(told(graph.exists({ kind: 'meshlint/First', name: 'x' }))).toBe('no: --complete');
    expect(told(graph.exists({ kind: 'meshlint/Second', name: 'x' }))).toBe('probably not: a.yaml');
    expect(told(graph.exists({ kind: 'meshlint/Third', name: 'x' }))).toBe('unknown');
  });

  it('are found like resources, and leave the graph without them as it was', () => {
    const before = graphOf(CAPTURE);
    const facts = before.ofKind('Service').map((service) => factOf(service, 'Sum'));
    const graph = before.withFacts(new Map([['meshlint/Sum', made(['Service'], ...facts)]]));
    expect(graph.find({ kind: 'meshlint/Sum', namespace: 'shop', name: 'one' })).toEqual(facts);
    expect(graph.resources).toEqual(before.resources);
    expect(graph.kinds()).toEqual(['Service', 'Namespace']);
    expect(before.ofKind('meshlint/Sum')).toEqual([]);
    expect(known(before, 'meshlint/Sum')).toBe('none');
  });

  it('are made when somebody first asks for them, and once', () => {
    const asked: string[] = [];
    const counted = (kind: string, reads?: string): Derivation => ({
      derivedFrom: ['Service'],
      derive: (graph) => {
        asked.push(kind);
        return graph.ofKind(reads ?? 'Service').map((each) => factOf(each, kind));
      },
    });
    const graph = graphOf(CAPTURE).withFacts(
      new Map([
        ['meshlint/First', counted('First')],
        ['meshlint/Second', counted('Second', 'meshlint/First')],
        ['meshlint/Third', counted('Third')],
      ]),
    );
    expect(graph.knowledge('meshlint/Second', undefined).completeness).toBe('probable');
    expect(asked).toEqual([]);
    expect(graph.ofKind('meshlint/Second').map(named)).toEqual(['meshlint/Second one']);
    expect(graph.find({ kind: 'meshlint/First', name: 'one' })).toHaveLength(1);
    expect(asked).toEqual(['Second', 'First']);
  });

  it('never rest on each other, and a second question for them fails as the first did', () => {
    const resting = (on: string): Derivation => ({
      derivedFrom: [],
      derive: (graph) => graph.ofKind(on),
    });
    const graph = graphOf(CAPTURE).withFacts(
      new Map([
        ['meshlint/One', resting('meshlint/Other')],
        ['meshlint/Other', resting('meshlint/One')],
      ]),
    );
    const circle = 'facts go round in a circle: meshlint/One <- meshlint/Other <- meshlint/One';
    expect(() => graph.ofKind('meshlint/One')).toThrow(circle);
    expect(() => graph.ofKind('meshlint/One')).toThrow(circle);
  });
});

describe('find by name', () => {
  const graphIn = (namespaces: readonly (string | undefined)[]) =>
    graphOf(
      namespaces
        .map((namespace) =>
          JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace } }),
        )
        .join('\n---\n'),
    );
  const many = Array.from({ length: 40 }, (_, number) => `n${number % 20}`);

  it.each<[string, readonly (string | undefined)[], string | undefined, readonly string[]]>([
    ['one', ['shop'], 'shop', ['ConfigMap shop/ca']],
    ['one elsewhere', ['shop'], 'depot', []],
    ['one that may be anywhere', [undefined], 'depot', ['ConfigMap ca']],
    ['two, one of which may be anywhere', [undefined, 'shop'], 'shop', ['ConfigMap ca', 'ConfigMap shop/ca']],
    ['many', many, 'n7', ['ConfigMap n7/ca', 'ConfigMap n7/ca']],
    ['many elsewhere', many, 'shop', []],
    [
      'many, one of which may be anywhere',
      [...many, undefined],
      'n7',
      ['ConfigMap n7/ca', 'ConfigMap n7/ca', 'ConfigMap ca'],
    ],
    ['many elsewhere, one of which may be anywhere', [...many, undefined], 'shop', ['ConfigMap ca']],
  ])('%s', (_, namespaces, namespace, expected) => {
    const graph = graphIn(namespaces);
    expect(graph.find({ kind: 'ConfigMap', namespace, name: 'ca' }).map(named)).toEqual(expected);
    expect(graph.find({ kind: 'ConfigMap', namespace, name: 'ca' }).map(named)).toEqual(expected);
    expect(graph.find({ kind: 'ConfigMap', name: 'ca' })).toHaveLength(namespaces.length);
    expect(graph.find({ kind: 'ConfigMap', namespace, name: 'other' })).toEqual([]);
  });
});

describe('find by columns', () => {
  const COLORS = ['red', 'green', 'blue'];
  const SERVICES = Array.from({ length: 40 }, (_, number) => ({
    name: `s${number}`,
    namespace: number % 7 === 0 ? undefined : `n${number % 4}`,
    color: COLORS[number % 3],
    ports: [number % 5, number % 2],
  }));
  const graph = graphOf(
    SERVICES.map(({ name, namespace, color, ports }) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { color, ports },
      }),
    ).join('\n---\n'),
  );

  it.each<[string, string | undefined, Readonly<Record<string, readonly Json[]>>]>([
    ['one column', undefined, { '/spec/color': ['red'] }],
    ['a value of a list, which may stand there twice', undefined, { '/spec/ports/*': [1] }],
    ['two columns', undefined, { '/spec/color': ['red'], '/spec/ports/*': [4] }],
    ['a namespace too, and what has none', 'n1', { '/spec/color': ['green'] }],
    ['one of several values', undefined, { '/spec/color': ['blue', 'red'] }],
    ['a value of another type', undefined, { '/spec/ports/*': ['1'] }],
    ['no value', undefined, { '/spec/color': [] }],
    ['a column that nothing has', undefined, { '/spec/size': ['red'] }],
  ])('finds in a large kind by %s what a look at all finds', (_, namespace, where) => {
    const wanted = SERVICES.filter(
      (service) => namespace === undefined || (service.namespace ?? namespace) === namespace,
    ).filter(({ color, ports }) =>
      Object.entries(where).every(([query, values]) => {
        const have = query === '/spec/color' ? [color] : query === '/spec/ports/*' ? ports : [];
        return have.some((value) => values.includes(value as Json));
      }),
    );
    const found = graph.find({ kind: 'Service', namespace, where: columns(where) });
    expect(found.map(({ id }) => id.name)).toEqual(wanted.map(({ name }) => name));
  });
});
