import type { Span } from './positions.js';

/**
 * The parts of a text around the logs of pods. `kubectl cluster-info dump` without a directory writes lists of objects and
 * logs in turn, and a log may hold anything that looks like an object.
 */
export function partsBetweenLogs(text: string): readonly Span[] {
  if (!holdsLogs(text)) return [{ start: 0, end: text.length }];
  const parts: Span[] = [];
  let start = 0;
  for (const { index, 0: block } of text.matchAll(BLOCK)) {
    parts.push({ start, end: index });
    start = index + block.length;
  }
  return [...parts, { start, end: text.length }].filter((part) => part.start < part.end);
}

/** Whether a text is what `kubectl cluster-info dump` printed. */
export function holdsLogs(text: string): boolean {
  return text.includes(START);
}

const START = '==== START logs for container ';

/** A dump that was cut off in the middle of a log has no end mark. */
const BLOCK =
  /^==== START logs for container (?<pod>.*) ====$[\s\S]*?(?:==== END logs for container \k<pod> ====$|(?![\s\S]))/gm;
