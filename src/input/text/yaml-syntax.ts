import type { Span } from './positions.js';
import type { Style } from './tree.js';

/**
 * What stands in a YAML text, before anything is resolved: no types, no aliases followed, nothing merged. Collections
 * hand out their children one by one, so that the syntax of a large document never exists as a whole.
 */
export type Syntax = ScalarSyntax | AliasSyntax | SequenceSyntax | MappingSyntax;

interface Marked extends Span {
  readonly anchor: string | undefined;
}

export interface ScalarSyntax extends Marked {
  readonly type: 'scalar';
  /** Line folds and escapes are done. */
  readonly text: string;
  readonly style: Style;
  /** In full: `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag: string | undefined;
}

export interface AliasSyntax extends Span {
  readonly type: 'alias';
  readonly name: string;
}

export interface SequenceSyntax extends Marked {
  readonly type: 'sequence';
  readonly flow: boolean;
  readonly items: Iterable<Syntax>;
}

export interface MappingSyntax extends Marked {
  readonly type: 'mapping';
  readonly flow: boolean;
  readonly pairs: Iterable<PairSyntax>;
}

export interface PairSyntax {
  readonly key: Syntax;
  readonly value: Syntax;
}
