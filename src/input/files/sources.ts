import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import type { ArchiveFile } from '../archives/archive.js';
import { formatOf, HEAD_LENGTH, isRefused, refusalOf } from '../archives/format.js';
import { type ArchiveLimits, DEFAULT_LIMITS } from '../archives/limits.js';
import { groupBy } from '../group-by.js';
import type { LargeFile } from '../large/reading.js';
import type { Problem, Source } from '../source.js';
import type { WantedOf } from '../wanted.js';
import { archiveTree, directoryTree, type FileTree, singleFileTree, textTree } from './file-tree.js';
import { namerOf, toldApart } from './names.js';
import type { ObservedLine } from './observed.js';
import { readTree, type TreeContents, unopened } from './read-tree.js';
import type { BundleFiles } from './roles.js';
import { unreadable } from './unreadable.js';
import { type Found, filesIn } from './walk.js';

export interface ReadOptions {
  readonly cwd: string;
  /** Gives all of standard input, for the path `-`. */
  readonly stdin?: () => Promise<Uint8Array>;
  /** How far archives are unpacked. */
  readonly limits?: ArchiveLimits;
  /** What rules look for in logs: only lines that match one of these are kept. */
  readonly signatures?: readonly RegExp[];
  /** What somebody will read of the objects in large files. Left out: such files are held as all others are. */
  readonly wantedOf?: WantedOf;
}

/** The texts that the named paths hold, sorted by name, and what became of everything else. */
export interface Sources {
  readonly sources: readonly Source[];
  /** Files that were too large to be held, and were read while they came. */
  readonly large: readonly LargeFile[];
  readonly observed: readonly ObservedLine[];
  readonly bundles: readonly BundleFiles[];
  readonly problems: readonly Problem[];
  /** Paths that do not exist, and patterns that match nothing. */
  readonly missing: readonly string[];
  readonly leftAlone: LeftAlone;
}

/** Files that were found and hold nothing to parse. */
export interface LeftAlone {
  /** How many are not text. */
  readonly files: number;
  /** How many are templates of Helm charts. */
  readonly templates: number;
  /** How many say what a test expects. */
  readonly fixtures: number;
}

/** Reads all files that the paths name: files, directories, archives, glob patterns, and `-` for standard input. */
export async function readSources(paths: readonly string[], options: ReadOptions): Promise<Sources> {
  const named = [...new Set(paths)].filter((name) => name !== '-');
  const places = new Map<string, readonly string[]>();
  for (const name of named) places.set(name, await placesOf(name, options.cwd));
  const found = filesIn([...places.values()].flat(), options.cwd);
  const opened = [...(await treesOf(found.files, options)), ...(await standardInput(paths, options))];
  const contents: TreeContents[] = [];
  const { signatures = [], wantedOf } = options;
  const how = wantedOf && { wantedOf, signatures };
  for (const each of opened)
    contents.push('message' in each ? unopened(each) : await readTree(each, signatures, how));
  return {
    sources: contents.flatMap(({ sources }) => sources).sort(byName),
    large: contents.flatMap(({ large }) => large).sort(byName),
    observed: contents.flatMap(({ observed }) => observed),
    bundles: contents.flatMap(({ bundles }) => bundles),
    problems: [...found.problems, ...contents.flatMap(({ problems }) => problems)].sort((one, other) =>
      inOrder(one.subject, other.subject),
    ),
    missing: named.filter((name) => places.get(name)?.length === 0),
    leftAlone: {
      files: contents.reduce((sum, { notText }) => sum + notText, 0),
      templates: contents.reduce((sum, { templates }) => sum + templates, 0),
      fixtures: contents.reduce((sum, { fixtures }) => sum + fixtures, 0),
    },
  };
}

/** What exists is taken as it is called: brackets are allowed in the name of a file. */
async function placesOf(name: string, cwd: string): Promise<readonly string[]> {
  const place = path.resolve(cwd, name);
  if (existsSync(place)) return [place];
  if (!fastGlob.isDynamicPattern(name)) return [];
  const matches = await fastGlob(name, { ...GLOB, cwd });
  return matches.sort(inOrder).map((match) => path.resolve(cwd, match));
}

// Directories that match are walked, as they are when a shell expands the pattern.
const GLOB = {
  dot: true,
  onlyFiles: false,
  followSymbolicLinks: false,
  suppressErrors: true,
  ignore: ['**/.git/**', '**/node_modules/**'],
};

/** A tree for each directory that was named, and one for each file. */
async function treesOf(
  found: readonly Found[],
  options: ReadOptions,
): Promise<readonly (FileTree | Problem)[]> {
  const byPlace = groupBy(found, ({ through }) => through);
  const named = [...byPlace].flatMap(([through, files]) => {
    const nameOf = namerOf(through, options.cwd);
    return files.map(({ path: file }) => ({ file, name: nameOf(file) }));
  });
  const names = new Map(toldApart(named).map(({ file, name }) => [file, name]));
  const files = found.map((each) => ({ ...each, name: names.get(each.path) ?? each.path }));
  const trees: (FileTree | Problem)[] = [];
  for (const { path: file, name } of files.filter(({ isNamed }) => isNamed))
    trees.push(await treeOfFile(file, name, options));
  const inDirectories = groupBy(
    files.filter(({ isNamed }) => !isNamed),
    ({ through }) => through,
  );
  for (const [directory, inside] of inDirectories)
    trees.push(await directoryTree(inside, { directory, cwd: options.cwd, limits: limitsOf(options) }));
  return trees;
}

/** A file that was named is opened whatever it is called. */
async function treeOfFile(file: string, name: string, options: ReadOptions): Promise<FileTree | Problem> {
  try {
    return await treeOfBytes({ name, file }, startOf(file), options, () => singleFileTree(file, name));
  } catch (error) {
    return unreadable(name, error);
  }
}

async function standardInput(
  paths: readonly string[],
  options: ReadOptions,
): Promise<readonly (FileTree | Problem)[]> {
  if (!paths.includes('-') || options.stdin === undefined) return [];
  const archive = { name: '<stdin>', bytes: await options.stdin() };
  return [await treeOfBytes(archive, archive.bytes, options, () => textTree(archive.name, archive.bytes))];
}

async function treeOfBytes(
  archive: ArchiveFile,
  start: Uint8Array,
  options: ReadOptions,
  plain: () => FileTree,
): Promise<FileTree | Problem> {
  const format = formatOf(start);
  if (format === undefined) return plain();
  return isRefused(format) ? refusalOf(archive.name, format) : archiveTree(archive, limitsOf(options));
}

function limitsOf({ limits = DEFAULT_LIMITS }: ReadOptions): ArchiveLimits {
  return limits;
}

/** Enough to tell an archive by its first bytes. */
function startOf(file: string): Uint8Array {
  const opened = openSync(file, 'r');
  try {
    const start = new Uint8Array(HEAD_LENGTH);
    return start.subarray(0, readSync(opened, start, 0, HEAD_LENGTH, 0));
  } finally {
    closeSync(opened);
  }
}

/** Files in the order in which they are told. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return inOrder(one.name, other.name);
}

/** By code units: the same on every machine. */
function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
