import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { ArchiveFile } from '../archives/archive.js';
import type { ArchiveLimits } from '../archives/limits.js';
import type { Problem } from '../source.js';
import { isChartTemplate } from './charts.js';
import { Folder } from './folder.js';
import { isInRepository, nameOf } from './names.js';
import type { FileBytes } from './read-content.js';
import { unreadable } from './unreadable.js';

/** Files that stand together, below a directory or in an archive: all their names at once, their contents one by one. */
export interface FileTree {
  readonly paths: readonly string[];
  readonly folder: Folder;
  /** How reports call the file or folder at a path. */
  readonly nameOf: (path: string) => string;
  /** Whether the user named the file itself: then it is read whatever it is called. */
  readonly isNamed: (path: string) => boolean;
  /** Whether the file is a template of a Helm chart. */
  readonly isTemplate: (path: string) => boolean;
  /** Gives the contents of the files that are wanted, in any order. Errors say that some were lost. */
  readonly read: (take: Take) => Promise<readonly Problem[]>;
}

/** Says what to do with the content of a file; undefined: it is not wanted. */
export type Take = (path: string) => ((bytes: FileBytes) => Promise<void>) | undefined;

/** The tree of an archive: a file, or what came from standard input. What opens archives is loaded for the first of them. */
export async function archiveTree(archive: ArchiveFile, limits: ArchiveLimits): Promise<FileTree> {
  const { walkArchive } = await import('../archives/archive.js');
  const { paths } = await walkArchive(archive, limits);
  const folder = Folder.of(paths);
  return {
    paths,
    folder,
    nameOf: (inner) => (inner === '' ? archive.name : `${archive.name}!/${inner}`),
    isNamed: (inner) => inner === '',
    isTemplate: (inner) => isChartTemplate(inner, (each) => folder.hasFile(each)),
    read: async (take) => (await walkArchive(archive, limits, take)).problems,
  };
}

/** The tree of a file that the user named. It has no folder: of what stands beside it, nothing was said. */
export function singleFileTree(file: string, name: string): FileTree {
  const base = path.basename(file);
  return {
    paths: [base],
    folder: new Folder(),
    nameOf: () => name,
    isNamed: () => true,
    isTemplate: () => isTemplateOnDisk(file),
    read: (take) => readFiles([{ path: base, file, name }], take),
  };
}

/** The tree of a text that came from standard input. */
export function textTree(name: string, bytes: Uint8Array): FileTree {
  return {
    paths: [''],
    folder: new Folder(),
    nameOf: () => name,
    isNamed: () => true,
    isTemplate: () => false,
    read: async (take) => {
      await take('')?.(only(bytes));
      return [];
    },
  };
}

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function isTemplateOnDisk(file: string): boolean {
  return isChartTemplate(file.split(path.sep).join('/'), existsSync);
}

/** A file on disk and its name in reports. */
export interface FileOnDisk {
  readonly path: string;
  readonly name: string;
}

/** A file of a tree: its path there, on disk, and its name in reports. */
interface TreeFile {
  readonly path: string;
  readonly file: string;
  readonly name: string;
}

/**
 * The tree of a directory that the user named. Archives in it are opened as if they were folders called `name.zip!`,
 * unless they lie in a repository: there they are packages that belong to somebody else's work.
 */
export async function directoryTree(
  files: readonly FileOnDisk[],
  { directory, cwd, limits }: { directory: string; cwd: string; limits: ArchiveLimits },
): Promise<FileTree> {
  const all = files.map(({ path: file, name }) => ({
    path: path.relative(directory, file).split(path.sep).join('/'),
    file,
    name,
  }));
  const opensArchives = !isInRepository(directory);
  const isOpened = ({ file }: TreeFile) => opensArchives && isArchive(file);
  const opened = await Promise.all(
    all.filter(isOpened).map(async ({ file, name, path: at }) => ({
      at,
      tree: await archiveTree({ name, file }, limits),
    })),
  );
  const plain = all.filter((file) => !isOpened(file));
  const names = new Map(plain.map((file) => [file.path, file.name]));
  const paths = [
    ...names.keys(),
    ...opened.flatMap(({ at, tree }) => tree.paths.map((inner) => `${at}!/${inner}`)),
  ];
  return {
    paths,
    folder: Folder.of(paths),
    nameOf: (inner) => names.get(inner) ?? (nameOf(path.join(directory, inner), directory, cwd) || '.'),
    isNamed: () => false,
    isTemplate: (inner) => isTemplateOnDisk(path.join(directory, inner)),
    read: async (take) => {
      const problems = [...(await readFiles(plain, take))];
      for (const { at, tree } of opened)
        problems.push(...(await tree.read((inner) => take(`${at}!/${inner}`))));
      return problems;
    },
  };
}

function isArchive(file: string): boolean {
  return /\.(zip|tar|tgz|tar\.gz)$/i.test(file);
}

/** One after another: a repository of many thousand files must not open them all at once. */
async function readFiles(files: readonly TreeFile[], take: Take): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { path: inner, file, name } of files) {
    try {
      await take(inner)?.(bytesOf(file));
    } catch (error) {
      problems.push(unreadable(name, error));
    }
  }
  return problems;
}

function bytesOf(file: string): FileBytes {
  const isPacked = /\.gz$/i.test(file);
  return {
    [Symbol.asyncIterator]: () => (isPacked ? unpacked(file) : chunksOf(file)),
    ...(isPacked ? {} : { onDisk: file }),
  };
}

async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file).pipe(createGunzip());
}

/** Most files are small, and a stream for each of them would cost more than reading it. */
async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  if (statSync(file).size > CHUNK) yield* createReadStream(file, { highWaterMark: CHUNK });
  else yield readFileSync(file);
}

/** In bytes: what is read at once. */
const CHUNK = 1024 * 1024;
