import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/input/files/decode.js';
import { readText, spansOf } from '../../../src/input/text/read-text.js';
import answers from './kubernetes-yaml.json' with { type: 'json' };

interface Answer {
  readonly json?: string;
  readonly error?: string;
  readonly strict?: { readonly error: string };
}

// Go prints integers in full, and JSON.parse takes the nearest number, as the reader does.
function check(written: string, { json, strict }: Answer) {
  const text = decode(Buffer.from(written)) ?? '';
  const [first = { start: 0, end: 0 }] = spansOf(text);
  const content = readText(text.slice(first.start, first.end));
  if (json === undefined) return expect(content.type).toBe('fault');
  expect(content.type === 'value' ? content.value : content.type === 'nothing' ? null : content).toEqual(
    JSON.parse(json),
  );
  const duplicates = content.type === 'value' ? content.duplicates : [];
  expect(duplicates.length > 0).toBe(strict !== undefined);
}

describe('a scalar is what Kubernetes makes of it', () => {
  test.each(answers.scalars)('$input', ({ input, ...answer }) => check(`a: ${input}\n`, answer));
});

describe('a document is what Kubernetes makes of it', () => {
  test.each(answers.documents)('$name', ({ text, ...answer }) => check(text, answer));
});
