import { expect, test } from 'vitest';
import { renderText } from '../../src/report/text.js';
import type { Finding } from '../../src/rules/finding.js';
import { ACCESS, findingAt, place, places, RELEASED, ROUTES, reportOf } from './reports.js';

/** The whole text of a report with this one finding, without its last line, the summary. */
function check(finding: Finding, expected: string): void {
  const text = renderText(reportOf({ findings: [finding] }), { color: false, verbosity: 'normal' });
  const summary = '\n1 error, 0 warnings, 0 notes; 0 undecided; 0 objects in 0 files.\n';
  expect(`\n${text}`).toBe(`${expected}${summary}`);
}

test('a related place in another file has its own frame', () => {
  const related = [{ message: "did you mean 'create'?", location: place('shop/routes.yaml', ROUTES) }];
  const notes = ['The group stands in shop/routes.yaml.'];
  check(
    findingAt(place('shop/access.yaml', ACCESS), { related, notes }),
    `
error[smi-traffic-target-unknown-match]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
  --> shop/access.yaml:12:11
   |
10 |       matches:
11 |         - list
12 |         - craete
   |           ^^^^^^
   |
  ::: shop/routes.yaml:9:13
   |
 9 |     - name: create
   |             ------ did you mean 'create'?
   = note: The group stands in shop/routes.yaml.
   = help: Correct the name, or add the match to the group's spec.matches.
`,
  );
});

test('a related place a few lines away shares the frame', () => {
  const [related, primary] = places('a.yaml', 'spec:\n  - «create»\n  - list\n  - «craete»\n  - more\n');
  check(
    findingAt(primary, { rule: RELEASED, related: [{ message: 'the nearest one', location: related }] }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> a.yaml:4:5
  |
2 |   - create
  |     ------ the nearest one
3 |   - list
4 |   - craete
  |     ^^^^^^
  = help: Upgrade.
`,
  );
});

test('a related place below, and one on the same line', () => {
  const [same, primary, below] = places('a.yaml', '{ «one», «two» }\n# between\n{ «three» }\n');
  const related = [
    { message: 'the first', location: same },
    { message: 'the third', location: below },
  ];
  check(
    findingAt(primary, { rule: RELEASED, related }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> a.yaml:1:8
  |
1 | { one, two }
  |        ^^^
  |   --- the first
2 | # between
3 | { three }
  |   ----- the third
  = help: Upgrade.
`,
  );
});

test('a related place far away in the same file, and one in another document', () => {
  const [primary, next, far] = places('a.yaml', `a: «b»\n---\nc: «d»\n${'- x\n'.repeat(8)}e: «f»\n`);
  const related = [
    { message: 'next', location: next },
    { message: 'far', location: far },
  ];
  check(
    findingAt(primary, { rule: RELEASED, related }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
  --> a.yaml:1:4
   |
 1 | a: b
   |    ^
   |
  ::: a.yaml:3:4
   |
 3 | c: d
   |    - next
   |
  ::: a.yaml:12:4
   |
12 | e: f
   |    - far
   = help: Upgrade.
`,
  );
});

const LONG = 'x'.repeat(5000);

/** Name, marked source, and the lines between the place and the help. */
const FRAMES: readonly (readonly [string, string, string])[] = [
  ['CRLF', 'a: 1\r\nb: «craete»\r\nc: 2\r\n', '1 | a: 1\n2 | b: craete\n  |    ^^^^^^'],
  ['CRLF at the end of the range', 'b: «craete»\r\n', '1 | b: craete\n  |    ^^^^^^'],
  ['no line end', 'b: «craete»', '1 | b: craete\n  |    ^^^^^^'],
  ['tabs', 'b:\t{\t«a\tb»\t}\n', '1 | b:    {    a    b    }\n  |            ^^^^^^'],
  ['wide letters', '日本: «訳 x» # 語\n', '1 | 日本: 訳 x # 語\n  |       ^^^^'],
  ['emoji', '"😀 👩‍👩‍👧 🇩🇪 ✔️": «craete»\n', '1 | "😀 👩‍👩‍👧 🇩🇪 ✔️": craete\n  |                ^^^^^^'],
  ['combining accents', 'e\u0301e\u0301: «craete»\n', '1 | e\u0301e\u0301: craete\n  |     ^^^^^^'],
  ['escapes', 'a: "\u001b[31m«cr\u0007te»\u202e"\n', '1 | a: "␛[31mcr␇te\\u{202e}"\n  |          ^^^^^'],
  ['log commands', 'a: «##[error]»\n', '1 | a: #\u2060#[error]\n  |    ^^^^^^^^^'],
  ['an empty range', 'a:«»\n', '1 | a:\n  |   ^'],
  ['several lines', 'a: «{ b,\n  c }»\n', '1 | a: { b,\n  |    ^^^^'],
  ['blanks behind', 'a: «b»   \n', '1 | a: b\n  |    ^'],
  [
    'a long line behind the place',
    `b: «craete» ${LONG}\n`,
    `1 | b: craete ${'x'.repeat(90)}...\n  |    ^^^^^^`,
  ],
  [
    'a long line before the place',
    `${LONG}: «craete»\n`,
    `1 | ...${'x'.repeat(28)}: craete\n  | ${' '.repeat(33)}^^^^^^`,
  ],
  [
    'a long line around the place',
    `${LONG}: «craete» ${LONG}\n`,
    `1 | ...${'x'.repeat(28)}: craete ${'x'.repeat(63)}...\n  | ${' '.repeat(33)}^^^^^^`,
  ],
  ['a long place', `b: «${LONG}»\n`, `1 | b: ${'x'.repeat(97)}...\n  |    ${'^'.repeat(97)}`],
  [
    'a long line above',
    `c: ${LONG}\nb: «craete»\n`,
    `1 | c: ${'x'.repeat(97)}...\n2 | b: craete\n  |    ^^^^^^`,
  ],
];

test.each(FRAMES)('%s', (_, marked, frame) => {
  const location = place('some dir/ü.yaml', marked);
  const { line, column } = location.range.start;
  check(
    findingAt(location, { rule: RELEASED }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> some dir/ü.yaml:${line}:${column}
  |
${frame}
  = help: Upgrade.
`,
  );
});

test('places on one long line are cut apart', () => {
  const [related, primary] = places('min.json', `{"a":"«b»","c":"${LONG}","d":"«e»"}`);
  check(
    findingAt(primary, { rule: RELEASED, related: [{ message: 'the other', location: related }] }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> min.json:1:5022
  |
1 | ...${'x'.repeat(23)}","d":"e"}
  | ${' '.repeat(33)}^
  |
 ::: min.json:1:7
  |
1 | {"a":"b","c":"${'x'.repeat(86)}...
  |       - the other
  = help: Upgrade.
`,
  );
});

test('a place behind the end of its source has no frame', () => {
  const range = { start: { line: 7, column: 1 }, end: { line: 7, column: 2 } };
  check(
    findingAt({ source: { name: 'a.yaml', text: 'a: b\n' }, range }, { rule: RELEASED }),
    `
error[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> a.yaml:7:1
  = help: Upgrade.
`,
  );
});

test('foreign text cannot act on a terminal or a build agent', () => {
  const message = 'Name \u001b[31m bad\n::warning::x ##vso[task.x] \ud800.';
  const related = [{ message: 'with \u001b', location: place('::error::\u001b.yaml', 'a: «b»\n') }];
  check(
    findingAt(place('::error::\u0000.yaml', 'a: «b»\n'), {
      rule: RELEASED,
      message,
      related,
      notes: ['\r\n\t'],
    }),
    `
error[osm-old]: Name ␛[31m bad␊::warning::x #\u2060#vso[task.x] \\u{d800}.
 --> ::error::␀.yaml:1:4
  |
1 | a: b
  |    ^
  |
 ::: ::error::␛.yaml:1:4
  |
1 | a: b
  |    - with ␛
  = note: ␍␊␉
  = help: Upgrade.
`,
  );
});
