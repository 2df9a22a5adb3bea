/** What an archive holds, in the order of the archive. The name is as it was written, nothing in it is to be trusted. */
export type Member = FileMember | LinkMember | OtherMember;

export interface FileMember {
  readonly type: 'file';
  readonly name: string;
  /** In bytes; of a zip as its directory says, and content that does not keep to it is a fault. */
  readonly size: number;
  /**
   * Its bytes, to be taken before the next member is asked for. Faults that concern this member alone, and not the rest
   * of the archive, are thrown under the path that is given here.
   */
  readonly content: (path: string) => AsyncIterable<Uint8Array>;
}

export interface LinkMember {
  /** A target of a `symlink` starts at the folder of the link, that of a `hardlink` at the root of the archive. */
  readonly type: 'symlink' | 'hardlink';
  readonly name: string;
  readonly target: string;
}

interface OtherMember {
  readonly type: 'directory' | 'special';
  readonly name: string;
}

export type FaultKind =
  | 'cut'
  | 'damaged'
  | 'unended'
  | 'encrypted'
  | 'compression'
  | 'no directory'
  | 'large zip'
  | 'no archive'
  | 'unreadable';

/** Thrown by readers of archives for what is wrong with one, and caught by who reads the thing at its path. */
export class Fault extends Error {
  readonly kind: FaultKind;
  /** The archive or the member that cannot be read; `''` is the outermost archive. */
  readonly path: string;

  constructor(kind: FaultKind, path: string, cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
    this.path = path;
  }
}
