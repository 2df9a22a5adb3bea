import { type Picked, pickFrom } from '../graph/query.js';
import { Unknown } from '../graph/unknown.js';
import { isArray, isObject, type Json } from '../input/json.js';
import type { Path } from '../input/path.js';

/**
 * The values that an operand of a graph keyword stands for: a path (`../name`, `/metadata/name`), a literal, or a list
 * of operands of which the first that is there counts.
 */
export function operandValues(operand: Json, root: Json, here: Path): readonly Json[] {
  if (isArray(operand)) return firstPresent(operand, root, here);
  if (isObject(operand)) return 'const' in operand ? [operand.const as Json] : [];
  if (!isPath(operand)) return [operand];
  return pickFrom(root, here, operand).map((picked: Picked) => picked.value);
}

/** The unknown that a comparison with these values would rest on. */
export function unknownAmong(values: readonly unknown[]): Unknown | undefined {
  return values.find((value) => value instanceof Unknown);
}

/** Whether a text of a rule is a path, and not a literal. */
export function isPath(operand: Json): operand is string {
  return typeof operand === 'string' && /^(\/|\.$|\.\.?\/|\.\.$)/.test(operand);
}

function firstPresent(operands: readonly Json[], root: Json, here: Path): readonly Json[] {
  for (const operand of operands) {
    const values = operandValues(operand, root, here);
    if (values.length > 0) return values;
  }
  return [];
}
