import { expect, test } from 'vitest';
import { failureOf } from './fuzz/fuzz.js';

/** `node test/fuzz/fuzz.mjs` tries many more. */
const INPUTS = 250;

test('mutated input stops nothing, and takes no finding from what stands beside it', async () => {
  for (let seed = 1; seed <= INPUTS; seed += 1) expect(await failureOf(seed)).toBeUndefined();
});
