import { handOver } from './hand-over.js';
import { put, putBytes } from './scratch.js';

/** What a backslash and a letter mean in double quotes, where YAML and Go agree. */
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

/** Those of one byte, by the byte of the letter: a file in double quotes has one at the end of each line. */
const BYTES = Uint8Array.from({ length: 256 }, (_, letter) => {
  const code = CHARACTERS.get(String.fromCharCode(letter))?.charCodeAt(0) ?? 0;
  return code < 0x80 ? code : 0;
});

const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Puts the character that an escape stands for, and gives the place behind the escape. */
export function putEscaped(bytes: Buffer, backslash: number): number {
  const byte = BYTES[bytes[backslash + 1] ?? 0] ?? 0;
  if (byte === 0) return putRare(bytes, backslash);
  put(byte);
  return backslash + 2;
}

function putRare(bytes: Buffer, backslash: number): number {
  const letter = String.fromCharCode(bytes[backslash + 1] ?? 0);
  const behind = backslash + 2 + (DIGITS.get(letter) ?? 0);
  const character = CHARACTERS.get(letter) ?? characterOf(bytes.toString('latin1', backslash + 2, behind));
  const encoded = Buffer.from(character);
  putBytes(encoded, 0, encoded.length);
  return behind;
}

/** Half a character is none, and cannot be written as UTF-8. */
function characterOf(digits: string): string {
  const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  const isCharacter = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
  return isCharacter ? String.fromCodePoint(code) : handOver();
}
