import { describe, expect, test } from 'vitest';
import { parseSources } from '../../../src/input/read.js';
import { partsBetweenLogs } from '../../../src/input/text/log-blocks.js';

const start = (pod: string, container = 'app') =>
  `==== START logs for container ${container} of pod ${pod} ====`;
const end = (pod: string, container = 'app') => `==== END logs for container ${container} of pod ${pod} ====`;
const log = (pod: string, text: string, container = 'app') =>
  `${start(pod, container)}\n${text}${end(pod, container)}\n`;

const parts = (text: string) => partsBetweenLogs(text).map((part) => text.slice(part.start, part.end));

describe('the parts between logs', () => {
  test.each<[string, string, readonly string[]]>([
    ['of a text without any', 'a: 1\n', ['a: 1\n']],
    ['of nothing', '', ['']],
    ['around one', `a\n${log('shop/x', 'ready\n')}b\n`, ['a\n', '\nb\n']],
    ['around an empty one', `a\n${log('shop/x', '')}b\n`, ['a\n', '\nb\n']],
    ['behind one', `${log('shop/x', 'ready\n')}b\n`, ['\nb\n']],
    ['before one', `a\n${start('shop/x')}\nready\n${end('shop/x')}`, ['a\n']],
    [
      'between the logs of two containers',
      `a\n${log('shop/x', '1\n')}${log('shop/x', '2\n', 'envoy')}b\n`,
      ['a\n', '\n', '\nb\n'],
    ],
    ['around a log that ends nowhere', `a\n${start('shop/x')}\n{"kind":"Pod"}\n`, ['a\n']],
    [
      'around a log that holds the marks of another',
      `a\n${log('shop/x', log('shop/y', '{}\n'))}b\n`,
      ['a\n', '\nb\n'],
    ],
    [
      'around a log that holds the end mark of another',
      `a\n${log('shop/x', `${end('shop/y')}\n{}\n`)}b\n`,
      ['a\n', '\nb\n'],
    ],
    ['around a log without a line end at its end', `a\n${log('shop/x', 'no line end')}b\n`, ['a\n', '\nb\n']],
    [
      'with Windows line ends',
      `a\r\n${start('shop/x')}\r\nready\r\n${end('shop/x')}\r\nb\r\n`,
      ['a\r\n', '\r\nb\r\n'],
    ],
    [
      'where a mark stands inside of a line',
      `a: "${start('shop/x')}"\nb: 1\n`,
      [`a: "${start('shop/x')}"\nb: 1\n`],
    ],
    ['where a name has signs of patterns', `a\n${log('shop/x.(y', '{}\n')}b\n`, ['a\n', '\nb\n']],
  ])('%s', (_, text, expected) => expect(parts(text)).toEqual(expected));

  test('are found quickly where many logs end nowhere', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `${start(`shop/x${at}`)}\nready\n`).join('');
    const before = performance.now();
    expect(parts(`a\n${text}`)).toEqual(['a\n']);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

const bare = (name: string, namespace?: string) => ({
  metadata: { name, ...(namespace && { namespace }), uid: `uid-of-${name}` },
});
const json = (kind: string, apiVersion: string, items: readonly object[] | null) =>
  `${JSON.stringify({ kind, apiVersion, metadata: { resourceVersion: '7' }, items }, undefined, 4)}\n`;
const yaml = (kind: string, apiVersion: string, items: readonly string[]) =>
  `apiVersion: ${apiVersion}\n${items.length === 0 ? 'items: null' : `items:\n${items.join('\n')}`}\nkind: ${kind}\nmetadata:\n  resourceVersion: "7"\n`;
const item = (name: string, namespace: string) =>
  `- metadata:\n    name: ${name}\n    namespace: ${namespace}\n    uid: uid-of-${name}`;

/** The objects and claims of a stream, and what of it could not be read. */
function read(text: string) {
  const { documents, broken, counts } = parseSources([{ name: 'dump.txt', text }]);
  return {
    objects: documents.flatMap(({ objects }) =>
      objects.map(({ value: { kind, metadata } }) => `${kind} ${(metadata as { name: string }).name}`),
    ),
    claims: documents.flatMap(({ claims }) =>
      claims.map(
        ({ completeness, kind, namespaces }) =>
          `${completeness} ${kind}${namespaces ? ` in ${[...namespaces].join(', ')}` : ''}`,
      ),
    ),
    broken,
    other: counts.filesNotKubernetes,
  };
}

const EVERYTHING = {
  objects: ['Node worker-1', 'Service orders', 'Pod orders-1', 'Service parts', 'Pod parts-1'],
  claims: [
    'full Node',
    'full Service in shop',
    'full Pod in shop',
    'full Service in depot',
    'full Pod in depot',
  ],
  broken: [],
  other: 0,
};
const NOISE =
  '{"level":"info"}\n{\n  "kind": "Pod"\n}\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: printed\n: [\n';

describe('a dump to standard output', () => {
  test('in JSON', () => {
    const text = [
      json('NodeList', 'v1', [bare('worker-1')]),
      json('EventList', 'v1', null),
      json('ServiceList', 'v1', [bare('orders', 'shop')]),
      json('PodList', 'v1', [bare('orders-1', 'shop')]),
      log('shop/orders-1', NOISE),
      log('shop/orders-1', '', 'envoy'),
      json('ServiceList', 'v1', [bare('parts', 'depot')]),
      json('PodList', 'v1', [bare('parts-1', 'depot')]),
      log('depot/parts-1', NOISE),
    ].join('');
    expect(read(text)).toEqual(EVERYTHING);
  });

  test('in YAML', () => {
    const text = [
      yaml('NodeList', 'v1', ['- metadata:\n    name: worker-1\n    uid: u']),
      yaml('EventList', 'v1', []),
      yaml('ServiceList', 'v1', [item('orders', 'shop')]),
      `${yaml('PodList', 'v1', [item('orders-1', 'shop')])}${log('shop/orders-1', NOISE)}${log('shop/orders-1', '', 'envoy')}`,
      yaml('ServiceList', 'v1', [item('parts', 'depot')]),
      `${yaml('PodList', 'v1', [item('parts-1', 'depot')])}${log('depot/parts-1', NOISE)}`,
    ].join('---\n');
    expect(read(text)).toEqual(EVERYTHING);
  });

  test('that ended in the middle of a log', () => {
    const text = `${json('NodeList', 'v1', [bare('worker-1')])}${start('shop/orders-1')}\n${NOISE}`;
    expect(read(text)).toEqual({ objects: ['Node worker-1'], claims: ['full Node'], broken: [], other: 0 });
  });

  test('that ended in the middle of a list', () => {
    const text = `${json('NodeList', 'v1', [bare('worker-1')])}${json('PodList', 'v1', [bare('orders-1', 'shop')]).slice(0, -9)}`;
    const { objects, claims, broken } = read(text);
    expect([objects, claims]).toEqual([['Node worker-1'], ['full Node']]);
    expect(broken.map(({ message }) => message)).toEqual(['the text ends in the middle of a JSON value']);
  });

  test('has places that count from the start of the file', () => {
    const text = `${json('NodeList', 'v1', null)}${log('shop/x', NOISE)}${json('PodList', 'v1', [bare('orders-1', 'shop')])}`;
    const line = text.split('\n').findIndex((each) => each.includes('"name": "orders-1"')) + 1;
    const [, pods] = parseSources([{ name: 'dump.txt', text }]).documents;
    expect(pods?.locate(['items', 0, 'metadata', 'name'], 'value').start).toEqual({ line, column: 25 });
  });
});
