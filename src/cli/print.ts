import type { Problem } from '../input/source.js';
import type { FileMistake } from '../rules/check-document.js';

/** Writes to standard output: the report, and nothing else. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Writes a line to standard error: what is not the report. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A place that editors and terminals make clickable, and a sentence. */
export function mistakeLine({ location, message }: FileMistake): string {
  const { line, column } = location.range.start;
  return `${location.source.name}:${line}:${column}: error: ${message}`;
}

export function problemLine({ level, subject, message }: Problem): string {
  return `${level}: ${subject}: ${message}`;
}
