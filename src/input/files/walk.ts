import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../source.js';
import { Gitignore } from './gitignore.js';
import { isAtHome, nameOf } from './names.js';
import { unreadable } from './unreadable.js';

/** A place on disk, and the directory that the user named and that led to it. */
export interface Found {
  readonly path: string;
  readonly through: string;
  /** The user named the file itself. */
  readonly isNamed: boolean;
}

export interface Files {
  readonly files: readonly Found[];
  readonly problems: readonly Problem[];
}

/**
 * All files that the named places are or hold, without what Git ignores in a directory. Links inside directories are
 * followed last, and each real file is taken once, so that a file has its own name rather than that of a link, and no
 * cycle is walked twice.
 */
export function filesIn(named: readonly string[], cwd: string): Files {
  const walk: Walk = {
    cwd,
    files: new Map(),
    directories: new Set(),
    links: [],
    problems: [],
    git: new Gitignore(),
  };
  for (const place of wantedFirst(walk, named)) visitNamed(walk, place);
  for (let link = walk.links.shift(); link !== undefined; link = walk.links.shift()) followLink(walk, link);
  return { files: [...walk.files.values()], problems: walk.problems };
}

interface Walk {
  readonly cwd: string;
  /** By real path, as the directories are: that tells whether something was met before under another name. */
  readonly files: Map<string, Found>;
  readonly directories: Set<string>;
  readonly links: Found[];
  readonly problems: Problem[];
  readonly git: Gitignore;
}

/** What Git ignores is read where it was named, so no walk of a directory around it may pass it before. */
function wantedFirst({ git }: Walk, named: readonly string[]): readonly string[] {
  const wanted = new Set(named.filter((place) => granted(() => git.isWanted(place))));
  return [...wanted, ...named.filter((place) => !wanted.has(place))];
}

/** What the disk answers; undefined where it refuses. */
function granted<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function visitNamed(walk: Walk, place: string): void {
  const file: Found = { path: place, through: path.dirname(place), isNamed: true };
  guarded(walk, file, () => {
    if (statSync(place).isDirectory()) visitDirectory(walk, { path: place, through: place, isNamed: false });
    else addFile(walk, file, realpathSync.native(place));
  });
}

/** Whatever the disk refuses becomes a problem of that place, and the walk goes on. */
function guarded(walk: Walk, place: Found, visit: () => void): void {
  try {
    visit();
  } catch (error) {
    walk.problems.push(unreadable(subjectOf(walk, place), error));
  }
}

function subjectOf(walk: Walk, { path: place, through }: Found): string {
  return nameOf(place, through, walk.cwd) || '.';
}

function visitDirectory(walk: Walk, directory: Found): void {
  const real = realpathSync.native(directory.path);
  if (walk.directories.has(real)) return;
  walk.directories.add(real);
  const entries = readdirSync(directory.path, { withFileTypes: true });
  const isIgnored = walk.git.in(real, directory.through);
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const place = { ...directory, path: path.join(directory.path, entry.name) };
    if (isIgnored(entry.name, entry.isDirectory())) continue;
    if (entry.isSymbolicLink()) walk.links.push(place);
    else if (entry.isFile()) addFile(walk, place, path.join(real, entry.name));
    else if (entry.isDirectory() && !isSkipped(entry.name))
      guarded(walk, place, () => visitDirectory(walk, place));
  }
}

function followLink(walk: Walk, link: Found): void {
  const target = granted(() => statSync(link.path));
  if (target === undefined) walk.problems.push(linkNote(subjectOf(walk, link), NOWHERE));
  else if (!staysAtHome(walk, link)) walk.problems.push(linkNote(subjectOf(walk, link), OUTSIDE));
  else if (isTargetIgnored(walk, link, target.isDirectory())) return;
  else if (target.isDirectory() && !isSkipped(path.basename(link.path)))
    guarded(walk, link, () => visitDirectory(walk, link));
  else if (target.isFile()) guarded(walk, link, () => addFile(walk, link, realpathSync.native(link.path)));
}

function isTargetIgnored({ git }: Walk, link: Found, isDirectory: boolean): boolean {
  const target = realpathSync.native(link.path);
  const isIgnored = git.in(path.dirname(target), link.through);
  return isIgnored(path.basename(target), isDirectory);
}

/** A link in a hostile bundle may lead anywhere: to the whole disk, or to a file that is nobody's business. */
function staysAtHome({ cwd }: Walk, link: Found): boolean {
  return isAtHome(
    realpathSync.native(link.path),
    realpathSync.native(link.through),
    realpathSync.native(cwd),
  );
}

function addFile(walk: Walk, file: Found, real: string): void {
  if (!walk.files.has(real)) walk.files.set(real, file);
}

const NOWHERE = 'This link leads nowhere, so nothing was read through it.';
const OUTSIDE =
  'This link leads out of what is analyzed, so it was not followed; name its target too to read it.';

function linkNote(subject: string, message: string): Problem {
  return { level: 'note', subject, message };
}

function isSkipped(directory: string): boolean {
  return directory === '.git' || directory === 'node_modules';
}
