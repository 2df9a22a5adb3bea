/**
 * How many terminal columns a character takes. An approximation of Unicode's East Asian Width, good for placing carets:
 * terminals disagree among themselves about the rest.
 */

/** First and last code point of the blocks that are wide throughout. */
const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], // Hangul initials
  [0x2e80, 0x303e], // CJK radicals and punctuation
  [0x3041, 0xa4cf], // kana, CJK, Yi
  [0xa960, 0xa97c], // Hangul, extended
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff], // CJK, compatibility
  [0xfe30, 0xfe6f], // CJK forms
  [0xff01, 0xff60], // full-width forms
  [0xffe0, 0xffe6], // full-width signs
  [0x20000, 0x3fffd], // CJK, extensions
];

const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\u200c\u200d]/u;

/** Columns of one grapheme: a letter with its accents, or a whole emoji sequence. */
export function widthOf(grapheme: string): 0 | 1 | 2 {
  if (WITHOUT_WIDTH.test(grapheme)) return 0;
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x1100) return grapheme.includes('\ufe0f') ? 2 : 1;
  return EMOJI.test(grapheme) || WIDE_BLOCKS.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
