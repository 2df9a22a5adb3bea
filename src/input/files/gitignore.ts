import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { decode } from './decode.js';

/** Says of an entry of a directory, by its name, whether Git ignores it. */
export type IsIgnored = (name: string, isDirectory: boolean) => boolean;

/**
 * What Git ignores in the directories of a walk: by the `.gitignore` of the repository that a directory lies in and of
 * each folder down to it, and by `.git/info/exclude`. What a user ignores on one machine only is not looked up, nor
 * what is committed although it is ignored. Letters of other case are other letters, on every machine.
 */
export class Gitignore {
  readonly #rules = new Map<string, Rules | undefined>();
  readonly #wanted = new Map<string, boolean>();

  /** Judges the entries of a directory, given by its real path, that is reached through what the user named. */
  in(directory: string, named: string): IsIgnored {
    const rules = this.#rulesIn(directory);
    if (rules === undefined || this.isWanted(named)) return () => false;
    return (name, isDirectory) => ignores(rules, path.join(directory, name), isDirectory);
  }

  /** Whether Git ignores what the user named, or whatever is put into it: the user wants all of it nevertheless. */
  isWanted(named: string): boolean {
    const wanted = this.#wanted.get(named) ?? this.#isIgnoredAsAWhole(named);
    this.#wanted.set(named, wanted);
    return wanted;
  }

  #isIgnoredAsAWhole(named: string): boolean {
    const directory = realpathSync.native(named);
    const rules = this.#rulesIn(directory);
    if (rules === undefined || rules.root === directory) return false;
    return ignores(rules, path.join(directory, 'any.yaml'), false);
  }

  #rulesIn(directory: string): Rules | undefined {
    if (!this.#rules.has(directory)) this.#rules.set(directory, this.#readRules(directory));
    return this.#rules.get(directory);
  }

  /** A repository inside another knows nothing of the outer one. */
  #readRules(directory: string): Rules | undefined {
    const parent = path.dirname(directory);
    if (isRoot(directory)) return rulesOfRoot(directory);
    const outer = parent === directory ? undefined : this.#rulesIn(parent);
    return outer === undefined ? undefined : withFile(outer, path.join(directory, '.gitignore'), directory);
  }
}

/** All patterns that hold in a directory, relative to the root of its repository; the last one that matches decides. */
interface Rules {
  readonly root: string;
  readonly patterns: Ignore;
}

function ignores({ root, patterns }: Rules, place: string, isDirectory: boolean): boolean {
  return patterns.ignores(`${inGit(path.relative(root, place))}${isDirectory ? '/' : ''}`);
}

function isRoot(directory: string): boolean {
  return existsSync(path.join(directory, '.git'));
}

function rulesOfRoot(root: string): Rules {
  const none = { root, patterns: ignore({ ignorecase: false }) };
  const excluded = withFile(none, path.join(gitDirectory(root), 'info', 'exclude'), root);
  return withFile(excluded, path.join(root, '.gitignore'), root);
}

/** Submodules and worktrees have a file `.git` that names the directory; that of a worktree names the common one. */
function gitDirectory(root: string): string {
  const link = textOf(path.join(root, '.git'));
  if (link === undefined) return path.join(root, '.git');
  const directory = path.resolve(root, link.replace(/^gitdir:/, '').trim());
  const common = textOf(path.join(directory, 'commondir'));
  return path.resolve(directory, common?.trim() ?? '');
}

/** The rules, and those of a file whose patterns speak of what is below `folder`. */
function withFile(rules: Rules, file: string, folder: string): Rules {
  const text = textOf(file);
  if (text === undefined) return rules;
  const below = inGit(path.relative(rules.root, folder));
  const patterns = text
    .split(/\r?\n/)
    .filter(isPattern)
    .map((line) => fromRoot(line, below));
  return { ...rules, patterns: ignore({ ignorecase: false }).add(rules.patterns).add(patterns) };
}

/** Many `**` in one pattern take longer than the age of the universe on a deep path, and nobody needs them. */
function isPattern(line: string): boolean {
  return /^[^#]/.test(line) && line.split('**').length <= 4;
}

/** A pattern of a folder as the root would write it. One without a slash, but at its end, matches at any depth. */
function fromRoot(pattern: string, folder: string): string {
  if (folder === '') return pattern;
  const [, not = '', body = ''] = /^(!?)(.*)$/.exec(pattern) ?? [];
  const isAnchored = /\/(?! *$)/.test(body);
  const depth = isAnchored ? '/' : '/**/';
  return `${not}/${folder.replaceAll(/[\\*?[]/g, '\\$&')}${depth}${body.replace(/^\//, '')}`;
}

function inGit(file: string): string {
  return file.split(path.sep).join('/');
}

/** What is no file is not read, as Git follows no link here; what cannot be read ignores nothing. */
function textOf(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? decode(readFileSync(file)) : undefined;
  } catch {
    return undefined;
  }
}
