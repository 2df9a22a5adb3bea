import type { ReadInput } from '../../src/input/read.js';
import { FORMATS } from '../../src/report/format.js';
import { render } from '../../src/report/render.js';
import type { Report } from '../../src/triage/report.js';
import { reportOn } from '../shapes/whole.js';
import { type FuzzInput, inputFrom } from './inputs.js';

const LOOK = { tool: { name: 'meshlint', version: '0.0.0' }, color: false, verbosity: 'normal' } as const;

/** No input that fits on a screen may take longer. In milliseconds. */
const LONGEST = 5_000;

/** What went wrong with an input: its seed, its files, and sentences. */
export interface Failure {
  readonly seed: number;
  readonly files: FuzzInput['files'];
  readonly faults: readonly string[];
}

/** Runs the whole line on the input of a seed; undefined: all is as it has to be. */
export async function failureOf(seed: number): Promise<Failure | undefined> {
  const input = await inputFrom(seed);
  const start = performance.now();
  const faults = await faultsOf(input);
  const time = performance.now() - start;
  const slow = time > LONGEST ? [`it took ${Math.round(time)} ms`] : [];
  return faults.length + slow.length === 0
    ? undefined
    : { seed, files: input.files, faults: [...faults, ...slow] };
}

async function faultsOf(input: FuzzInput): Promise<readonly string[]> {
  try {
    const read = await input.read();
    const report = reportOn(read);
    const found = new Set(report.findings.flatMap(namesOf));
    return [
      ...report.problems.flatMap(({ subject, message }) =>
        /^rule /.test(subject) ? `${subject}: ${message}` : [],
      ),
      ...input.expected.filter((name) => !found.has(name)).map((name) => `the finding is gone: ${name}`),
      ...rendered(report, read),
    ];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function namesOf({ rule, resource, location }: Report['findings'][number]): readonly string[] {
  const { source, range } = location;
  return [`${rule.id} ${source.name}:${range.start.line}`, `${rule.id} ${resource.name}`];
}

/** Every format has to be able to show it, and none may show what only a program knows. */
function rendered(report: Report, { documents }: ReadInput): readonly string[] {
  const texts = FORMATS.map((format) => render(format, report, LOOK));
  const written = documents.map(({ source }) => source.text).join('');
  return ['undefined', '[object ']
    .filter((word) => !written.includes(word.trim()) && texts.some((text) => text.includes(word)))
    .map((word) => `a report says '${word}'`);
}
