import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/input/files/decode.js';

const TEXT = 'kind: Ä😀\r\n';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('the text of bytes', () => {
  test.each<[string, Uint8Array, string | undefined]>([
    ['UTF-8', Buffer.from(TEXT), TEXT],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), TEXT],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), TEXT],
    ['UTF-16 LE without a mark', Buffer.from(TEXT, 'utf16le'), TEXT],
    ['UTF-16 BE with a mark', utf16be(`\ufeff${TEXT}`), TEXT],
    ['UTF-16 BE without a mark', utf16be(TEXT), TEXT],
    ['a single letter in UTF-16', Buffer.from('a', 'utf16le'), 'a'],
    ['nothing', Buffer.alloc(0), ''],
    ['a mark and nothing else', Buffer.from('\ufeff'), ''],
    ['half a letter of UTF-16', Buffer.from('\ufeffab', 'utf16le').subarray(0, 5), undefined],
    ['a NUL among letters', Buffer.from('kind: A\0'), undefined],
    ['an AppleDouble file', Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]), undefined],
    ['Latin-1', Buffer.from('kind: \xc4', 'latin1'), undefined],
  ])('%s', (_, bytes, expected) => expect(decode(bytes)).toBe(expected));
});
