import type { BrokenDocument, Document } from './document.js';
import type { Source } from './source.js';
import { documentAt } from './text/located.js';
import { rangeOf, shifted } from './text/positions.js';
import { type Content, readText, spansOf } from './text/read-text.js';
import type { Fault } from './text/tree.js';

/** The documents of a file that is meant for meshlint itself, such as a rule: whatever they hold, and every mistake. */
export function parseConfiguration(source: Source): {
  readonly documents: readonly Document[];
  readonly broken: readonly BrokenDocument[];
} {
  const read = spansOf(source.text).map((span) => ({
    span,
    content: readText(source.text.slice(span.start, span.end)),
  }));
  return {
    documents: read.flatMap(({ span, content }) =>
      content.type === 'value' ? documentAt(source, span, content.value, content.readTree) : [],
    ),
    broken: read.flatMap(({ span, content }) =>
      mistakesIn(content).map((fault) => ({
        source,
        range: rangeOf(source, shifted(fault, span.start)),
        message: fault.message,
      })),
    ),
  };
}

function mistakesIn(content: Content): readonly Fault[] {
  if (content.type === 'fault') return [content.fault];
  return content.type === 'value' ? content.duplicates : [];
}
