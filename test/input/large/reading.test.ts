import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BufferContent, PassingContent } from '../../../src/input/large/content.js';
import { type LargeFile, LargeReading } from '../../../src/input/large/reading.js';
import { type ParsedSource, parseText } from '../../../src/input/parse-text.js';
import { HEADER, pruned, type Wanted } from '../../../src/input/wanted.js';

const NAME = 'dump.yaml';

function read(text: string, chunk = 1 << 20, wanted: Record<string, Wanted | boolean> = {}): LargeFile {
  const bytes = Buffer.from(text);
  const content = chunk % 2 === 0 ? new BufferContent(bytes) : new PassingContent();
  const wantedOf = (kind: string) => wanted[kind] ?? true;
  const reading = new LargeReading({ name: NAME, content }, { wantedOf, signatures: [/oops/] });
  for (let at = 0; at < bytes.length; at += chunk) reading.push(bytes.subarray(at, at + chunk));
  return reading.end();
}

/** What a run sees of a text, however it was read: objects, the places of all their values, claims, mistakes. */
function seen({ documents, broken, duplicates, problems, templates }: ParsedSource) {
  return {
    objects: documents.flatMap((document) =>
      document.objects.map(({ value, path }) => ({
        value,
        places: pathsIn(value).map((inner) => [
          document.locate([...path, ...inner], 'value'),
          document.locate([...path, ...inner], 'key'),
        ]),
      })),
    ),
    claims: documents.flatMap(({ claims }) => claims),
    broken: broken.map(({ message, range }) => ({ message, range })),
    duplicates: duplicates.map(({ message, range }) => ({ message, range })),
    problems,
    templates,
  };
}

function pathsIn(value: unknown): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[], ...entries.flatMap(([key, child]) => pathsIn(child).map((path) => [key, ...path]))];
}

const POD = (name: string, more = '') =>
  `- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n    namespace: shop\n    uid: "1"\n${more}`;
const LIST = (...items: readonly string[]) =>
  `apiVersion: v1\nitems:\n${items.join('')}kind: List\nmetadata: {}\n`;
const JSON_LIST = (kind: string, indent: number, ...items: readonly object[]) =>
  JSON.stringify({ apiVersion: 'v1', items, kind, metadata: {} }, null, indent);
const OBJECT = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'é', uid: '2', labels: { a: 'b' } } };

const TEXTS: readonly (readonly [string, string])[] = [
  ['a list', LIST(POD('a'), POD('b', '  spec: {x: 1}\n'))],
  ['a list of one, with a label', LIST(POD('a', '    labels: {a: b}\n'))],
  ['an indented list', LIST(POD('a'), POD('b')).replace(/^(- | {2})/gm, '  $1')],
  ['an empty list', LIST()],
  ['a list of pods', LIST('- metadata: {name: a}\n').replace('kind: List', 'kind: PodList')],
  ['a list of nothing known', LIST('- metadata: {name: a}\n')],
  ['items that are no objects', LIST('- 1\n', '- []\n')],
  ['a list with a mistake in an item', LIST(POD('a'), '- kind: "A\n  b: c\n', POD('b'))],
  ['an item with a key twice', LIST(POD('a', '  spec:\n    a: 1\n    a: 2\n'))],
  ['a list that is cut off', LIST(POD('a'), POD('b')).replace(/kind: List[\s\S]*/, '')],
  ['an object with items that is no list', LIST('- a: 1\n').replace('kind: List', 'kind: Menu')],
  ['a list with a key twice', `${LIST(POD('a'))}kind: List\n`],
  ['a list in a list', LIST('- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: A\n')],
  ['an answer of the server', 'apiVersion: v1\nkind: Status\nmessage: no\nitems:\n- a: 1\n'],
  [
    'documents',
    'apiVersion: v1\nkind: A\n---\n# Source: a/templates/b.yaml\napiVersion: v1\nkind: B\n---\n{{ c }}\nkind: C\n',
  ],
  ['Windows line ends', LIST(POD('a'), POD('b')).replaceAll('\n', '\r\n')],
  ['JSON', JSON_LIST('List', 4, OBJECT, { ...OBJECT, kind: 'A' })],
  ['JSON on one line', JSON_LIST('List', 0, OBJECT, { ...OBJECT, kind: '😀' }, OBJECT)],
  ['a typed list in JSON', JSON_LIST('PodList', 2, { metadata: { name: 'a', uid: '1' } })],
  ['JSON with a key twice', JSON_LIST('List', 0, OBJECT, OBJECT).replace('"uid"', '"name":"b","uid"')],
  [
    'JSON with a key twice in its frame',
    JSON_LIST('List', 0, OBJECT).replace('"metadata":{}}', '"kind":"List"}'),
  ],
  [
    'JSON that is nested too deep',
    `{"kind":"List","apiVersion":"v1","items":[{"a":${'['.repeat(600)}${']'.repeat(600)}}]}`,
  ],
  ['JSON values', `${JSON.stringify(OBJECT)}\n${JSON.stringify(OBJECT)}`],
  ['what begins like JSON', `{apiVersion: v1, kind: List, "items": [{apiVersion: v1, kind: A}]}`],
];

describe('it says the same as if it were read as a whole:', () => {
  test.each(TEXTS)('%s', (_, text) => {
    const file = read(text);
    if (file.fault !== undefined) expect(seen(file.parsed).objects).toEqual([]);
    else expect(seen(file.parsed)).toEqual(seen(parseText({ name: NAME, text })));
  });

  test('in whatever chunks it comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.integer({ min: 1, max: 100 }), ([, text], chunk) => {
        const [file, other] = [read(text, chunk), read(text)];
        expect([file.fault, seen(file.parsed)]).toEqual([other.fault, seen(other.parsed)]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('of a list it reads', () => {
  const text = LIST(
    POD('a', '    managedFields: [1]\n  spec: {x: 1}\n  status: {y: 2}\n'),
    POD('b').replace('Pod', 'Event'),
  );

  test('what somebody wants', () => {
    const wanted: Wanted = {
      rest: true,
      keys: new Map<string, Wanted | boolean>([
        ['status', false],
        ['metadata', { rest: true, keys: new Map([['managedFields', false]]) }],
      ]),
    };
    const { objects } = seen(read(text, 64, { Pod: wanted }).parsed);
    expect(objects.map(({ value }) => Object.keys(value))).toEqual([
      ['apiVersion', 'kind', 'metadata', 'spec'],
      ['apiVersion', 'kind', 'metadata'],
    ]);
    expect(objects[0]?.value.metadata).toEqual({ name: 'a', namespace: 'shop', uid: '1' });
  });

  test('no more than counts what nobody wants, and claims the same', () => {
    const file = read(text, 64, { Event: false });
    const [list, ...items] = file.parsed.documents;
    expect(items.map(({ objects }) => objects[0]?.value.kind)).toEqual(['Pod']);
    expect(list?.unread).toEqual({ count: 1, namespaces: new Set(['shop']) });
    expect(list?.claims).toEqual(read(text).parsed.documents[0]?.claims);
  });
});

test('the header of an object is what tells its identity, and whether it was captured', () => {
  expect(pruned({ ...OBJECT, spec: { a: 1 }, data: {} }, HEADER)).toEqual(OBJECT);
});

test('a log is looked through for what rules want to know', () => {
  const log =
    '==== START logs for container a of pod b/c ====\nx\noops\n==== END logs for container a of pod b/c ====\n';
  const file = read(`${JSON_LIST('PodList', 4)}\n${log}${JSON_LIST('PodList', 4)}\n`);
  expect(file.isDump).toBe(true);
  expect(file.observed.map(({ source }) => [source.text, source.firstLine])).toEqual([['oops', 9]]);
  expect(file.parsed.documents.flatMap(({ claims }) => claims)).toEqual([]);
});
