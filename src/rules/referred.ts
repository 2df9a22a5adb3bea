import path from 'node:path/posix';
import { valueAt } from '../graph/query.js';
import type { Json, JsonObject } from '../input/json.js';
import { segmentsOf } from '../input/path.js';

/** A schema that another refers to, and the file that it stands in: in that, references go on. */
export interface Referred {
  readonly file: string;
  /** What the file holds; of a condition, which stands in none, the condition. */
  readonly root: Json;
  readonly schema: Json;
}

/** What a `$ref` means; undefined where there is no such schema. `schemas` are those of kinds, by their paths. */
export function referred(
  reference: string,
  { file, root }: Pick<Referred, 'file' | 'root'>,
  schemas: ReadonlyMap<string, JsonObject>,
): Referred | undefined {
  const [target = '', pointer = ''] = reference.split('#');
  const source = target === '' ? file : path.join(path.dirname(file), target);
  const whole = target === '' ? root : schemas.get(source);
  const schema = whole === undefined ? undefined : valueAt(whole, segmentsOf(pointer));
  return whole === undefined || schema === undefined ? undefined : { file: source, root: whole, schema };
}
