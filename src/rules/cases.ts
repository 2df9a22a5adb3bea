import type { KindName } from '../graph/resource.js';
import { isObject, type Json } from '../input/json.js';

/** Whether a part of a schema of several kinds is a case of another kind: `if` it is that, `then` ... */
export function isCaseOfOther(kind: KindName, part: Json): boolean {
  const test = isObject(part) && isObject(part.if) ? part.if.properties : undefined;
  const wanted = isObject(test) && isObject(test.kind) ? test.kind.const : undefined;
  return typeof wanted === 'string' && wanted !== kind.split('/').at(-1);
}
