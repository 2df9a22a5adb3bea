import type { Json } from '../input/json.js';
import { isMasked } from '../input/masks.js';

/** The name of what has none: an object that the API server names, or a piece of an object. */
export const UNNAMED = '(unnamed)';

/** `${NAME}`, `$NAME` and `$(NAME)` anywhere; `{{ .name }}`; `<NAME>`, `__NAME__` and `CHANGE_ME` as a whole. */
const FILLED_IN_LATER = /\$[\w{(]|\{\{|^<[^>]*>$|^__\w+__$|^(CHANGE|REPLACE)_?ME$/i;

/** Text that stands for another: a tool fills it in before the object is applied, or somebody hid what stood there. */
export function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && (value === UNNAMED || FILLED_IN_LATER.test(value) || isMasked(value));
}
