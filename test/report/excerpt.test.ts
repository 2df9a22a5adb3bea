import { expect, test } from 'vitest';
import type { ResourceId } from '../../src/graph/resource.js';
import { excerptOf, excerptOfPlace } from '../../src/report/excerpt.js';
import { render } from '../../src/report/render.js';
import { findingAt, place, RULE, reportOf, SECRET, TARGET, TOOL } from './reports.js';

const FACT: ResourceId = { group: 'meshlint', kind: 'Certificate', namespace: 'shop', name: 'db' };
const BROKEN: ResourceId = { group: '', kind: '', namespace: undefined, name: '' };
const OTHERS_SECRET: ResourceId = { ...SECRET, group: 'example.com' };
const MINIFIED = '{"items":[{"kind":"Secret","data":{"p":"aHVudGVy"}},{"kind":"«Service»"}]}';
const DUMP =
  'items:\n- kind: Service\n  metadata:\n    name: «a»\n- data:\n    p: aHVudGVy\n  kind: Secret\n- kind: Pod\n';

/** What is looked at, whose place it is (undefined: a related one), and the lines that may be shown with two around. */
const ROWS: readonly (readonly [string, ResourceId | undefined, string, readonly string[]])[] = [
  [
    'no Secret',
    TARGET,
    'a: 1\nb: 2\nc: 3\nd: «4»\ne: 5\nf: 6\ng: 7\n',
    ['b: 2', 'c: 3', 'd: 4', 'e: 5', 'f: 6'],
  ],
  ['no Secret, a related place', undefined, 'a: 1\nb: «2»\n', ['a: 1', 'b: 2']],
  ['not over a document', TARGET, 'a: 1\n---\nb: «2»\n---\nc: 3\n', ['---', 'b: 2']],
  ['a value of a Secret', SECRET, 'kind: Secret\ndata:\n  p: «aHVudGVy»\n  q: aHVudGVy\n', ['  p: ***']],
  ['a key of a Secret', SECRET, 'kind: Secret\ndata:\n  «p»: aHVudGVy\n', ['  p: ***']],
  ['a Secret in JSON', SECRET, '{\n"kind": "Secret",\n"data": {"p": "«aHVudGVy»"}}\n', ['"data": ***']],
  ['a Secret on one line', SECRET, '{"kind":"Secret","data":{"p":"«aHVudGVy»"}}\n', ['{"kind": ***']],
  ['a line of a Secret without a key', SECRET, 'kind: Secret\ndata:\n  p: |\n    «hunter2»\n', []],
  [
    'a line of a Secret with a password like a key',
    SECRET,
    'kind: Secret\ndata: |\n    «https://a:b@c»\n',
    [],
  ],
  [
    'a Secret whose kind cannot be seen',
    SECRET,
    'kind: &a "\\x53ecret"\ndata:\n  p: «aHVudGVy»\n',
    ['  p: ***'],
  ],
  ['a Secret of another group', OTHERS_SECRET, 'a: 1\nb: «2»\n', ['a: 1', 'b: 2']],
  [
    'beside a Secret, in another document',
    TARGET,
    'kind: Secret\na: x\n---\nb: «2»\nc: 3\n',
    ['---', 'b: 2', 'c: 3'],
  ],
  [
    'beside a Secret, in another item of a dump',
    TARGET,
    DUMP,
    ['- kind: Service', '  metadata:', '    name: a'],
  ],
  ['beside a Secret, CRLF', TARGET, 'kind: Secret\r\np: x\r\n---\r\nb: «2»\r\n', ['---', 'b: 2']],
  [
    'beside a Secret, in one list',
    TARGET,
    'items:\n  - kind: Secret\n    a: x\n  - kind: «Pod»\n    b: y\n',
    ['  - kind: Pod'],
  ],
  ['beside a Secret, on one line', TARGET, MINIFIED, []],
  [
    'beside a Secret, minified and huge',
    TARGET,
    `{"a":"${'x'.repeat(10_000)}",\n"kind":"Secret"}\n`.replace('"a"', '"«a»"'),
    [],
  ],
  ['a related place in a Secret', undefined, 'kind: Secret\ndata:\n  p: «aHVudGVy»\n', ['  p: ***']],
  ['a fact that points into a Secret', FACT, 'kind: Secret\ndata:\n  p: «aHVudGVy»\n', ['  p: ***']],
  ['a broken document that may be a Secret', BROKEN, 'kind: Secret\ndata:\n  p: «aHVudGVy»\n', ['  p: ***']],
  ['an annotation that repeats a Secret', undefined, 'a: "{\\"kind\\":\\"Secret\\"}"\nb: «x»\n', ['b: ***']],
];

test.each(ROWS)('%s', (_, resource, marked, expected) => {
  const location = place('a.yaml', marked);
  const { line } = location.range.start;
  const wish = { first: line - 2, last: line + 2 };
  const excerpt =
    resource === undefined
      ? excerptOfPlace({ message: 'here', location }, wish)
      : excerptOf(location, resource, wish);
  expect(excerpt.lines.map(({ text }) => text)).toEqual(expected);
});

test('no format lets the value of a Secret out', () => {
  const secret = place('a.yaml', 'kind: Secret\ndata:\n  p: «aHVudGVy»\n  q: aHVudGVy\n');
  const after = place('b.yaml', 'kind: Secret\ndata:\n  q: aHVudGVy\n---\nkind: «Pod»\n');
  const findings = [
    findingAt(secret, { resource: SECRET, related: [{ message: 'after', location: after }] }),
    findingAt(after, { related: [{ message: 'secret', location: secret }] }),
  ];
  const report = reportOf({ rules: [RULE], findings });
  const options = { tool: TOOL, color: false, verbosity: 'verbose' } as const;
  expect(render('text', report, options)).toBe(`\
error[smi-traffic-target-unknown-match]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> a.yaml:3:6
  |
3 |   p: ***
  |      ^^^
  |
 ::: b.yaml:5:7
  |
5 | kind: Pod
  |       --- after
  = help: Correct the name, or add the match to the group's spec.matches.

error[smi-traffic-target-unknown-match]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> b.yaml:5:7
  |
4 | ---
5 | kind: Pod
  |       ^^^
  |
 ::: a.yaml:3:6
  |
3 |   p: ***
  |      --- secret
  = help: Correct the name, or add the match to the group's spec.matches.

2 errors, 0 warnings, 0 notes; 0 undecided; 0 objects in 0 files.
`);
  expect(render('sarif', report, options)).not.toContain('aHVudGVy');
  expect(render('json', report, options)).not.toContain('aHVudGVy');
});
