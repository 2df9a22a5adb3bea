import { groupBy } from '../../input/group-by.js';
import { type Deployment, startOf } from './deployments.js';
import { type AppliedFolder, fileAt, filesApplied, type Repository } from './repository.js';

/** A file brings another along to where it is applied. */
export interface Reference {
  readonly from: string;
  readonly to: string;
  /** An object in a cluster has it applied; a kustomization that names it may be applied nowhere. */
  readonly isApplied: boolean;
}

/** All references, by the file that each starts from, and by the one that it ends at. */
export interface References {
  readonly from: ReadonlyMap<string, readonly Reference[]>;
  readonly to: ReadonlyMap<string, readonly Reference[]>;
}

/** What kustomizations name, and what objects have applied. */
export function referencesIn(deployments: readonly Deployment[], repository: Repository): References {
  const all = [...kustomizationReferences(repository), ...deploymentReferences(deployments, repository)];
  return { from: groupBy(all, ({ from }) => from), to: groupBy(all, ({ to }) => to) };
}

function kustomizationReferences(repository: Repository): readonly Reference[] {
  return repository.kustomizations.flatMap(({ source: from, resources, components, patches }) =>
    [...resources, ...components, ...patches]
      .flatMap((path) => fileAt(path, repository) ?? [])
      .map((to) => ({ from, to, isApplied: false })),
  );
}

/** Many clusters have the same folders applied: each is walked once. */
function deploymentReferences(
  deployments: readonly Deployment[],
  repository: Repository,
): readonly Reference[] {
  const keyOf = ({ folder, isDeep }: AppliedFolder) => JSON.stringify([folder, isDeep]);
  const folders = new Map(deployments.map((deployment) => [keyOf(deployment), deployment]));
  const files = new Map([...folders].map(([key, folder]) => [key, filesApplied(folder, repository)]));
  return deployments.flatMap((deployment) =>
    (files.get(keyOf(deployment)) ?? []).map((to) => ({ from: startOf(deployment), to, isApplied: true })),
  );
}
