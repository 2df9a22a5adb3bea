import { createScanner, printParseErrorCode, visit } from 'jsonc-parser';
import type { Span } from './positions.js';

/** A piece of a JSON text: a bracket, a brace, a comma, a colon, or a scalar. */
export interface Token extends Span {
  /** Its first character: `"` for every text. */
  readonly mark: string;
}

/** The tokens between two offsets of a text, whether it is valid JSON or not. */
export function* tokensOf(text: string, from = 0): Iterable<Token> {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  while (scanner.scan() !== END) {
    const start = scanner.getTokenOffset();
    yield { mark: text.charAt(start), start, end: scanner.getPosition() };
  }
}

// SyntaxKind.EOF: the constants of the library exist for its own compiler settings only.
const END = 17;

/** The tokens up to the bracket that closes what `from` is inside of. A whole list or mapping counts as one token. */
export function* outermostTokens(text: string, from: number): Iterable<Token> {
  const open: Token[] = [];
  for (const token of tokensOf(text, from)) {
    const opened = isClosing(token) ? open.pop() : undefined;
    if (isOpening(token)) open.push(token);
    else if (isClosing(token) && opened === undefined) return;
    else if (open.length === 0) yield { ...(opened ?? token), end: token.end };
  }
  const [neverClosed] = open;
  if (neverClosed !== undefined) yield { ...neverClosed, end: text.length };
}

export function isOpening({ mark }: Token): boolean {
  return mark === '{' || mark === '[';
}

export function isClosing({ mark }: Token): boolean {
  return mark === '}' || mark === ']';
}

/** The first mistake in a JSON text, by the library's name for its kind. */
export function firstMistake(text: string): (Span & { readonly kind: string }) | undefined {
  let first: (Span & { readonly kind: string }) | undefined;
  visit(
    text,
    {
      onError: (error, offset, length) => {
        first ??= { kind: printParseErrorCode(error), start: offset, end: offset + length };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return first;
}
