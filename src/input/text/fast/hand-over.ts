/** What the fast reader says of a text that it is not certain about: somebody slower has to read the whole of it. */
export const HANDED_OVER = Symbol('handed over');

/** Thrown as it is, from any depth. Not an error: to capture a stack would take longer than to read most documents. */
export function handOver(): never {
  throw HANDED_OVER;
}
