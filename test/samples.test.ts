import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.js';
import { readInput } from '../src/input/read.js';
import { useFastReader } from '../src/input/text/yaml-value.js';
import { render } from '../src/report/render.js';
import { loadRuleSet } from '../src/rule-set.js';

const ROOT = join(import.meta.dirname, '..');
const STORIES = readdirSync(join(ROOT, 'samples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const { rules } = await loadRuleSet([], ROOT);

async function reportOf(path: string, complete: readonly string[] = []) {
  const input = await readInput([path], { cwd: ROOT });
  return analyze(input, rules, {
    complete,
    scopes: [],
    releases: {},
    failOn: 'error',
    requireComplete: false,
  });
}

const OPTIONS = { tool: { name: 'meshlint', version: '0.0.0' }, color: false, verbosity: 'normal' } as const;

/** What a rule says of itself is tested with the rules: here a new rule changes nothing where it says nothing. */
function withoutRules(sarif: string): string {
  const log = JSON.parse(sarif);
  for (const run of log.runs) {
    run.tool.driver.rules = [];
    for (const result of run.results) result.ruleIndex = undefined;
  }
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

/** The places in the table of broken.md: `| fault | file | line | ...`. */
function plantedFaults(story: string): readonly string[] {
  return rowsOf(story).flatMap(([, , file = '', line = '']) => {
    const number = /^\d+/.exec(line)?.[0];
    return number === undefined ? [] : [`samples/${story}/broken/${file.replaceAll('`', '')}:${number}`];
  });
}

/** Those of the table of what is said only where all is captured: `| fault | file:line | ...`. */
function faultsOfTheWhole(story: string): readonly string[] {
  return rowsOf(story).flatMap(([, , place = '']) =>
    /:\d+$/.test(place) ? [`samples/${story}/broken/${place}`] : [],
  );
}

function rowsOf(story: string): readonly (readonly string[])[] {
  const rows = readFileSync(join(ROOT, 'samples', story, 'broken.md'), 'utf8').split('\n');
  return rows.map((row) => row.split('|').map((cell) => cell.trim()));
}

function placesOf({ findings }: Awaited<ReturnType<typeof reportOf>>): readonly string[] {
  return findings
    .flatMap((finding) => [finding, ...finding.consequences])
    .map(({ location }) => `${location.source.name}:${location.range.start.line}`);
}

describe.each(STORIES)('samples/%s', (story) => {
  it('is healthy where it says so', async () => {
    const report = await reportOf(`samples/${story}/healthy`);
    expect(report.findings.map(({ rule, location }) => `${location.range.start.line} ${rule.id}`)).toEqual(
      [],
    );
    expect(report.problems).toEqual([]);
    expect(report.counts.objects).toBeGreaterThan(10);
  });

  it.each(['healthy', 'broken'])('%s says what is stored', async (variant) => {
    const report = await reportOf(`samples/${story}/${variant}`);
    const file = (format: string) => join(ROOT, 'samples', story, 'expected', `${variant}.${format}`);
    await expect(render('text', report, OPTIONS)).toMatchFileSnapshot(file('txt'));
    await expect(withoutRules(render('sarif', report, OPTIONS))).toMatchFileSnapshot(file('sarif'));
  });

  it('shows every planted fault that its table names', async () => {
    const found = placesOf(await reportOf(`samples/${story}/broken`));
    expect(plantedFaults(story).length).toBeGreaterThan(5);
    expect(plantedFaults(story).filter((place) => !found.includes(place))).toEqual([]);
  });

  it('shows those that need all of the cluster where all is captured', async () => {
    const found = placesOf(await reportOf(`samples/${story}/broken`, ['*']));
    expect(faultsOfTheWhole(story).filter((place) => !found.includes(place))).toEqual([]);
  });
});

describe('the slow reader makes no difference to', () => {
  it.each(STORIES)('%s', async (story) => {
    const path = `samples/${story}/broken`;
    const fast = render('sarif', await reportOf(path), OPTIONS);
    useFastReader(false);
    try {
      expect(render('sarif', await reportOf(path), OPTIONS)).toBe(fast);
    } finally {
      useFastReader(true);
    }
  });
});
