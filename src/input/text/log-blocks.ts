import type { Span } from './positions.js';

/**
 * The parts of a text around the logs of pods. `kubectl cluster-info dump` without a directory writes lists of objects and
 * logs in turn, and a log may hold anything that looks like an object.
 */
export function partsBetweenLogs(text: string): readonly Span[] {
  if (!holdsLogs(text)) return [{ start: 0, end: text.length }];
  const parts: Span[] = [];
  let start = 0;
  for (const block of logsIn(text)) {
    parts.push({ start, end: block.start });
    start = block.end;
  }
  return [...parts, { start, end: text.length }].filter((part) => part.start < part.end);
}

/** The log of one container, as it stands in such a text. */
export interface LogBlock extends Span {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export function logsIn(text: string): readonly LogBlock[] {
  return Array.from(text.matchAll(BLOCK), ({ index, 0: block, groups }) => {
    const [, container = '', namespace = '', pod = ''] =
      /^(.*) of pod (.*)\/(.*)$/.exec(groups?.pod ?? '') ?? [];
    return { start: index, end: index + block.length, namespace, pod, container };
  });
}

/** Whether a text is what `kubectl cluster-info dump` printed. */
export function holdsLogs(text: string): boolean {
  return text.includes(START);
}

const START = '==== START logs for container ';

/** A dump that was cut off in the middle of a log has no end mark. */
const BLOCK =
  /^==== START logs for container (?<pod>.*) ====$[\s\S]*?(?:==== END logs for container \k<pod> ====$|(?![\s\S]))/gm;
