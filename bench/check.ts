import { readFileSync } from 'node:fs';
import type { Expected, Spot, Truth } from './generate/truth.js';

/** What a report lacks, and what it says too much; both empty where it is right. */
export interface Difference {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** A finding as it is compared: its rule, file, line and column. */
type Line = string;

/** Compares a report in SARIF with the truth: every finding at its place, and nothing else. */
export function differenceOf(expected: readonly Line[], sarif: string): Difference {
  const found = findingsIn(sarif);
  return { missing: without(expected, found), extra: without(found, expected) };
}

/** Each line as often as it stands in the one list more than in the other. */
function without(lines: readonly Line[], others: readonly Line[]): readonly Line[] {
  const left = new Map<Line, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly ruleId: string;
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: { readonly startLine: number; readonly startColumn: number };
            };
          },
        ];
      }[];
    },
  ];
}

function findingsIn(sarif: string): readonly Line[] {
  const { runs } = JSON.parse(sarif) as Sarif;
  return runs[0].results.map(({ ruleId, locations }) => {
    const { artifactLocation, region } = locations[0].physicalLocation;
    return lineOf(ruleId, decodeURIComponent(artifactLocation.uri), {
      line: region.startLine,
      column: region.startColumn,
    });
  });
}

function lineOf(rule: string, file: string, { line, column }: Spot): Line {
  return `${rule} ${file}:${line}:${column}`;
}

/** What has to be found in one form of a dump, under the name of its file. */
export function expectedInDump(path: string, form: string, file: string): readonly Line[] {
  return truthAt(path).flatMap(({ rule, spots }) => {
    const spot = spots[form];
    return spot === undefined ? [] : [lineOf(rule, file, spot)];
  });
}

/** What has to be found in a repository. */
export function expectedInRepository(path: string): readonly Line[] {
  return truthAt(path).flatMap(({ rule, spots }) =>
    Object.entries(spots).map(([file, spot]) => lineOf(rule, file, spot)),
  );
}

function truthAt(path: string): readonly Expected[] {
  const { findings } = JSON.parse(readFileSync(`${path}.truth.json`, 'utf8')) as Truth;
  return findings;
}
