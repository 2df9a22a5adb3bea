/** The text of one file and its name. */
export interface Source {
  /** Relative to the analyzed directory, with `/`; `<stdin>` for standard input. */
  readonly name: string;
  /** Decoded, without a byte order mark. Line ends are as the file has them. */
  readonly text: string;
}

/** One-based line and column. Columns count UTF-16 units, as SARIF and editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From the first unit up to, and not including, the unit at `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly source: Source;
  readonly range: Range;
}

/**
 * Input that could not be read. An `error` means that something was lost and the run did not do its job (exit code 2);
 * a `note` is told and changes nothing.
 */
export interface Problem {
  readonly level: 'error' | 'note';
  /** Name of the file, or of the part of meshlint that failed. */
  readonly subject: string;
  /** One sentence: what happened, and how to mend it. */
  readonly message: string;
}
