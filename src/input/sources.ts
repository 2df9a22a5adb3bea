import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { isChartTemplate } from './charts.js';
import { decode } from './decode.js';
import { nameOf, toldApart } from './names.js';
import type { Problem, Source } from './source.js';
import { unreadable } from './unreadable.js';
import { type Found, filesIn } from './walk.js';

export interface ReadOptions {
  readonly cwd: string;
  /** Gives all of standard input, for the path `-`. */
  readonly stdin?: () => Promise<Uint8Array>;
}

/** The texts that the named paths hold, sorted by name, and what became of everything else. */
export interface Sources {
  readonly sources: readonly Source[];
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
}

/** Reads all files that the paths name: files, directories, glob patterns, and `-` for standard input. */
export async function readSources(paths: readonly string[], options: ReadOptions): Promise<Sources> {
  const named = [...new Set(paths)].filter((name) => name !== '-');
  const places = new Map<string, readonly string[]>();
  for (const name of named) places.set(name, await placesOf(name, options.cwd));
  const found = await filesIn([...places.values()].flat(), options.cwd);
  const files = found.files.filter((file) => !isChartTemplate(file.path));
  const results = await readAll(files, options.cwd);
  if (paths.includes('-') && options.stdin) results.push(sourceOf('<stdin>', await options.stdin()));
  const problems = results.filter((result) => 'message' in result);
  return {
    sources: results.filter((result) => 'text' in result).sort((one, other) => inOrder(one.name, other.name)),
    problems: [...found.problems, ...problems].sort((one, other) => inOrder(one.subject, other.subject)),
    missing: named.filter((name) => places.get(name)?.length === 0),
    leftAlone: {
      files: problems.filter(({ level }) => level === 'note').length,
      templates: found.files.length - files.length,
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

/** One after another: a repository of many thousand files must not open them all at once. */
async function readAll(files: readonly Found[], cwd: string): Promise<(Source | Problem)[]> {
  const results: (Source | Problem)[] = [];
  const named = files.map(({ path: file, through }) => ({ file, name: nameOf(file, through, cwd) }));
  for (const { file, name } of toldApart(named)) results.push(await readOne(file, name));
  return results;
}

async function readOne(file: string, name: string): Promise<Source | Problem> {
  try {
    const { size } = await stat(file);
    return size > MAX_SIZE ? tooLarge(name) : sourceOf(name, await readFile(file));
  } catch (error) {
    return unreadable(name, error);
  }
}

/** No string holds much more. */
const MAX_SIZE = 500 * 1024 * 1024;

function sourceOf(name: string, bytes: Uint8Array): Source | Problem {
  if (bytes.length > MAX_SIZE) return tooLarge(name);
  const text = decode(bytes);
  return text === undefined ? notText(name) : { name, text };
}

function tooLarge(subject: string): Problem {
  return { level: 'error', subject, message: 'This is larger than 500 MB; split it into several files.' };
}

function notText(subject: string): Problem {
  return { level: 'note', subject, message: 'This is not text, so it was left alone.' };
}

/** By code units: the same on every machine. */
function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
