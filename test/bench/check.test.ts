import { expect, test } from 'vitest';
import { differenceOf } from '../../bench/check.js';

function sarifOf(
  ...findings: readonly (readonly [rule: string, uri: string, line: number, column: number])[]
) {
  const results = findings.map(([ruleId, uri, startLine, startColumn]) => ({
    ruleId,
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } } }],
  }));
  return JSON.stringify({ runs: [{ results }] });
}

const TRUTH = ['one a.yaml:1:2', 'two b.yaml:3:4'];

test.each<[string, string, readonly string[], readonly string[]]>([
  ['is the truth', sarifOf(['two', 'b.yaml', 3, 4], ['one', 'a.yaml', 1, 2]), [], []],
  ['lacks one', sarifOf(['one', 'a.yaml', 1, 2]), ['two b.yaml:3:4'], []],
  [
    'says one twice',
    sarifOf(['one', 'a.yaml', 1, 2], ['one', 'a.yaml', 1, 2], ['two', 'b.yaml', 3, 4]),
    [],
    ['one a.yaml:1:2'],
  ],
  [
    'is off by one column',
    sarifOf(['one', 'a.yaml', 1, 2], ['two', 'b.yaml', 3, 5]),
    ['two b.yaml:3:4'],
    ['two b.yaml:3:5'],
  ],
  [
    'names another rule',
    sarifOf(['one', 'a.yaml', 1, 2], ['three', 'b.yaml', 3, 4]),
    ['two b.yaml:3:4'],
    ['three b.yaml:3:4'],
  ],
  ['finds nothing', sarifOf(), TRUTH, []],
])('a report that %s', (_, sarif, missing, extra) => {
  expect(differenceOf(TRUTH, sarif)).toEqual({ missing, extra });
});
