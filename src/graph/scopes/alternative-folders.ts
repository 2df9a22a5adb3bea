import type { Folder } from '../../input/files/folder.js';
import type { Alternatives } from './fork.js';
import { stageOf } from './stage.js';

/** Folders that hold one folder for each cluster, or for each setting of one. */
const HOLDERS = /(^|\/)(clusters|overlays|environments|envs)\/$/;

/** Folders beside alternatives that hold what these have in common. */
const SHARED = /^[._]?(base|bases|common|shared|global|all|components)$/i;

/**
 * Folders that are alternatives by their names: those in a folder called `clusters` and the like, and those called after
 * stages. A prefix is the path of the folder with a slash behind it; empty at the top.
 */
export function alternativeFolders({ folders }: Folder, prefix = ''): readonly Alternatives[] {
  const isHolder = HOLDERS.test(prefix);
  const names = [...folders.keys()]
    .filter((name) => !SHARED.test(name) && (isHolder || stageOf(name) !== ''))
    .sort();
  return [
    new Map(names.map((name) => [name, [...(folders.get(name)?.paths(`${prefix}${name}/`) ?? [])]])),
    ...[...folders].flatMap(([name, folder]) => alternativeFolders(folder, `${prefix}${name}/`)),
  ];
}
