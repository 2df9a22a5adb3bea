import type { KindName } from '../graph/resource.js';
import { FORMATS } from './formats.js';
import { KEYWORDS } from './keywords.js';
import type { Validate } from './validate.js';
import { isEqual, lengthOf } from './value-tests.js';

/** What the build compiled the conditions on resources of a kind to, by their names. */
export type Compiled = Readonly<Record<string, Validate>>;

/** A module as the build writes it. */
export type CompiledModule = (given: Given) => Compiled;

/** What the code in such a module asks for by these names. */
interface Given {
  readonly keywords: typeof KEYWORDS;
  readonly formats: Readonly<Record<string, (text: string) => boolean>>;
  readonly runtime: { readonly equal: typeof isEqual; readonly ucs2length: typeof lengthOf };
}

export const GIVEN: Given = {
  keywords: KEYWORDS,
  formats: Object.fromEntries(Object.entries(FORMATS).map(([name, { matches }]) => [name, matches])),
  runtime: { equal: isEqual, ucs2length: lengthOf },
};

/** Gives what was compiled ahead, kind by kind, as somebody asks for it. */
export type CompiledAhead = (kind: KindName) => Compiled;

/** The name of a condition in such a module. */
export function conditionName(ruleId: string, part: 'where' | 'when' | 'expect'): string {
  return `${ruleId} ${part}`;
}
