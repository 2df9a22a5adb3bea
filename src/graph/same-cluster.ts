import type { Resource } from './resource.js';

/** Folders that hold one folder for each cluster, or for each setting of one. */
const FORKS: ReadonlySet<string> = new Set(['clusters', 'overlays', 'environments', 'envs']);

/** Folders that are named after what they are a setting for: `production`, `prod-eu`. */
const STAGE = /^(dev(elopment)?|test(ing)?|qa|stag(e|ing)|uat|pre-?prod(uction)?|prod(uction)?)(?![a-z])/i;

/** False where a repository keeps the two for different clusters: `overlays/dev` and `overlays/prod` never meet. */
export function mayMeet(one: Resource, other: Resource): boolean {
  const [folders, others] = [foldersOf(one), foldersOf(other)];
  const fork = folders.findIndex((folder, depth) => folder !== others[depth]);
  const [mine, theirs] = [folders[fork], others[fork]];
  if (mine === undefined || theirs === undefined) return true;
  return !FORKS.has(folders[fork - 1] ?? '') && !(STAGE.test(mine) && STAGE.test(theirs));
}

function foldersOf(resource: Resource): readonly string[] {
  return resource.source.split('/').slice(0, -1);
}
