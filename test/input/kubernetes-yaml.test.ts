import { describe, expect, test } from 'vitest';
import { decode } from '../../src/input/decode.js';
import { readText, spansOf } from '../../src/input/text.js';
import answers from './kubernetes-yaml.json' with { type: 'json' };

// Go prints integers in full; a JavaScript number holds the nearest double. Both sides go through JSON.parse.
function check(written: string, expected: { readonly json?: string; readonly error?: string }) {
  const text = decode(Buffer.from(written)) ?? '';
  const [first = { start: 0, end: 0 }] = spansOf(text);
  const content = readText(text.slice(first.start, first.end));
  if (expected.json === undefined) expect(content).toMatchObject({ type: 'fault' });
  else expect(content).toMatchObject({ type: 'value' });
  if (content.type === 'value') expect(content.value ?? null).toEqual(JSON.parse(expected.json ?? 'null'));
}

describe('a scalar is what Kubernetes makes of it', () => {
  test.each(answers.scalars)('$input', ({ input, ...expected }) => check(`a: ${input}\n`, expected));
});

describe('a document is what Kubernetes makes of it', () => {
  test.each(answers.documents)('$name', ({ text, ...expected }) => check(text, expected));
});
