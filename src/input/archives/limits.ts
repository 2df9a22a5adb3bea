/** How much of an archive is read before it is held for hostile. What nested archives unpack to counts as well. */
export interface ArchiveLimits {
  /** The sizes of all members together, in bytes. */
  readonly unpackedBytes: number;
  /** Members of every kind: directories and links, too. */
  readonly members: number;
  /** How many times the size of the archive its members may have together. */
  readonly ratio: number;
  /** How many archives may lie around a member, the outermost not counted. */
  readonly nesting: number;
}

export const DEFAULT_LIMITS: ArchiveLimits = { unpackedBytes: 16e9, members: 1e6, ratio: 1000, nesting: 3 };

/** A few megabytes of zeros harm nobody, whatever the ratio. */
const RATIO_IS_JUDGED_FROM = 10e6;

/** Names are kept, so they may not be much longer than real ones, taken together. */
const LONG_NAME = 500;

/** Thrown where a limit is reached: the whole walk ends there. */
export class LimitReached extends Error {
  /** The member at which it was reached. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Counts what one walk unpacks, and stops it at the limits. */
export class Budget {
  readonly #limits: ArchiveLimits;
  readonly #packedBytes: number;
  #unpackedBytes = 0;
  #members = 0;
  #nameLength = 0;

  /** The size of the outermost archive is what the ratio is measured by. */
  constructor(limits: ArchiveLimits, packedBytes: number) {
    this.#limits = limits;
    this.#packedBytes = packedBytes;
  }

  countMember(path: string, size: number): void {
    this.#members += 1;
    this.#nameLength += path.length;
    const { members } = this.#limits;
    const isFull = this.#members > members || this.#nameLength > members * LONG_NAME;
    if (isFull) throw new LimitReached(path, tooManyMembers(this.#limits));
    this.countBytes(path, size);
  }

  countBytes(path: string, count: number): void {
    this.#unpackedBytes += count;
    const { unpackedBytes, ratio } = this.#limits;
    if (this.#unpackedBytes > unpackedBytes) throw new LimitReached(path, tooLarge(this.#limits));
    const isJudged = this.#unpackedBytes > RATIO_IS_JUDGED_FROM;
    if (isJudged && this.#unpackedBytes > ratio * this.#packedBytes)
      throw new LimitReached(path, tooDense(this.#limits));
  }
}

const STANDS = 'what came before was read, the rest was not';

function tooManyMembers({ members }: ArchiveLimits): string {
  return `This archive has more than ${members} members, or names as long as those of so many, so reading stopped here: ${STANDS}; raise the limit with --limit members=${2 * members} if you trust the archive.`;
}

function tooLarge({ unpackedBytes }: ArchiveLimits): string {
  return `This archive unpacks to more than ${sizeText(unpackedBytes)}, so reading stopped here: ${STANDS}; raise the limit with --limit unpacked=${sizeText(2 * unpackedBytes)} if you trust the archive.`;
}

function tooDense({ ratio }: ArchiveLimits): string {
  return `This archive unpacks to more than ${ratio} times its size, as hostile archives do, so reading stopped here: ${STANDS}; raise the limit with --limit ratio=${2 * ratio} if you trust the archive.`;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** In the largest unit that gives a whole number: it can be given back to `--limit`. */
function sizeText(bytes: number): string {
  const unit = ['TB', 'GB', 'MB', 'KB'].find((name) => bytes % (UNITS[name.toLowerCase()] ?? 1) === 0) ?? 'B';
  return `${bytes / (UNITS[unit.toLowerCase()] ?? 1)}${unit}`;
}

/**
 * The limits with the change that `--limit NAME=VALUE` asks for. Sizes may have a unit: KB, MB, GB and TB are powers of
 * 1000, KiB and so on of 1024. Throws an `Error` whose message is for the user.
 */
export function parseLimit(text: string, previous: ArchiveLimits): ArchiveLimits {
  const [, name = '', digits = '', unit = ''] = /^(\w+)=(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text.trim()) ?? [];
  const value = Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (name === 'unpacked' && value >= 1) return { ...previous, unpackedBytes: Math.floor(value) };
  const isCount = unit === '' && digits !== '' && Number.isSafeInteger(value);
  if (isCount && (name === 'members' || name === 'ratio') && value >= 1)
    return { ...previous, [name]: value };
  if (isCount && name === 'nesting') return { ...previous, nesting: value };
  throw new Error(
    `'${text}' is no limit; write unpacked=SIZE, members=COUNT, ratio=COUNT or nesting=COUNT, for example unpacked=8GB.`,
  );
}
