import type { JsonObject } from '../../src/input/json.js';
import { listOf, yaml } from '../shapes/plain.js';
import { inventions, known, readTexts, reportOn } from '../shapes/whole.js';
import { reportOf } from './report.js';

/** What is said of a capture that lost two kinds of objects, others from number to number, and not of the whole cluster. */
export function inventionsOf(objects: readonly JsonObject[], number: number): readonly string[] {
  const part = partOf(objects, number);
  return inventions(reportOn(readTexts([yaml(listOf(part))])), known([reportOf(objects)]));
}

function partOf(objects: readonly JsonObject[], number: number): readonly JsonObject[] {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const lost = [kinds[(number * 5) % kinds.length], kinds[(number * 11 + 3) % kinds.length]];
  return objects.filter(({ kind }) => !lost.includes(kind));
}
