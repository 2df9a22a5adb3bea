import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.js';
import type { Resource } from '../../src/graph/resource.js';
import type { Part } from '../../src/input/document.js';
import { type Path, pointerOf } from '../../src/input/path.js';
import { textIn } from '../../src/input/text/lines.js';
import { graphOf, named } from './graph-of.js';

/** Each resource of a graph with its version. */
function resources(graph: Graph): readonly string[] {
  return graph.resources.map((resource) => `${named(resource)} ${resource.version}`);
}

/** Where a value is said to stand: file, start, and the text there. */
function standing(resource: Resource | undefined, path: Path, part?: Part): string {
  if (resource === undefined) return 'no resource';
  const { location } = resource.place(path, part);
  const { start } = location.range;
  return `${location.source.name}:${start.line}:${start.column} ${textIn(location.source, location.range)}`;
}

describe('resources', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'documents, in their order',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: b, namespace: shop }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n',
      ['Pod shop/b v1', 'apps/Deployment a v1'],
    ],
    [
      'a kind without namespaces that names one',
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, namespace: shop }\n',
      ['Namespace shop v1'],
    ],
    ['an empty namespace', 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: "" }\n', ['Pod a v1']],
    [
      'a namespace that is no text',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: 5 }\n',
      ['Pod a v1'],
    ],
    [
      'a name that the API server makes',
      'apiVersion: v1\nkind: Pod\nmetadata: { generateName: e2e- }\n',
      ['Pod e2e- v1'],
    ],
    ['no name', 'apiVersion: v1\nkind: Pod\nmetadata: { namespace: shop }\n', ['Pod shop/(unnamed) v1']],
    ['no metadata', 'apiVersion: v1\nkind: Pod\n', ['Pod (unnamed) v1']],
    ['other YAML', 'replicas: 1\n', []],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(resources(graphOf(text))).toEqual(expected);
  });
});

describe('lists', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a List of several kinds',
      `
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Pod, metadata: { name: a, namespace: shop } }
- { apiVersion: split.smi-spec.io/v1alpha2, kind: TrafficSplit, metadata: { name: b, namespace: shop } }
`,
      ['Pod shop/a v1', 'split.smi-spec.io/TrafficSplit shop/b v1alpha2'],
    ],
    [
      'a typed list, whose items lack their kind',
      'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: { name: a, namespace: shop }\n- metadata: { name: b }\n',
      ['apps/Deployment shop/a v1', 'apps/Deployment b v1'],
    ],
    [
      'a typed list, whose items have their kind',
      'apiVersion: v1\nkind: PodList\nitems:\n- { apiVersion: v1, kind: Pod, metadata: { name: a } }\n',
      ['Pod a v1'],
    ],
    [
      'a list in a list',
      `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: List
  items:
  - { apiVersion: v1, kind: Pod, metadata: { name: a } }
- apiVersion: v1
  kind: ServiceList
  items:
  - metadata: { name: b }
`,
      ['Pod a v1', 'Service b v1'],
    ],
    ['a list of null', 'apiVersion: v1\nkind: PodList\nitems: null\n', []],
    ['an empty list', 'apiVersion: v1\nkind: List\nitems: []\n', []],
    ['a list of what is no object', 'apiVersion: v1\nkind: List\nitems: [a, 5, null, [b]]\n', []],
    [
      'items of a List without kind or version',
      'apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, metadata: { name: a } }\n- { kind: Pod, metadata: { name: b } }\n',
      [],
    ],
    [
      'a kind that ends in List, and holds no items',
      'apiVersion: example.com/v1\nkind: AllowList\nmetadata: { name: a }\n',
      ['example.com/AllowList a v1'],
    ],
    [
      'a kind that holds items, and is no list',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nitems: [b]\n',
      ['ConfigMap a v1'],
    ],
  ])('%s', (_, text, expected) => {
    expect(resources(graphOf(text))).toEqual(expected);
  });

  it('give their items the kind that they lack', () => {
    const [pod] = graphOf('apiVersion: v1\nkind: PodList\nitems:\n- metadata: { name: a }\n').resources;
    expect(pod?.value).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
  });
});

describe('captured', () => {
  it.each<[string, boolean]>([
    ['{ name: a }', false],
    ['{ name: a, uid: 1b2c }', true],
    ['{ name: a, resourceVersion: "12" }', true],
    ['{ name: a, creationTimestamp: "2022-01-01T00:00:00Z" }', true],
    ['{ name: a, creationTimestamp: null }', false],
    ['{ name: a, uid: "", resourceVersion: "" }', false],
    ['{ name: a, resourceVersion: 12 }', false],
    ['{ name: a, generation: 1, managedFields: [] }', false],
  ])('%s: %s', (metadata, expected) => {
    const [resource] = graphOf(`apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n`).resources;
    expect(resource?.captured).toBe(expected);
  });
});

describe('copies', () => {
  const pod = (metadata: string, apiVersion = 'v1', kind = 'Pod') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: shop${metadata} }\n`;

  it.each<[string, readonly string[], readonly string[]]>([
    ['one uid in two files: the last stands for both', [pod(', uid: x'), pod(', uid: x')], ['b.yaml v1']],
    ['one uid twice in one file', [`${pod(', uid: x')}---\n${pod(', uid: x')}`], ['a.yaml v1']],
    [
      'one object in two versions: the higher stands for both',
      [pod(', uid: x', 'apps/v1', 'Deployment'), pod(', uid: x', 'apps/v1beta1', 'Deployment')],
      ['a.yaml v1'],
    ],
    ['two uids, as of a pod that was replaced', [pod(', uid: x'), pod(', uid: z')], ['b.yaml v1']],
    [
      'captured twice without a uid',
      [pod(', resourceVersion: "1"'), pod(', resourceVersion: "2"')],
      ['b.yaml v1'],
    ],
    ['two overlays of one object', [pod(''), pod('')], ['a.yaml v1', 'b.yaml v1']],
    ['a manifest and its capture', [pod(''), pod(', uid: x')], ['a.yaml v1', 'b.yaml v1']],
    [
      'a capture without a uid, and its manifest',
      [pod(', resourceVersion: "1"'), pod('')],
      ['a.yaml v1', 'b.yaml v1'],
    ],
    [
      'one name of two groups',
      [pod(', uid: x', 'v1', 'Pod'), pod(', uid: x', 'example.com/v1', 'Pod')],
      ['a.yaml v1', 'b.yaml v1'],
    ],
  ])('%s', (_, texts, expected) => {
    const kept = graphOf(texts).resources;
    const told = kept.map((each) => `${each.place([]).location.source.name} ${each.version}`);
    expect(told).toEqual(expected);
  });
});

describe('place', () => {
  const TEXT = `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
  labels: { istio.io/rev: default }
rules:
  - from: a
    to: b
  -
    from: c
  - [x, z]
flow: [{ from: d }]
data:
  mesh: |
    # first
    discovery: istiod
  folded: "one
    two"
`;
  const [map] = graphOf(TEXT).resources;

  it.each<[string, Path, string]>([
    ['the root is its name', [], 'a.yaml:4:9 istio'],
    ['a scalar', ['metadata', 'namespace'], 'a.yaml:5:14 istio-system'],
    ['a key with a slash', ['metadata', 'labels', 'istio.io/rev'], 'a.yaml:6:27 default'],
    ['a mapping is its key', ['metadata'], 'a.yaml:3:1 metadata'],
    ['a mapping on one line is its key', ['metadata', 'labels'], 'a.yaml:6:3 labels'],
    ['a list is its key', ['rules'], 'a.yaml:7:1 rules'],
    ['a mapping in a list is its first line', ['rules', 0], 'a.yaml:8:5 from: a'],
    ['a mapping below its dash', ['rules', 1], 'a.yaml:11:5 from: c'],
    ['a list in a list', ['rules', 2], 'a.yaml:12:5 [x, z]'],
    ['a mapping in a list on one line', ['flow', 0], 'a.yaml:13:8 { from: d }'],
    ['a scalar in a mapping in a list', ['rules', 0, 'to'], 'a.yaml:9:9 b'],
    ['a long text is its first line', ['data', 'mesh'], 'a.yaml:15:9 |'],
    ['a text on two lines is its first', ['data', 'folded'], 'a.yaml:18:11 "one'],
    ['a value inside a text', ['data', 'mesh', '<yaml>', 'discovery'], 'a.yaml:17:16 istiod'],
    ['what is not there is its parent', ['data', 'nothing', 'x'], 'a.yaml:14:1 data'],
    ['an item that is not there is its list', ['rules', 7], 'a.yaml:7:1 rules'],
  ])('%s', (_, path, expected) => {
    expect(standing(map, path).split('\n')[0]).toBe(expected);
    const range = map?.place(path).location.range;
    expect(range?.end.line).toBe(range?.start.line);
  });

  it.each<[Path, string]>([
    [['metadata', 'namespace'], 'a.yaml:5:3 namespace'],
    [['metadata', 'labels', 'istio.io/rev'], 'a.yaml:6:13 istio.io/rev'],
    [['rules', 0, 'to'], 'a.yaml:9:5 to'],
  ])('the key of %j', (path, expected) => {
    expect(standing(map, path, 'key')).toBe(expected);
  });

  it('carries the identity of the resource, and the path that was asked for', () => {
    const { resource, path } = map?.place(['rules', 0]) ?? {};
    expect([resource, path]).toEqual([
      { group: '', kind: 'ConfigMap', namespace: 'istio-system', name: 'istio' },
      ['rules', 0],
    ]);
  });

  it('of an item of a list is inside the list', () => {
    const list = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ServiceList
  items:
  - metadata:
      name: orders
    spec:
      ports:
      - port: 80
`;
    const [service] = graphOf(list).resources;
    expect(standing(service, [])).toBe('a.yaml:9:13 orders');
    expect(standing(service, ['spec', 'ports', 0, 'port'])).toBe('a.yaml:12:15 80');
    expect(service && pointerOf(service.place(['spec', 'ports', 0, 'port']).path)).toBe('/spec/ports/0/port');
    expect(standing(service, ['spec', 'selector'])).toBe('a.yaml:10:5 spec');
  });

  it('of a resource without a name is one line too', () => {
    const [pod] = graphOf('apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: shop\n').resources;
    expect(pod?.place([]).location.range.start.line).toBe(3);
    const [bare] = graphOf('\n\napiVersion: v1\nkind: Pod\n').resources;
    expect(bare?.place([]).location.range).toEqual({
      start: { line: 3, column: 1 },
      end: { line: 3, column: 15 },
    });
  });
});

describe('documents that are misread', () => {
  it.each<[string, string, readonly string[], string, string]>([
    [
      'broken',
      'apiVersion: v1\nkind: Pod\nmetadata: {\n',
      ['meshlint/BrokenDocument a.yaml v1'],
      'meshlint/BrokenDocument',
      'this mapping is never closed with "}"',
    ],
    [
      'a key twice',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: 1\nspec: 2\n',
      ['Pod a v1', 'meshlint/DuplicateKey a.yaml v1'],
      'meshlint/DuplicateKey',
      'the key "spec" stands twice in one mapping, and only the last one counts',
    ],
  ])('%s', (_, text, expected, kind, message) => {
    const graph = graphOf(text);
    expect(resources(graph)).toEqual(expected);
    const [misread] = graph.ofKind(kind);
    expect(misread?.captured).toBe(false);
    expect(misread?.value).toEqual({
      apiVersion: 'meshlint/v1',
      kind: kind.split('/')[1],
      metadata: { name: 'a.yaml' },
      message,
    });
  });

  it('stand where the mistake is, whatever path is asked for', () => {
    const [key] = graphOf('apiVersion: v1\nkind: Pod\nspec: 1\nspec: 2\n').ofKind('meshlint/DuplicateKey');
    expect(standing(key, [])).toBe('a.yaml:4:1 spec');
    expect(standing(key, ['message'])).toBe('a.yaml:4:1 spec');
  });
});

describe('claims', () => {
  const list = (items: string) =>
    `apiVersion: v1\nkind: List\nmetadata: { resourceVersion: "" }\nitems:\n${items}`;
  const ORDERS = '- { apiVersion: v1, kind: Service, metadata: { name: orders, namespace: shop, uid: a } }\n';
  const SHOP = '- { apiVersion: v1, kind: Namespace, metadata: { name: shop, uid: b } }\n';
  const CART = '- { apiVersion: v1, kind: Pod, metadata: { name: cart, namespace: depot, uid: c } }\n';

  const known = (graph: Graph, kind: string, namespace?: string) => {
    const knowledge = graph.knowledge(kind, namespace);
    return knowledge.completeness === 'none' ? 'none' : `${knowledge.completeness} by ${knowledge.evidence}`;
  };

  it.each<[string, string, string, string | undefined, string]>([
    ['a kind of a List in its namespace', list(ORDERS), 'Service', 'shop', 'probable by a.yaml'],
    [
      'a kind of a List in a namespace of another kind',
      list(ORDERS + CART),
      'Service',
      'depot',
      'probable by a.yaml',
    ],
    ['a kind of a List in another namespace', list(ORDERS + CART), 'Service', 'bank', 'none'],
    ['a kind of a List in the whole cluster', list(ORDERS), 'Service', undefined, 'probable by a.yaml'],
    ['a kind without namespaces', list(ORDERS + SHOP), 'Namespace', undefined, 'probable by a.yaml'],
    ['a kind that the List does not hold', list(ORDERS), 'Pod', 'shop', 'none'],
    [
      'a typed list',
      'apiVersion: v1\nkind: PodList\nitems:\n- metadata: { name: a, namespace: shop, uid: a }\n',
      'Pod',
      'shop',
      'probable by a.yaml',
    ],
    ['a List written by hand', list(ORDERS.replace(', uid: a', '')), 'Service', 'shop', 'none'],
    [
      'a List whose items share a label, as if asked for by it',
      list((ORDERS + CART).replaceAll('metadata: {', 'metadata: { labels: { app: osm, x: y },')),
      'Service',
      'shop',
      'none',
    ],
    [
      'a List whose items share no label',
      list(ORDERS.replace('metadata: {', 'metadata: { labels: { app: osm },') + CART),
      'Service',
      'shop',
      'probable by a.yaml',
    ],
    ['a List without items', list('').replace('items:\n', 'items: []\n'), 'Service', undefined, 'none'],
    [
      'an object alone',
      'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop, uid: a }\n',
      'Service',
      'shop',
      'none',
    ],
  ])('%s', (_, text, kind, namespace, expected) => {
    expect(known(graphOf(text), kind, namespace)).toBe(expected);
  });

  it.each<[string, readonly string[], string, string]>([
    ['one kind', ['Service'], 'Service', 'full by --complete'],
    ['another kind', ['Service'], 'Pod', 'none'],
    ['a kind of a group', ['apps/Deployment'], 'apps/Deployment', 'full by --complete'],
    ['every kind', ['*'], 'Pod', 'full by --complete'],
  ])('of the user: %s', (_, complete, kind, expected) => {
    expect(known(graphOf('', complete), kind, 'shop')).toBe(expected);
    expect(known(graphOf('', complete), kind)).toBe(expected);
  });
});
