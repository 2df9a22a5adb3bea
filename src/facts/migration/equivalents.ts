import type { Json } from '../../input/json.js';
import { textAt } from '../metadata.js';

/** What takes the place of an object in Istio. Messages join the parts: each is short, and names one thing. */
export interface Equivalent {
  readonly parts: readonly string[];
  /** What is lost, or to be minded: clauses that follow `mind that`. */
  readonly cautions: readonly string[];
}

/** Who calls: `'namespace/name'`. */
export function sourceOf(source: Json): string {
  return `'${textAt(source, ['namespace']) ?? 'NAMESPACE'}/${textAt(source, ['name']) ?? 'NAME'}'`;
}

/** The name that stands in a mapping, or where it belongs. */
export function nameIn(value: Json, key = 'name'): string {
  return textAt(value, [key]) ?? key.toUpperCase();
}
