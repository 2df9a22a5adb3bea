import { existsSync } from 'node:fs';
import path from 'node:path';
import { once } from '../once.js';

/**
 * The name of a file in reports: relative to the working directory; for a file outside of it to the repository or the
 * directory that it was found through. So no name tells anything of the machine.
 */
export function nameOf(file: string, foundThrough: string, cwd: string): string {
  return namerOf(foundThrough, cwd)(file);
}

/** The same for many files that were found through one directory: its repository is looked for once. */
export function namerOf(foundThrough: string, cwd: string): (file: string) => string {
  const home = once(() => homeOf(foundThrough));
  return (file) => {
    const base = isInside(file, cwd) ? cwd : home();
    return path.relative(base, file).split(path.sep).join('/');
  };
}

/** Whether a file belongs to what the user named: it is inside the working directory, or where its name would start. */
export function isAtHome(file: string, foundThrough: string, cwd: string): boolean {
  return isInside(file, cwd) || isInside(file, homeOf(foundThrough));
}

function homeOf(foundThrough: string): string {
  return repositoryOf(foundThrough) ?? foundThrough;
}

function isInside(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return !/^\.\.(?:[\\/]|$)/.test(relative) && !path.isAbsolute(relative);
}

export function isInRepository(directory: string): boolean {
  return repositoryOf(directory) !== undefined;
}

/** The nearest directory upwards that holds `.git`: a directory, or a file in worktrees and submodules. */
function repositoryOf(directory: string): string | undefined {
  if (existsSync(path.join(directory, '.git'))) return directory;
  const parent = path.dirname(directory);
  return parent === directory ? undefined : repositoryOf(parent);
}

/** A file, and the name that it has in reports. */
export interface Named {
  readonly file: string;
  readonly name: string;
}

/** Two files of one name (`a/dump.yaml` and `b/dump.yaml`, both named from their own folders) get as much of their paths as tells them apart. */
export function toldApart(files: readonly Named[]): readonly Named[] {
  const groups = new Map<string, readonly Named[]>();
  for (const each of files) groups.set(each.name, [...(groups.get(each.name) ?? []), each]);
  return files.map(({ file, name }) => ({ file, name: longEnough(file, name, groups.get(name) ?? []) }));
}

function longEnough(file: string, name: string, namesakes: readonly Named[]): string {
  const others = namesakes.filter((other) => other.file !== file).map((other) => other.file.split(path.sep));
  const folders = file.split(path.sep);
  let length = name.split('/').length;
  const ending = (segments: readonly string[]) => segments.slice(-length).join('/');
  while (length < folders.length && others.some((other) => ending(other) === ending(folders))) length += 1;
  return others.length === 0 ? name : ending(folders);
}
