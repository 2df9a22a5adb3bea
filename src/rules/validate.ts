import type { Json } from '../input/json.js';
import type { Judgement } from './judgement.js';
import type { SchemaError } from './schema-error.js';

/** Whether a value meets a condition; `errors` tells every mistake of the last value that did not. */
export interface Validate {
  (this: Judgement, value: Json): boolean;
  readonly errors?: readonly SchemaError[] | null;
}
