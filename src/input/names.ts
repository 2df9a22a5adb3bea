import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The name of a file in reports: relative to the working directory; for a file outside of it to the repository or the
 * directory that it was found through. So no name tells anything of the machine.
 */
export function nameOf(file: string, foundThrough: string, cwd: string): string {
  const base = isInside(file, cwd) ? cwd : homeOf(foundThrough);
  return path.relative(base, file).split(path.sep).join('/');
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

/** The nearest directory upwards that holds `.git`: a directory, or a file in worktrees and submodules. */
function repositoryOf(directory: string): string | undefined {
  if (existsSync(path.join(directory, '.git'))) return directory;
  const parent = path.dirname(directory);
  return parent === directory ? undefined : repositoryOf(parent);
}
