import { BufferContent } from './large/content.js';
import { type LargeFile, LargeReading } from './large/reading.js';
import { type ParsedSource, parseText } from './parse-text.js';
import type { Source } from './source.js';
import { TOO_LARGE } from './text/tree.js';
import type { WantedOf } from './wanted.js';

/** A text of more bytes than this is read piece by piece: as a whole, 20 MB of YAML would take gigabytes of memory. */
export const LARGE = 200_000;

/** Parses all documents of a source, be it large or not, as Kubernetes would read them. */
export function parseSource(source: Source): ParsedSource {
  if (source.text.length <= LARGE) return parseText(source);
  const bytes = Buffer.from(source.text);
  const whole = { name: source.name, place: source.place, content: new BufferContent(bytes) };
  const reading = new LargeReading(whole, { wantedOf: everything, signatures: [] });
  reading.push(bytes);
  return orAsAWhole(reading.end(), source).parsed;
}

const everything: WantedOf = () => true;

/** A list that was cut at the wrong places, read as a whole. `source` holds its text, undefined: nobody does. */
export function orAsAWhole(file: LargeFile, source: Source | undefined): LargeFile {
  if (file.fault !== 'odd' || source === undefined) return file;
  const parsed = parseText(source);
  const isTooLarge = parsed.broken.some(({ message }) => message === TOO_LARGE);
  return isTooLarge ? file : { ...file, parsed, fault: undefined };
}
