import type { Claim } from '../claim.js';
import type { Folder } from '../files/folder.js';
import type { Json } from '../json.js';
import type { KindName, KnownKind } from '../kinds.js';

/**
 * How one tool lays out what it captured of a cluster. A layout knows names of files and the meaning of their places; it
 * reads nothing and parses nothing, so that it is a table of facts as far as possible.
 */
export interface Layout {
  /** Who writes it, for a reader: `Replicated troubleshoot support bundle`. */
  readonly name: string;
  /**
   * What shows that a folder is the root of such a bundle: a phrase that names files below it ("'cluster-resources/'
   * stands beside 'version.yaml'"); undefined where it is none. Has to look at few fixed paths only: it is asked of each
   * folder near the top of every input.
   */
  readonly evidence: (folder: Folder) => string | undefined;
  /** What the file at a path below the root holds. Undefined: nothing that meshlint reads. */
  readonly roleOf: (path: string, root: Folder) => Role | undefined;
  /**
   * What follows from several files together, after all were read. What a single file claims by its place is said by its
   * role. The evidence of a claim is the path of a file below the root.
   */
  readonly claims?: (bundle: ReadBundle) => readonly Claim[];
}

export type Role = ObjectsRole | TextRole | EvidenceRole;

/** Objects of the cluster. */
export interface ObjectsRole {
  readonly type: 'objects';
  /**
   * The kind, where the place tells it: it fills in what the writer left out. An object that names its own kind is
   * believed.
   */
  readonly kind?: KnownKind | undefined;
  /** The namespace of objects that name none. */
  readonly namespace?: string | undefined;
  /**
   * How completely the file holds its kind (the one of the place, or of a typed list such as PodList) in its namespace,
   * or in the whole cluster where the role has none. Absent: it claims nothing. Holds only if the file could be read to
   * its end; otherwise the same claim is made as failed.
   */
  readonly complete?: 'full' | 'probable' | undefined;
  /** Further kinds that the file holds completely in the whole cluster: a List of many kinds. Likewise failed if broken. */
  readonly alsoComplete?: readonly KindName[] | undefined;
  /** Texts that the writer put in the place of values that it hid or lost. */
  readonly masks?: readonly string[] | undefined;
}

/** Text that pods or the cluster wrote: logs, or events as a table. Read line by line, and only for lines that rules ask for. */
export interface TextRole {
  readonly type: 'text';
  readonly of: 'log' | 'events' | 'errors';
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly container?: string | undefined;
}

/** What the capturing tool says of its own work. Read for `claims`; holds no objects of the cluster. */
export interface EvidenceRole {
  readonly type: 'evidence';
}

/** What was read of a bundle, for conclusions from several files. Paths are relative to its root. */
export interface ReadBundle {
  readonly root: Folder;
  /** The values of a file of objects or evidence, one for each document in it; none if it was broken or is no YAML or JSON. */
  readonly values: (path: string) => readonly Json[];
  /** The text of a file of evidence. */
  readonly text: (path: string) => string | undefined;
}
