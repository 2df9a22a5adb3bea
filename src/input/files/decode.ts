/** The text of a file's bytes, without a byte order mark; undefined for what is not text. */
export function decode(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Windows PowerShell redirects into UTF-16, mostly with a mark. Without one, the NUL halves of the first two letters tell:
 * YAML and JSON begin with ASCII.
 */
export function encodingOf([first, second, third, fourth]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first && second === 0 && (third === undefined || fourth === 0)) return 'utf-16le';
  if (first === 0 && second && (third === undefined || third === 0)) return 'utf-16be';
  return 'utf-8';
}
