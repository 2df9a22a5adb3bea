import type { LinkMember } from './member.js';

/**
 * The path of a member below the root of its archive, with `/` and without `.` and empty parts; `''` is the root itself.
 * Undefined: the name is absolute or climbs, and so leads out of the archive.
 */
export function pathOf(name: string): string | undefined {
  const parts = partsOf(name);
  return isAbsolute(name) || parts.includes('..') ? undefined : parts.join('/');
}

/** Where a link at a path leads, as a path below the root; undefined for out of the archive. */
export function targetOf({ type, target }: LinkMember, path: string): string | undefined {
  if (isAbsolute(target)) return undefined;
  const parts = type === 'symlink' ? partsOf(path).slice(0, -1) : [];
  for (const part of partsOf(target)) {
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** What macOS writes beside each file for itself: `._name`, under the extension of the file. */
export function isAppleDouble(path: string): boolean {
  return path.startsWith('._', path.lastIndexOf('/') + 1);
}

/** The folders around a path, the innermost first. */
export function* foldersAround(path: string): Iterable<string> {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    yield path.slice(0, end);
}

function partsOf(name: string): string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

function isAbsolute(name: string): boolean {
  return /^(?:[A-Za-z]:)?\//.test(name);
}
