import type { BrokenDocument, Document } from './document.js';
import { documentAt } from './located.js';
import { rangeOf, shifted } from './positions.js';
import type { Source } from './source.js';
import { readText, spansOf } from './text.js';

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
      content.type !== 'fault' && content.value !== undefined ? documentAt(source, span, content.value) : [],
    ),
    broken: read.flatMap(({ span, content }) =>
      (content.type === 'fault' ? [content.fault] : content.duplicates).map((fault) => ({
        source,
        range: rangeOf(source, shifted(fault, span.start)),
        message: fault.message,
      })),
    ),
  };
}
