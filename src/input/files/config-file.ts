import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Source } from '../source.js';
import { decode } from './decode.js';
import { isInRepository } from './names.js';
import { unreadable } from './unreadable.js';

/** What a repository says of itself. */
export interface Config {
  /** The directory that holds the file: paths are relative to it. */
  readonly folder: string;
  /** The root of the repository; the folder itself where there is none. */
  readonly root: string;
  /** The name of the file in messages. */
  readonly name: string;
  readonly scopes: readonly ScopePaths[];
}

/** Which files belong to one cluster. */
export interface ScopePaths {
  readonly name: string;
  /** Folders, files and glob patterns, as they are written. */
  readonly paths: readonly string[];
}

/** The text of a configuration file, and where it stands. */
export interface ConfigFile extends Pick<Config, 'folder' | 'root'> {
  readonly source: Source;
}

const NAME = '.meshlint.yaml';

/**
 * The nearest `.meshlint.yaml` from the working directory up to the root of its repository. No other place is asked: a
 * bundle or archive that is analyzed must not configure its own analysis.
 */
export function readConfigFile(cwd: string): ConfigFile | Problem | undefined {
  const folders = upwards(cwd);
  const folder = folders.find((each) => existsSync(path.join(each, NAME)));
  if (folder === undefined) return undefined;
  const name = path.relative(cwd, path.join(folder, NAME)).split(path.sep).join('/');
  try {
    const text = decode(readFileSync(path.join(folder, NAME)));
    if (text === undefined) return { level: 'error', subject: name, message: NOT_TEXT };
    return { source: { name, text }, folder, root: isInRepository(cwd) ? (folders.at(-1) ?? cwd) : folder };
  } catch (error) {
    return unreadable(name, error);
  }
}

const NOT_TEXT = 'This is not text; write the configuration as YAML.';

/** Without a repository, what stands above the working directory is nobody's business. */
function upwards(directory: string): readonly string[] {
  const isLast = existsSync(path.join(directory, '.git')) || !isInRepository(directory);
  return isLast ? [directory] : [directory, ...upwards(path.dirname(directory))];
}

/** Tells sources below the working directory, whose names are relative to it, from those that are named otherwise. */
export function standsIn(cwd: string): (source: string) => boolean {
  return (source) => existsSync(path.join(cwd, source.replace(/!\/.*$/, '')));
}
