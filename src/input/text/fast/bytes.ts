export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const OPENING_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
export const BAR = 0x7c;
export const CLOSING_BRACE = 0x7d;

const DELETE = 0x7f;

/**
 * What a byte means to the loops that look at every byte: one look-up is quicker than a row of comparisons. Bytes of
 * characters beyond ASCII count as text: which of them may stand in a document is asked once for the whole of it.
 */
function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}

/** Of a comment and of the lines of a block: all but line ends and control characters. */
export const IS_TEXT = table((byte) => byte === TAB || (byte >= SPACE && byte !== DELETE));

/** Inside of a plain scalar, whatever stands around it. */
export const IS_PLAIN = table((byte) => byte >= SPACE && byte !== DELETE && byte !== COLON && byte !== HASH);

/** The same between brackets and braces. */
export const IS_PLAIN_IN_FLOW = table(
  (byte) => IS_PLAIN[byte] === 1 && !',[]{}'.includes(String.fromCharCode(byte)),
);

/** At the start of a plain scalar. A dash and a colon need a second look. */
export const BEGINS_PLAIN = table(
  (byte) =>
    IS_PLAIN[byte] === 1 && byte !== SPACE && !'-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(byte)),
);

/** Inside of double quotes, where nothing is folded or escaped. */
export const IS_DOUBLE_QUOTED = table(
  (byte) => IS_TEXT[byte] === 1 && byte !== DOUBLE_QUOTE && byte !== BACKSLASH,
);

/** The same between single quotes. */
export const IS_SINGLE_QUOTED = table((byte) => IS_TEXT[byte] === 1 && byte !== SINGLE_QUOTE);
