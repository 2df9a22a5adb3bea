import { describe, expect, test } from 'vitest';
import type { ObjectAt } from '../../src/input/document.js';
import { isArray, type Json } from '../../src/input/json.js';
import { kindOfPlural } from '../../src/input/kinds.js';
import type { ObjectsRole } from '../../src/input/layouts/layout.js';
import { objectsIn } from '../../src/input/objects.js';
import { parseSources } from '../../src/input/read.js';
import { parsed } from '../graph/graph-of.js';

/** The objects in a value that is written as YAML. */
function objects(yaml: string, role?: Omit<ObjectsRole, 'type'>): readonly ObjectAt[] | undefined {
  return objectsIn(parsed(yaml), role && { type: 'objects', ...role });
}

/** `v1 Pod shop/a at /items/0`, one line for each object; undefined where the value is nothing of Kubernetes. */
function told(found: readonly ObjectAt[] | undefined): readonly string[] | undefined {
  return found?.map(({ value: { apiVersion, kind, metadata }, path, deleted }) => {
    const { namespace, name } = metadata as { namespace?: string; name?: string };
    const identity = `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    return `${identity} at /${path.join('/')}${deleted ? ', deleted' : ''}`;
  });
}

const POD = '{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: shop } }';
const SERVICE = '{ apiVersion: v1, kind: Service, metadata: { name: b, namespace: shop } }';
const BARE = '{ metadata: { name: a, namespace: shop }, spec: {} }';
const PODS = { kind: kindOfPlural('pods', '') };
const TARGETS = { kind: kindOfPlural('traffictargets', 'access.smi-spec.io') };
const TARGET = 'access.smi-spec.io/v1alpha3 TrafficTarget shop/a';

describe('by its own shape,', () => {
  test.each<[string, string, readonly string[] | undefined]>([
    ['an object', POD, ['v1 Pod shop/a at /']],
    [
      'a List of several kinds',
      `{ apiVersion: v1, kind: List, items: [${POD}, ${SERVICE}] }`,
      ['v1 Pod shop/a at /items/0', 'v1 Service shop/b at /items/1'],
    ],
    ['an empty List', '{ apiVersion: v1, kind: List, items: [] }', []],
    ['a List of null, as Go writes nothing', '{ apiVersion: v1, kind: List, items: null }', []],
    ['a typed list of null', '{ apiVersion: v1, kind: PodList, items: null }', []],
    [
      'a typed list whose items name no kind',
      `{ apiVersion: v1, kind: PodList, items: [${BARE}] }`,
      ['v1 Pod shop/a at /items/0'],
    ],
    [
      'a typed list of a group',
      `{ apiVersion: apps/v1, kind: ReplicaSetList, items: [${BARE}] }`,
      ['apps/v1 ReplicaSet shop/a at /items/0'],
    ],
    [
      'a typed list of a kind that is a plural itself',
      `{ apiVersion: v1, kind: EndpointsList, items: [${BARE}] }`,
      ['v1 Endpoints shop/a at /items/0'],
    ],
    [
      'a typed list whose items name their kind',
      `{ apiVersion: v1, kind: PodList, items: [${POD}] }`,
      ['v1 Pod shop/a at /items/0'],
    ],
    [
      'a typed list whose item names another version',
      '{ apiVersion: apps/v1, kind: DeploymentList, items: [{ apiVersion: apps/v1beta2, metadata: { name: a } }] }',
      ['apps/v1beta2 Deployment a at /items/0'],
    ],
    [
      'items without a kind in a List',
      `{ apiVersion: v1, kind: List, items: [${BARE}, ${POD}] }`,
      ['v1 Pod shop/a at /items/1'],
    ],
    [
      'a List in a List',
      `{ apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: List, items: [${POD}] }, ${SERVICE}] }`,
      ['v1 Pod shop/a at /items/0/items/0', 'v1 Service shop/b at /items/1'],
    ],
    [
      'a typed list in a List',
      `{ apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: PodList, items: [${BARE}] }] }`,
      ['v1 Pod shop/a at /items/0/items/0'],
    ],
    ['an array of objects', `[${POD}, ${SERVICE}]`, ['v1 Pod shop/a at /0', 'v1 Service shop/b at /1']],
    ['an array of objects without a kind', `[${BARE}]`, undefined],
    ['an array with something else in it', `[${POD}, { name: x }]`, undefined],
    ['a JSON patch', '[{ op: replace, path: /spec/replicas, value: 1 }]', undefined],
    ['an empty array', '[]', undefined],
    ['an object without a kind', BARE, undefined],
    ['a list without a kind', `{ metadata: {}, items: [${BARE}] }`, undefined],
    ['a table', '{ apiVersion: meta.k8s.io/v1, kind: Table, rows: [] }', undefined],
    [
      'a Table that somebody calls a kind of his own',
      '{ apiVersion: dynamodb.services.k8s.aws/v1alpha1, kind: Table, metadata: { name: a } }',
      ['dynamodb.services.k8s.aws/v1alpha1 Table a at /'],
    ],
    ['an answer of the server', '{ apiVersion: v1, kind: Status, status: Failure }', undefined],
    ['old Go structures', '{ Items: [{ Name: a, Namespace: shop, Spec: {}, Status: {} }] }', undefined],
    ['a text', 'Error from server (Forbidden)', undefined],
    ['values of a chart', '{ kind: Deployment, replicas: 1 }', undefined],
    ['an apiVersion that is a number', '{ apiVersion: 1, kind: Pod, metadata: { name: a } }', undefined],
    ['an empty kind', '{ apiVersion: v1, kind: "", metadata: { name: a } }', undefined],
  ])('%s', (_, yaml, expected) => {
    expect(told(objects(yaml))).toEqual(expected);
  });
});

test('an object needs no metadata to be one', () => {
  const yaml = '{ apiVersion: v1, kind: Pod }';
  expect(objects(yaml)).toEqual([{ value: parsed(yaml), path: [] }]);
});

describe('what a watch tells:', () => {
  const event = (type: string, object = POD) => `{ type: ${type}, object: ${object} }`;
  test.each<[string, string, readonly string[] | undefined]>([
    ['an object is there', event('ADDED'), ['v1 Pod shop/a at /object']],
    ['an object changed', event('MODIFIED'), ['v1 Pod shop/a at /object']],
    ['an object is gone', event('DELETED'), ['v1 Pod shop/a at /object, deleted']],
    ['how far it came', event('BOOKMARK'), []],
    ['that it failed', event('ERROR', '{ apiVersion: v1, kind: Status, code: 410 }'), []],
    ['nothing that one knows', event('RENAMED'), undefined],
    ['an object without a kind', event('ADDED', BARE), undefined],
    ['something gone that is no object', event('DELETED', BARE), undefined],
    [
      'a list is gone',
      event('DELETED', `{ apiVersion: v1, kind: List, items: [${POD}] }`),
      ['v1 Pod shop/a at /object/items/0, deleted'],
    ],
    [
      'a resource that has a type of its own',
      `{ apiVersion: v1, kind: Event, metadata: { name: a }, type: ADDED, object: ${POD} }`,
      ['v1 Event a at /'],
    ],
  ])('%s', (_, yaml, expected) => expect(told(objects(yaml))).toEqual(expected));

  test('several events one behind the other', () => {
    const text = [event('ADDED'), event('DELETED')].map((each) => JSON.stringify(parsed(each))).join('\n');
    const { documents } = parseSources([{ name: 'watch.json', text }]);
    expect(documents.map((document) => told(document.objects))).toEqual([
      ['v1 Pod shop/a at /object'],
      ['v1 Pod shop/a at /object, deleted'],
    ]);
  });
});

describe('where its place tells the kind,', () => {
  test.each<[string, string, Omit<ObjectsRole, 'type'>, readonly string[] | undefined]>([
    ['an object without one', BARE, PODS, ['v1 Pod shop/a at /']],
    ['an object of a group', BARE, TARGETS, [`${TARGET} at /`]],
    ['an object that names another is believed', SERVICE, PODS, ['v1 Service shop/b at /']],
    [
      'an object of the kind in another version',
      '{ apiVersion: access.smi-spec.io/v1alpha2, metadata: { name: a } }',
      TARGETS,
      ['access.smi-spec.io/v1alpha2 TrafficTarget a at /'],
    ],
    [
      'a list without a kind',
      `{ metadata: {}, items: [${BARE}, ${BARE}] }`,
      PODS,
      ['v1 Pod shop/a at /items/0', 'v1 Pod shop/a at /items/1'],
    ],
    ['a list of null without a kind', '{ metadata: {}, items: null }', PODS, []],
    ['an array', `[${BARE}]`, TARGETS, [`${TARGET} at /0`]],
    ['an empty array', '[]', PODS, []],
    ['an array with something else in it', `[${BARE}, 1, { op: add }]`, PODS, ['v1 Pod shop/a at /0']],
    [
      'items without one in a List',
      `{ apiVersion: v1, kind: List, items: [${BARE}] }`,
      PODS,
      ['v1 Pod shop/a at /items/0'],
    ],
    [
      'a typed list says better',
      `{ apiVersion: v1, kind: ServiceList, items: [${BARE}] }`,
      PODS,
      ['v1 Service shop/a at /items/0'],
    ],
    ['a watch event', `{ type: DELETED, object: ${BARE} }`, PODS, ['v1 Pod shop/a at /object, deleted']],
    ['a mapping that is no object', '{ nothing: here }', PODS, undefined],
    ['an answer of the server', '{ apiVersion: v1, kind: Status, metadata: {} }', PODS, undefined],
    ['a table', '{ apiVersion: meta.k8s.io/v1, kind: Table, metadata: {} }', PODS, undefined],
    ['a text', 'No resources found', PODS, undefined],
    ['but not which: an empty array', '[]', {}, []],
    ['but not which: an array of objects without a kind', `[${BARE}]`, {}, undefined],
  ])('%s', (_, yaml, role, expected) => expect(told(objects(yaml, role))).toEqual(expected));
});

describe('where its place tells the namespace,', () => {
  const NODES = { kind: kindOfPlural('nodes', '') };
  test.each<[string, string, Omit<ObjectsRole, 'type'>, readonly string[]]>([
    [
      'an object without one is in it',
      '{ metadata: { name: a } }',
      { ...PODS, namespace: 'depot' },
      ['v1 Pod depot/a at /'],
    ],
    [
      'so is one whose own is empty',
      '{ metadata: { name: a, namespace: "" } }',
      { ...PODS, namespace: 'depot' },
      ['v1 Pod depot/a at /'],
    ],
    [
      'an object with one of its own is believed',
      POD,
      { ...PODS, namespace: 'depot' },
      ['v1 Pod shop/a at /'],
    ],
    [
      'items are in it',
      '{ apiVersion: v1, kind: PodList, items: [{ metadata: { name: a } }] }',
      { namespace: 'depot' },
      ['v1 Pod depot/a at /items/0'],
    ],
    [
      'what has none by its kind gets none',
      '{ metadata: { name: a } }',
      { ...NODES, namespace: 'depot' },
      ['v1 Node a at /'],
    ],
    [
      'what has none by the kind that it names gets none',
      '{ apiVersion: v1, kind: Namespace, metadata: { name: a } }',
      { namespace: 'depot' },
      ['v1 Namespace a at /'],
    ],
  ])('%s', (_, yaml, role, expected) => expect(told(objects(yaml, role))).toEqual(expected));

  test('an object without metadata stays as it is', () => {
    const yaml = '{ apiVersion: v1, kind: Pod, metadata: null }';
    expect(objects(yaml, { namespace: 'depot' })).toEqual([{ value: parsed(yaml), path: [] }]);
  });
});

describe('texts that the writer put over values', () => {
  const spec = (yaml: string, masks: readonly string[] | undefined): Json | undefined =>
    objects(`{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: ${yaml} }`, {
      ...(masks ? { masks } : {}),
    })?.[0]?.value.spec;

  test.each<[string, string, readonly string[] | undefined, Json]>([
    ['as a value', '{ x: "null" }', ['null'], { x: '***HIDDEN***' }],
    ['as an item', '{ x: ["null", b] }', ['null'], { x: ['***HIDDEN***', 'b'] }],
    ['of several sorts', '[N/A, gone, kept]', ['N/A', 'gone'], ['***HIDDEN***', '***HIDDEN***', 'kept']],
    ['but not in a longer text', '{ x: "null and void" }', ['null'], { x: 'null and void' }],
    ['but not as a key', '{ "null": a }', ['null'], { null: 'a' }],
    ['but not null itself', '{ x: null, z: 1 }', ['null'], { x: null, z: 1 }],
    ['where the place knows of none', '{ x: "null" }', undefined, { x: 'null' }],
  ])('are hidden %s', (_, yaml, masks, expected) => expect(spec(yaml, masks)).toEqual(expected));

  test('in the items of lists, too', () => {
    const list =
      '{ apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: Pod, metadata: { name: "null" } }] }';
    expect(objects(list, { masks: ['null'] })).toEqual([
      {
        value: { apiVersion: 'v1', kind: 'Pod', metadata: { name: '***HIDDEN***' } },
        path: ['items', 0],
      },
    ]);
  });
});

test('a value is passed on as it is where nothing is to be filled in', () => {
  const value = parsed(`[${POD}]`);
  expect(objectsIn(value, undefined)?.[0]?.value).toBe(isArray(value) ? value[0] : undefined);
});

describe('a file', () => {
  const read = (name: string, text: string) => {
    const { documents, broken, counts } = parseSources([{ name, text }]);
    return {
      objects: documents.flatMap((document) => told(document.objects) ?? []),
      broken: broken.length,
      other: counts.filesNotKubernetes,
    };
  };
  const one = JSON.stringify(parsed(POD), undefined, 4);

  test.each<[string, string, { objects: readonly string[]; broken: number; other: number }]>([
    [
      'of JSON values one behind the other',
      `${one}\n${one}${one}\n`,
      { objects: ['v1 Pod shop/a at /', 'v1 Pod shop/a at /', 'v1 Pod shop/a at /'], broken: 0, other: 0 },
    ],
    ['with a table', 'NAME   READY\na      1/1\n', { objects: [], broken: 0, other: 1 }],
    [
      'with what an old kubectl wrote',
      '{"Items": [{"Name": "a", "Spec": {}}]}',
      { objects: [], broken: 0, other: 1 },
    ],
    [
      'of JSON that is cut off',
      `{"apiVersion":"v1","kind":"List","items":[${one}`,
      { objects: [], broken: 1, other: 0 },
    ],
    [
      'of YAML that is cut off in a text',
      `apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: "a`,
      { objects: [], broken: 1, other: 0 },
    ],
    [
      'of YAML that is cut off between two lines',
      `apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n`,
      { objects: [], broken: 0, other: 1 },
    ],
  ])('%s', (_, text, expected) => expect(read('dump', text)).toEqual(expected));
});
