import type { Span } from './positions.js';

/**
 * The stretches of a text that each hold one document. A marker in the first column ends a document wherever it
 * stands, so a document that is broken cannot swallow its neighbours.
 */
export function documentSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  let begun = false;
  for (const { index, 0: marker, groups } of text.matchAll(MARKER)) {
    const isEnd = marker.startsWith('.');
    const before = begun || isEnd ? 'document' : preludeOf(text.slice(start, index));
    begun = !isEnd;
    if (before === 'directives') continue;
    if (before === 'document') spans.push({ start, end: index });
    start = index + (groups?.empty === undefined ? 0 : marker.length);
  }
  return [...spans, { start, end: text.length }];
}

// A lone carriage return and the line ends of Unicode end lines for Go, too. A value may stand on the line of `---`.
const MARKER =
  /(?<![^\n\r\u0085\u2028\u2029])(?:(?<empty>(?:---|\.\.\.)[ \t]*(?=[\n\r\u0085\u2028\u2029]|$))|(?:---|\.\.\.)(?=[ \t]))/g;

/** What stands before `---`. Directives belong to the document that it begins, and comments to none. */
function preludeOf(text: string): 'document' | 'directives' | 'comments' {
  // Nobody writes preludes of more than a few lines, and a document without any marker may be huge.
  const lines = text.length < 10_000 ? text.split(/\r\n|\n|\r/) : [text];
  if (lines.every((line) => /^\s*(?:#.*)?$/.test(line))) return 'comments';
  return lines.every((line) => /^(?:%.*|\s*(?:#.*)?)$/.test(line)) ? 'directives' : 'document';
}
