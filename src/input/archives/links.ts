import type { LinkMember } from './member.js';
import { foldersAround, targetOf } from './member-names.js';

/** The links of one archive. A target may stand behind its link, so where they lead is known at the end only. */
export class Links {
  readonly #names = new Set<string>();
  readonly #targets = new Map<string, string>();

  /** Every member has to be told, whatever its type. */
  addName(path: string): void {
    this.#names.add(path);
  }

  /** Whether the link stays inside the archive. */
  add(path: string, link: LinkMember): boolean {
    const target = targetOf(link, path);
    if (target !== undefined) this.#targets.set(path, target);
    return target !== undefined;
  }

  /** The links whose target is no file and no folder of the archive, and is not reached through another link. */
  leadingNowhere(): readonly string[] {
    if (this.#targets.size === 0) return [];
    const names = [...this.#names].sort();
    const exists = (target: string) => this.#names.has(target) || isFolder(target, names);
    return [...this.#targets]
      .filter(([, target]) => !exists(target) && !this.#isBehindLink(target))
      .map(([path]) => path);
  }

  #isBehindLink(target: string): boolean {
    return target.length <= LONGEST && [...foldersAround(target)].some((folder) => this.#targets.has(folder));
  }
}

/** No system knows longer paths. */
const LONGEST = 4096;

/** By search, as a set of all folders of a hostile archive could be far larger than its names. */
function isFolder(path: string, sortedNames: readonly string[]): boolean {
  const start = path === '' ? '' : `${path}/`;
  let [low, high] = [0, sortedNames.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sortedNames[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  return path === '' || sortedNames[low]?.startsWith(start) === true;
}
