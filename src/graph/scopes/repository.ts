import { Folder } from '../../input/files/folder.js';
import { byFolder, type Kustomization } from '../../input/kustomize.js';

/** The folders of a repository, and the kustomizations that stand for some of them. */
export interface Repository {
  readonly root: Folder;
  readonly kustomizations: readonly Kustomization[];
  readonly kustomizationOf: ReadonlyMap<string, Kustomization>;
}

/** The repository that holds these sources, by name, and the kustomizations. */
export function repositoryOf(
  sources: readonly string[],
  kustomizations: readonly Kustomization[],
): Repository {
  const files = [...sources, ...kustomizations.map(({ source }) => source)];
  return { root: Folder.of(files), kustomizations, kustomizationOf: byFolder(kustomizations) };
}

/** The file that a path means: itself, or the kustomization that stands for a folder. */
export function fileAt(path: string, { root, kustomizationOf }: Repository): string | undefined {
  return root.hasFile(path) ? path : kustomizationOf.get(path)?.source;
}

/** A folder that somebody has applied, with the folders in it or without. */
export interface AppliedFolder {
  readonly folder: string;
  readonly isDeep: boolean;
}

/** What is applied of a folder: its kustomization, or else its files, and those of its folders likewise. */
export function filesApplied({ folder, isDeep }: AppliedFolder, repository: Repository): readonly string[] {
  const kustomization = repository.kustomizationOf.get(folder);
  if (kustomization !== undefined) return [kustomization.source];
  const here = repository.root.at(folder);
  const inner = isDeep ? [...(here?.folders.keys() ?? [])] : [];
  return [
    ...[...(here?.files ?? [])].map((name) => `${folder}/${name}`),
    ...inner.flatMap((name) => filesApplied({ folder: `${folder}/${name}`, isDeep }, repository)),
  ];
}
