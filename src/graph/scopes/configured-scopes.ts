import path from 'node:path';
import type { Config } from '../../input/files/config-file.js';
import type { Problem } from '../../input/source.js';
import { matchesGlob } from './glob.js';
import type { Scope } from './scope.js';

/** Where the names of sources start. */
export interface NamedFrom {
  readonly cwd: string;
  /** Whether a source stands below the working directory; one that does not is named from its repository on. */
  readonly standsInCwd: (source: string) => boolean;
}

/**
 * The scopes of a configuration among the sources that were read, and a note for each path that holds none of them. A
 * source that no path holds is common to all scopes.
 */
export function scopesFrom(
  config: Config,
  sources: readonly string[],
  { cwd, standsInCwd }: NamedFrom,
): { readonly scopes: readonly Scope[]; readonly notes: readonly Problem[] } {
  const here = inGit(path.relative(config.root, cwd));
  const placed = sources.map((source) => ({
    source,
    folders: upwards(standsInCwd(source) ? path.posix.join(here, source) : source),
  }));
  const scopes = config.scopes.map(({ name, paths }) => {
    const held = paths.map((written) => ({ written, sources: sourcesIn(fromRoot(written, config), placed) }));
    return { name, held, sources: new Set(held.flatMap((each) => each.sources)) };
  });
  const owned = new Set(scopes.flatMap((scope) => [...scope.sources]));
  return {
    scopes: scopes.map(({ name, sources: own }) => ({
      name,
      has: (source) => own.has(source) || !owned.has(source),
    })),
    notes: scopes.flatMap(({ name, held }) =>
      held.filter((each) => each.sources.length === 0).map(({ written }) => note(config, name, written)),
    ),
  };
}

/** A source, with its place below the root of the repository and all folders around it. */
interface Placed {
  readonly source: string;
  readonly folders: readonly string[];
}

/** What a path holds: itself, or what is below it. */
function sourcesIn(wanted: string, placed: readonly Placed[]): readonly string[] {
  return placed
    .filter(({ folders }) => wanted === '.' || folders.some((folder) => matchesGlob(wanted, folder)))
    .map(({ source }) => source);
}

function fromRoot(written: string, { root, folder }: Config): string {
  return path.posix.join(inGit(path.relative(root, folder)), written).replace(/(?<=.)\/$/, '');
}

/** `a/b.zip!/c` lies in `a`, `a/b.zip` and itself. */
function upwards(place: string): readonly string[] {
  const segments = place.split('/');
  const folders = segments.map((_, at) => segments.slice(0, at + 1).join('/'));
  return folders.map((folder) => folder.replace(/!$/, ''));
}

function inGit(place: string): string {
  return place.split(path.sep).join('/');
}

function note({ name }: Config, scope: string, written: string): Problem {
  const message = `The path '${written}' of the scope '${scope}' holds none of the files that were read; mend it, or read more.`;
  return { level: 'note', subject: name, message };
}
