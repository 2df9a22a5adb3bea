import { parse, TomlError } from 'smol-toml';

/** Where a text ceases to be TOML, and why. Lines and columns count from 1. */
export interface TomlFault {
  readonly line: number;
  readonly column: number;
  /** The end of a sentence. */
  readonly reason: string;
}

/** The value of a text in TOML, or what keeps it from being some. */
export function readToml(
  text: string,
): { readonly value: unknown } | { readonly value: undefined; readonly fault: TomlFault } {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column, message } = error;
    return { value: undefined, fault: { line, column, reason: reasonIn(message) } };
  }
}

/** The library puts a title before the reason, and a picture of the text behind it. */
function reasonIn(message: string): string {
  return message.replace(/^Invalid TOML document: /, '').replace(/\n[\s\S]*$/, '');
}
