import type { Style } from '../tree.js';

/**
 * Where the parts of a value stand, in the order in which they are read: for a scalar its style, start and end; for a
 * mapping or a list its start and end, before what is in it; for a key its start and end. A block ends with the last value
 * in it, so for its end stands the least that it can be.
 */
export type Marks = number[];

export const STYLES: readonly Style[] = ['plain', 'single', 'double', 'literal', 'folded'];

export const PLAIN = 0;
export const SINGLE = 1;
export const DOUBLE = 2;
export const LITERAL = 3;
export const FOLDED = 4;
