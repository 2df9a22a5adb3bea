import type { Json } from '../input/json.js';

/** Text that a tool fills in before the object is applied: `${NAME}`, `$(NAME)`, `{{ .name }}`, `<NAME>`. */
export function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && /\$\{|\$\(|\{\{|^<[^>]*>$/.test(value);
}
