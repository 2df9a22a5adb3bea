import { describe, expect, test } from 'vitest';
import { censusOf, claimsOf, kindOfList } from '../../src/input/claims.js';
import type { Json } from '../../src/input/json.js';
import { isClusterScoped } from '../../src/input/kinds.js';
import { objectsIn } from '../../src/input/objects.js';
import { parsed } from '../graph/graph-of.js';

/** `probable Service in depot, shop`, one line for each claim. */
function claims(yaml: string, isDump = false): readonly string[] {
  const value = parsed(yaml);
  return claimsOf(value, censusOf(objectsIn(value, undefined) ?? []), { evidence: 'dump.yaml', isDump }).map(
    ({ kind, namespaces, completeness, evidence }) => {
      expect([evidence, namespaces === undefined]).toEqual(['dump.yaml', isClusterScoped(kind)]);
      return `${completeness} ${kind}${namespaces ? ` in ${[...namespaces].join(', ')}` : ''}`;
    },
  );
}

/** Captured, unless it is `new`. */
const object = (kind: string, name: string, more = 'uid: u1', apiVersion = 'v1') =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}, ${more} } }`;
const bare = (name: string, more = 'uid: u1') => `{ metadata: { name: ${name}, ${more} } }`;
const list = (kind: string, items: readonly string[] | null, apiVersion = 'v1') =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, items: ${items && `[${items.join(', ')}]`} }`;

const IN_SHOP = 'namespace: shop, uid: u1';
const IN_DEPOT = 'namespace: depot, uid: u2';

describe('a list in the stream of kubectl cluster-info dump', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'has all of its kind and namespace, also where all share a label',
      list('PodList', [bare('a', `labels: { app: x }, ${IN_SHOP}`)]),
      ['full Pod in shop'],
    ],
    ['without items does not say of which namespace', list('PodList', null), []],
    [
      'of no single kind is no better than elsewhere',
      list('List', [object('Pod', 'a', IN_SHOP)]),
      ['probable Pod in shop'],
    ],
  ])('%s', (_, yaml, expected) => expect(claims(yaml, true)).toEqual(expected));
});

describe('a List of kubectl', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'of one kind in one namespace',
      list('List', [object('Service', 'a', IN_SHOP)]),
      ['probable Service in shop'],
    ],
    [
      'of two kinds in two namespaces has probably all of both in both',
      list('List', [object('Service', 'a', IN_SHOP), object('Pod', 'b', IN_DEPOT)]),
      ['probable Service in shop, depot', 'probable Pod in shop, depot'],
    ],
    [
      'of a group',
      list('List', [object('TrafficTarget', 'a', IN_SHOP, 'access.smi-spec.io/v1alpha3')]),
      ['probable access.smi-spec.io/TrafficTarget in shop'],
    ],
    [
      'of a kind without namespaces',
      list('List', [object('Namespace', 'a'), object('Namespace', 'b')]),
      ['probable Namespace'],
    ],
    [
      'of both',
      list('List', [object('Namespace', 'shop'), object('Pod', 'b', IN_SHOP)]),
      ['probable Namespace', 'probable Pod in shop'],
    ],
    ['with nothing in it names no kind', list('List', []), []],
    ['of null names no kind', list('List', null), []],
    ['without namespaces where there should be some', list('List', [object('Pod', 'a')]), []],
    ['written by hand', list('List', [object('Service', 'a', 'namespace: shop')]), []],
    [
      'written by a client library by hand',
      list('List', [object('Service', 'a', 'namespace: shop, creationTimestamp: null')]),
      [],
    ],
    [
      'partly written by hand',
      list('List', [object('Service', 'a', IN_SHOP), object('Pod', 'b', 'namespace: depot')]),
      ['probable Service in shop'],
    ],
    [
      'known by its resource version alone',
      list('List', [object('Service', 'a', 'namespace: shop, resourceVersion: "7"')]),
      ['probable Service in shop'],
    ],
    [
      'known by its time alone',
      list('List', [object('Service', 'a', 'namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"')]),
      ['probable Service in shop'],
    ],
    [
      'in a List',
      list('List', [list('List', [object('Service', 'a', IN_SHOP)])]),
      ['probable Service in shop'],
    ],
  ])('%s', (_, yaml, expected) => expect(claims(yaml)).toEqual(expected));
});

describe('a list of a client library', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'of a kind without namespaces holds all of it',
      list('NodeList', [bare('one'), bare('two')]),
      ['full Node'],
    ],
    ['of a kind without namespaces may be empty', list('NodeList', []), ['full Node']],
    [
      'of a kind without namespaces may be null',
      list('CustomResourceDefinitionList', null, 'apiextensions.k8s.io/v1'),
      ['full apiextensions.k8s.io/CustomResourceDefinition'],
    ],
    [
      'of other kinds may be of the namespaces that are in it',
      list('PodList', [bare('a', IN_SHOP), bare('b', IN_DEPOT)]),
      ['probable Pod in shop, depot'],
    ],
    ['of other kinds says nothing if it is empty', list('PodList', []), []],
    [
      'of a group',
      list('ReplicaSetList', [bare('a', IN_SHOP)], 'apps/v1'),
      ['probable apps/ReplicaSet in shop'],
    ],
    [
      'of a kind without namespaces, written by hand, claims nothing',
      list('NamespaceList', [bare('a', 'labels: {}')]),
      [],
    ],
    [
      'of another kind, written by hand, claims nothing',
      list('ConfigMapList', [bare('a', 'namespace: shop')]),
      [],
    ],
  ])('%s', (_, yaml, expected) => expect(claims(yaml)).toEqual(expected));
});

describe('a label that all items share', () => {
  const labelled = (name: string, labels: string) => object('Service', name, `${IN_SHOP}, labels: ${labels}`);
  const labels = (...each: readonly string[]) =>
    list(
      'List',
      each.map((one, at) => labelled(`s${at}`, one)),
    );
  const KNOWN = ['probable Service in shop'];

  test.each<[string, string, readonly string[]]>([
    ['looks like a selector', labels('{ app: a, x: "1" }', '{ app: a, x: "2" }'), []],
    ['looks like a selector of one', labels('{ app: a }'), []],
    ['is none if the values differ', labels('{ app: a }', '{ app: b }'), KNOWN],
    ['is none if one lacks it', labels('{ app: a }', '{ app: a }', '{}'), KNOWN],
    ['is none if one has no labels', labels('{ app: a }', 'null'), KNOWN],
    ['is none if the first has no labels', labels('null', '{ app: a }'), KNOWN],
  ])('%s', (_, yaml, expected) => expect(claims(yaml)).toEqual(expected));
});

describe('nothing follows from', () => {
  test.each<[string, string]>([
    ['a single object', object('Service', 'a', IN_SHOP)],
    ['an array', `[${object('Service', 'a', IN_SHOP)}]`],
    ['a watch event', `{ type: ADDED, object: ${object('Service', 'a', IN_SHOP)} }`],
    ['a text', 'No resources found'],
  ])('%s', (_, yaml) => expect(claims(yaml)).toEqual([]));
});

test.each<[string, Json, string | undefined]>([
  ['a typed list', { apiVersion: 'v1', kind: 'PodList', items: [] }, 'Pod'],
  [
    'a typed list of a group',
    { apiVersion: 'apps/v1', kind: 'DeploymentList', items: null },
    'apps/Deployment',
  ],
  ['a List', { apiVersion: 'v1', kind: 'List', items: [] }, undefined],
  ['a kind that is called like a list', { apiVersion: 'v1', kind: 'PriceList', spec: {} }, undefined],
  ['an array', [], undefined],
  ['null', null, undefined],
])('the kind of the items of %s', (_, value, expected) => expect(kindOfList(value)).toBe(expected));
