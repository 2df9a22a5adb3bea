import type { TextRole } from '../layouts/layout.js';
import type { Bundle, Source } from '../source.js';
import { lineOfOffset } from '../text/lines.js';
import { logsIn } from '../text/log-blocks.js';

/** A line of a log, or of a table of events, that some rule asked for. */
export interface ObservedLine {
  /** Holds this line alone, under its number. */
  readonly source: Source;
  /** Undefined: it stands in a file of no bundle, between lists of objects. */
  readonly bundle: Bundle | undefined;
  readonly role: TextRole;
}

/** A crashing pod writes the same line for hours; this many of one sort in one file say what there is to say. */
const ENOUGH = 20;
/** Longer lines are cut: a signature stands near the start of what a program says. */
const LONGEST = 8_000;

/** The lines of a text that match a signature. They are read as they come, and all others are forgotten at once. */
export async function observedLines(
  name: string,
  { bundle, role }: Pick<ObservedLine, 'bundle' | 'role'>,
  content: AsyncIterable<Uint8Array>,
  signatures: readonly RegExp[],
): Promise<readonly ObservedLine[]> {
  const isWanted = wanted(signatures);
  const observed: ObservedLine[] = [];
  let number = 0;
  for await (const line of linesOf(content)) {
    number += 1;
    if (isWanted(line)) observed.push({ source: { name, text: line, firstLine: number }, bundle, role });
  }
  return observed;
}

/** The same of the logs in what `kubectl cluster-info dump` printed: there objects are read, and the text is held. */
export function observedInDump(source: Source, signatures: readonly RegExp[]): readonly ObservedLine[] {
  return logsIn(source.text).flatMap(({ start, end, ...writer }) => {
    const isWanted = wanted(signatures);
    const first = lineOfOffset(source, start);
    const lines = source.text.slice(start, end).split('\n').map(asLine);
    return lines.flatMap((text, at): readonly ObservedLine[] => {
      if (!isWanted(text)) return [];
      const role = { type: 'text', of: 'log', ...writer } as const;
      return [{ source: { name: source.name, text, firstLine: first + at }, bundle: undefined, role }];
    });
  });
}

/** Whether a line of one file matches a signature that was not seen often enough. */
function wanted(signatures: readonly RegExp[]): (line: string) => boolean {
  const seen = new Map<RegExp, number>();
  return (line) => {
    const signature = signatures.find((each) => (seen.get(each) ?? 0) < ENOUGH && each.test(line));
    if (signature !== undefined) seen.set(signature, (seen.get(signature) ?? 0) + 1);
    return signature !== undefined;
  };
}

async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of content) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    // What is cut from a line that never ends is not held.
    rest = (lines.pop() ?? '').slice(0, LONGEST);
    for (const line of lines) yield asLine(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield asLine(rest);
}

function asLine(text: string): string {
  return text.slice(0, LONGEST).replace(/\r$/, '');
}
