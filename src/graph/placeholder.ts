import type { Json } from '../input/json.js';

/** The name of what has none: an object that the API server names, or a piece of an object. */
export const UNNAMED = '(unnamed)';

/** `${NAME}`, `$NAME` and `$(NAME)` anywhere; `{{ .name }}`; `<NAME>`, `__NAME__` and `CHANGE_ME` as a whole. */
const FILLED_IN_LATER = /\$[\w{(]|\{\{|^<[^>]*>$|^__\w+__$|^(CHANGE|REPLACE)_?ME$/i;

/** Text that a tool fills in before the object is applied. */
export function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && (value === UNNAMED || FILLED_IN_LATER.test(value));
}
