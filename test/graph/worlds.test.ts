import { describe, expect, test } from 'vitest';
import { type World, type WorldOptions, worldsOf } from '../../src/graph/worlds.js';
import { parseSources, readInput } from '../../src/input/read.js';
import { directory } from '../cli/meshlint.js';
import { capture, manifest } from './captured.js';
import { named } from './graph-of.js';

const NOTHING: WorldOptions = { complete: [], scopes: [] };

/** `east: Service shop/orders`, one line for each world. */
function told(worlds: readonly World[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    worlds.map(({ name = 'the only one', graph }) => [name, graph.resources.map(named)]),
  );
}

type Files = Readonly<Record<string, string>>;

const check = (files: Files, options: Partial<WorldOptions> = {}) =>
  told(
    worldsOf(parseSources(Object.entries(files).map(([name, text]) => ({ name, text }))), {
      ...NOTHING,
      ...options,
    }),
  );

const onDisk = async (files: Files) => worldsOf(await readInput(['.'], { cwd: directory(files) }), NOTHING);

const ORDERS = (uid: string) => `Service shop/orders ${uid}`;
const EAST = capture('Namespace kube-system e', ORDERS('1'));
const WEST = capture('Namespace kube-system w', ORDERS('2'));
const BOTH = ['Namespace kube-system', 'Service shop/orders'];
/** As `BOTH`, where the Namespace stands in a second file, too: of copies, the last counts. */
const AGAIN = ['Service shop/orders', 'Namespace kube-system'];
const BROKEN = 'apiVersion: v1\nkind: Pod\na: "\n';

describe('files', () => {
  test.each<[string, Files, Readonly<Record<string, readonly string[]>>]>([
    ['none', {}, { 'the only one': [] }],
    ['of nothing of Kubernetes', { 'a.yaml': 'a: 1\n' }, { 'the only one': [] }],
    [
      'of manifests',
      { 'a.yaml': manifest('Service', 'a'), 'b.yaml': manifest('Service', 'b') },
      { 'the only one': ['Service shop/a', 'Service shop/b'] },
    ],
    ['of one capture', { 'a.json': EAST }, { 'the only one': BOTH }],
    [
      'of manifests beside a capture',
      { 'a.json': EAST, 'b.yaml': manifest('Service', 'b') },
      { 'the only one': [...BOTH, 'Service shop/b'] },
    ],
    ['of two captures', { 'a.json': EAST, 'b.json': WEST }, { 'a.json': BOTH, 'b.json': BOTH }],
    [
      'of two captures in folders',
      { 'east/a.json': EAST, 'east/b.json': capture('Node one 9'), 'west/a.json': WEST },
      { east: [...BOTH, 'Node one'], 'west/a.json': BOTH },
    ],
    [
      'of manifests beside two captures',
      { 'dumps/a.json': EAST, 'dumps/b.json': WEST, 'deploy/c.yaml': manifest('Service', 'c') },
      { 'dumps/a.json': BOTH, 'dumps/b.json': BOTH, manifests: ['Service shop/c'] },
    ],
    [
      'of a manifest in the folder of one of two captures',
      {
        'east/a.json': EAST,
        'east/b.json': capture('Node one 9'),
        'east/c.yaml': manifest('Service', 'c'),
        'west/a.json': WEST,
      },
      { east: [...BOTH, 'Node one', 'Service shop/c'], 'west/a.json': BOTH },
    ],
    [
      'of a manifest in the folder of two captures',
      {
        'd/a.json': EAST,
        'd/b.json': capture('Namespace kube-system e', 'Node one 9'),
        'd/c.json': WEST,
        'd/m.yaml': manifest('Service', 'm'),
      },
      { d: [...AGAIN, 'Node one'], 'd/c.json': BOTH, manifests: ['Service shop/m'] },
    ],
    [
      'of a manifest in the inner of two folders',
      {
        'd/a.json': EAST,
        'd/b.json': capture('Namespace kube-system e', 'Node one 9'),
        'd/west/a.json': WEST,
        'd/west/b.json': capture('Namespace kube-system w', 'Node two 8'),
        'd/west/m.yaml': manifest('Service', 'm'),
      },
      { d: [...AGAIN, 'Node one'], 'd/west': [...AGAIN, 'Node two', 'Service shop/m'] },
    ],
    [
      'of overlays beside two captures',
      {
        'a.json': EAST,
        'b.json': WEST,
        'overlays/dev/c.yaml': manifest('Service', 'c'),
        'overlays/prod/c.yaml': manifest('Service', 'c'),
      },
      {
        'a.json': BOTH,
        'b.json': BOTH,
        dev: ['Service shop/c'],
        prod: ['Service shop/c'],
      },
    ],
    [
      'of which one cannot be read',
      { 'a.yaml': BROKEN },
      { 'the only one': ['meshlint/BrokenDocument a.yaml'] },
    ],
    [
      'of which one beside two captures cannot be read',
      { 'a.json': EAST, 'b.json': WEST, 'c.yaml': BROKEN },
      { 'a.json': [...BOTH, 'meshlint/BrokenDocument c.yaml'], 'b.json': BOTH },
    ],
    [
      'of which one in the folder of the second capture cannot be read',
      {
        'east/a.json': EAST,
        'west/a.json': WEST,
        'west/b.json': capture('Node two 8'),
        'west/c.yaml': BROKEN,
      },
      { 'east/a.json': BOTH, west: [...BOTH, 'Node two', 'meshlint/BrokenDocument west/c.yaml'] },
    ],
    [
      'of which one cannot be read, beside captures and manifests',
      { 'a.json': EAST, 'b.json': WEST, 'c.yaml': BROKEN, 'd.yaml': manifest('Service', 'd') },
      { 'a.json': BOTH, 'b.json': BOTH, manifests: ['Service shop/d', 'meshlint/BrokenDocument c.yaml'] },
    ],
  ])('%s', (_, files, expected) => expect(check(files)).toEqual(expected));

  test('of scopes that the user names, beside two captures', () => {
    const scope = (name: string) => ({ name, has: (source: string) => source.startsWith(`${name}/`) });
    const files = {
      'a.json': EAST,
      'b.json': WEST,
      'one/c.yaml': manifest('Service', 'c'),
      'two/c.yaml': manifest('Service', 'c'),
    };
    expect(check(files, { scopes: [scope('one'), scope('two')] })).toEqual({
      'a.json': BOTH,
      'b.json': BOTH,
      one: ['Service shop/c'],
      two: ['Service shop/c'],
    });
  });
});

test('what the user says of kinds is said of every world', () => {
  const input = parseSources([
    { name: 'a.json', text: EAST },
    { name: 'b.json', text: WEST },
  ]);
  const worlds = worldsOf(input, { ...NOTHING, complete: ['Pod'] });
  expect(worlds.map(({ graph }) => graph.exists({ kind: 'Pod', namespace: 'shop', name: 'x' }))).toEqual([
    { answer: 'no', evidence: '--complete' },
    { answer: 'no', evidence: '--complete' },
  ]);
});

describe('bundles', () => {
  const list = (kind: string, ...items: readonly object[]) =>
    JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', items });
  const item = (path: string, uid: string) => {
    const [namespace, name] = path.includes('/') ? path.split('/') : [undefined, path];
    return { metadata: { name, namespace, uid } };
  };
  /** A dump of a cluster with this node and service; the node tells it from others. */
  const dump = (folder: string, uid: string, service = 'orders'): Files => ({
    [`${folder}/nodes.json`]: list('Node', item('one', uid)),
    [`${folder}/shop/replication-controllers.json`]: list('ReplicationController'),
    [`${folder}/shop/services.json`]: list('Service', item(`shop/${service}`, `${uid}-${service}`)),
  });
  /** How each world answers whether there is such a Service. */
  const answers = (worlds: readonly World[], name: string) =>
    Object.fromEntries(
      worlds.map(({ name: world = 'the only one', graph }) => [
        world,
        graph.exists({ kind: 'Service', namespace: 'shop', name }).answer,
      ]),
    );

  test('of two clusters are two worlds, and each knows its own', async () => {
    const worlds = await onDisk({ ...dump('east', 'e'), ...dump('west', 'w', 'parts') });
    expect(told(worlds)).toEqual({
      east: ['Node one', 'Service shop/orders'],
      west: ['Node one', 'Service shop/parts'],
    });
    expect(answers(worlds, 'orders')).toEqual({ east: 'yes', west: 'no' });
  });

  test('of one cluster are one world', async () => {
    const worlds = await onDisk({ ...dump('monday', 'e'), ...dump('tuesday', 'e', 'parts') });
    expect(told(worlds)).toEqual({
      'the only one': ['Service shop/orders', 'Node one', 'Service shop/parts'],
    });
    expect(answers(worlds, 'gone')).toEqual({ 'the only one': 'no' });
  });

  test('and a file of the same cluster are one world', async () => {
    const worlds = await onDisk({
      ...dump('dump', 'e'),
      'more.json': capture('Node one e', 'Service depot/bank 7'),
    });
    expect(told(worlds)).toEqual({
      'the only one': ['Service shop/orders', 'Node one', 'Service depot/bank'],
    });
    expect(answers(worlds, 'gone')).toEqual({ 'the only one': 'no' });
  });

  test('and a file of another cluster are two', async () => {
    const worlds = await onDisk({ ...dump('dump', 'e'), 'more.json': capture('Node one w') });
    expect(told(worlds)).toEqual({ dump: ['Node one', 'Service shop/orders'], 'more.json': ['Node one'] });
    expect(answers(worlds, 'gone')).toEqual({ dump: 'no', 'more.json': 'unknown' });
  });

  test('beside manifests are their cluster', async () => {
    const worlds = await onDisk({ ...dump('dump', 'e'), 'deploy/a.yaml': manifest('Service', 'new') });
    expect(told(worlds)).toEqual({ 'the only one': ['Node one', 'Service shop/orders', 'Service shop/new'] });
    expect(answers(worlds, 'gone')).toEqual({ 'the only one': 'no' });
  });

  test('of two clusters beside manifests tell nothing of what those lack', async () => {
    const worlds = await onDisk({
      ...dump('east', 'e'),
      ...dump('west', 'w'),
      'deploy/a.yaml': manifest('Service', 'new'),
    });
    expect(answers(worlds, 'new')).toEqual({ east: 'no', west: 'no', manifests: 'yes' });
    expect(answers(worlds, 'gone')).toEqual({ east: 'no', west: 'no', manifests: 'unknown' });
  });

  test('beside overlays are the cluster of each', async () => {
    const worlds = await onDisk({
      ...dump('dump', 'e'),
      'overlays/dev/a.yaml': manifest('Service', 'new'),
      'overlays/prod/a.yaml': manifest('Service', 'new'),
    });
    const all = ['Node one', 'Service shop/orders', 'Service shop/new'];
    expect(told(worlds)).toEqual({ dev: all, prod: all });
  });

  test('that hold nothing are a world with nothing in it', async () => {
    const worlds = await onDisk({
      'dump/nodes.json': list('Node'),
      'dump/shop/replication-controllers.json': list('ReplicationController'),
    });
    expect(told(worlds)).toEqual({ 'the only one': [] });
    expect(worlds[0]?.graph.exists({ kind: 'Node', name: 'one' })).toEqual({
      answer: 'no',
      evidence: 'dump/nodes.json',
    });
  });
});
