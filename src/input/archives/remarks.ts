import { unreadable } from '../files/unreadable.js';
import type { Problem } from '../source.js';
import { type RefusedFormat, refusalOf } from './format.js';
import type { ArchiveLimits, LimitReached } from './limits.js';
import type { Fault, FaultKind } from './member.js';

/** Whatever is told of an archive: once for each topic, however many members it concerns. */
export type Topic =
  | Exclude<FaultKind, 'unreadable'>
  | 'climbs'
  | 'outside'
  | 'nowhere'
  | 'special'
  | 'twice'
  | 'nesting';

/** What was found of one kind: where first, and how many in all. */
interface Remark {
  readonly problem: Problem;
  count: number;
}

/** Collects the problems of one walk. Paths are those of members; `''` is the archive itself. */
export class Remarks {
  readonly #name: string;
  readonly #limits: ArchiveLimits;
  readonly #remarks = new Map<string, Remark>();

  constructor(name: string, limits: ArchiveLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  add(topic: Topic, path: string): void {
    const level = ERRORS.includes(topic) ? 'error' : 'note';
    this.#count(path, { level, subject: this.#subjectOf(path), message: MESSAGES[topic](this.#limits) });
  }

  addFault({ kind, path, cause }: Fault): void {
    if (kind === 'unreadable') this.#count(path, unreadable(this.#subjectOf(path), cause));
    else this.add(kind, path);
  }

  addLimit({ path, message }: LimitReached): void {
    this.#count(path, { level: 'error', subject: this.#subjectOf(path), message });
  }

  /** An archive that is not opened. Around a nested one another was, so that is a note. */
  addRefusal(path: string, format: RefusedFormat): void {
    const level = path === '' ? 'error' : 'note';
    this.#count(path, { ...refusalOf(this.#subjectOf(path), format), level });
  }

  problems(): readonly Problem[] {
    return [...this.#remarks.values()].map(({ problem, count }) => ({
      ...problem,
      message: count === 1 ? problem.message : `${problem.message} There are ${count} such members.`,
    }));
  }

  /** A damaged archive shall not be hidden by a damaged member of it. */
  #count(path: string, problem: Problem): void {
    const key = path === '' ? problem.message : `member: ${problem.message}`;
    const remark = this.#remarks.get(key) ?? { problem, count: 0 };
    remark.count += 1;
    this.#remarks.set(key, remark);
  }

  #subjectOf(path: string): string {
    return path === '' ? this.#name : `${this.#name}!/${path}`;
  }
}

const ERRORS: readonly Topic[] = [
  'cut',
  'damaged',
  'encrypted',
  'compression',
  'no directory',
  'large zip',
  'no archive',
];

const MESSAGES: Readonly<Record<Topic, (limits: ArchiveLimits) => string>> = {
  cut: () =>
    'This breaks off before its end; what came before was read, so copy or download it again for the rest.',
  damaged: () =>
    'This is damaged; what came before the damage was read, so copy or download it again for the rest.',
  unended: () =>
    'This archive has no end mark, so it may have been cut off between two members; copy it again if something is missing.',
  encrypted: () =>
    'This is encrypted, so it was not read; unpack the archive with its password, and name the folder.',
  compression: () =>
    'This is compressed by a method that meshlint does not know, so it was not read; unpack the archive, and name the folder.',
  'no directory': () =>
    'This zip has no central directory, so it was cut off and cannot be read; copy or download it again.',
  'large zip': () =>
    'This zip in an archive is larger than 1 GB, so it was not read; unpack the archive around it, and name the zip itself.',
  'no archive': () =>
    'This is no archive that meshlint opens; those are tar, tar.gz, zip, and single files packed by gzip.',
  climbs: () =>
    'The name of this member leads out of the archive, so it was skipped; pack it under another name to have it read.',
  outside: () => 'This link leads out of the archive, so it was not followed.',
  nowhere: () => 'This link leads nowhere, so nothing was read through it.',
  special: () => 'This is no file, directory or link, so it was skipped.',
  twice: () => 'The archive holds this member more than once; the last one counts, as when it is unpacked.',
  nesting: ({ nesting }) =>
    `This archive lies deeper in others than the limit of ${nesting}, so it was not read; raise the limit with --limit nesting=${nesting + 1}.`,
};
