import { expect, test } from 'vitest';
import { FORMATS } from '../../src/report/format.js';
import { renderJson } from '../../src/report/json.js';
import { render } from '../../src/report/render.js';
import { renderSarif } from '../../src/report/sarif.js';
import { renderText } from '../../src/report/text.js';
import { ACCESS, findingAt, place, RULE, reportOf, TOOL } from './reports.js';

const REPORT = reportOf({ rules: [RULE], findings: [findingAt(place('a.yaml', ACCESS))] });
const OPTIONS = { tool: TOOL, color: true, verbosity: 'quiet' } as const;

const EXPECTED = {
  text: renderText(REPORT, OPTIONS),
  sarif: renderSarif(REPORT, TOOL),
  json: renderJson(REPORT, TOOL),
};

test.each(FORMATS)('%s is rendered by its own file', (format) => {
  expect(render(format, REPORT, OPTIONS)).toBe(EXPECTED[format]);
});

test.each(FORMATS)('%s ends with one line end', (format) => {
  expect(render(format, reportOf({}), OPTIONS)).toMatch(/[^\n]\n$/);
});
