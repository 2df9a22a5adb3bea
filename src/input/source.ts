import type { Folder } from './files/folder.js';
import type { EvidenceRole, Layout, ObjectsRole } from './layouts/layout.js';

/** The text of one file, or of a part of a large one, and its name. */
export interface Source {
  /** Relative to the analyzed directory, with `/`; behind `!/` inside an archive; `<stdin>` for standard input. */
  readonly name: string;
  /** Decoded, without a byte order mark. Line ends are as the file has them. That of a part is read again when asked for. */
  readonly text: string;
  /** Where its first unit stands in the file, where the text is a part: the number of its line, and its column. Otherwise 1. */
  readonly firstLine?: number;
  readonly firstColumn?: number;
  /** Of a file in a recognised bundle: what its place tells. */
  readonly place?: BundlePlace | undefined;
}

/** A capture whose layout is known. */
export interface Bundle {
  /** Of its root, as reports call it. */
  readonly name: string;
  /** How reports call a file of it. */
  readonly nameOf: (path: string) => string;
  readonly layout: Layout;
  readonly root: Folder;
  /** The phrase by which it was recognised. */
  readonly because: string;
}

export interface BundlePlace {
  readonly bundle: Bundle;
  /** Below the root of the bundle. */
  readonly path: string;
  readonly role: ObjectsRole | EvidenceRole;
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
