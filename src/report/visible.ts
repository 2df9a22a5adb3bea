/**
 * Characters that act on a terminal instead of standing in it: controls (ESC among them), bidirectional overrides, line
 * separators, other invisible characters, halves of surrogate pairs. The joiners stay, because emoji and several
 * scripts are written with them, and so do the tags of which flags are made.
 */
const ACTING = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Foreign text made harmless on one line: ESC as `␛`, U+202E as `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(ACTING, pictureOf);
}

/**
 * Breaks the commands that build agents obey in a log: `##[...]` and `##vso[...]` anywhere in a line, `::...::` at its
 * start. An invisible joiner between their first two characters leaves carets where they are.
 */
export function withoutLogCommands(output: string): string {
  return output.replace(/#(?=#(?:vso)?\[)|(?<=^\s*):(?=:(?!:))/gim, '$&\u2060');
}

function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
}
