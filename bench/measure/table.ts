import { cpus } from 'node:os';
import { type Measured, referenceFor } from './rounds.js';

/** What was measured, as a table of Markdown. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = measured.map(({ input, tool, milliseconds, peak, ratio, remark }) => [
    input.id,
    tool.title,
    milliseconds === undefined ? '–' : seconds(milliseconds),
    ratio === undefined ? '–' : tool.id === referenceFor(input) ? '1' : `${ratio.toFixed(2)}x`,
    peak === undefined ? '–' : `${Math.round(peak / 1e6)} MB`,
    remark,
  ]);
  const head = ['input', 'tool', 'wall', 'to reference', 'peak', 'remark'];
  return aligned([head, head.map(() => '---'), ...rows]);
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return rows.map(line).join('\n');
}

/** On what it was measured. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model.trim()}, Node ${process.versions.node}, ${process.platform}`;
}
