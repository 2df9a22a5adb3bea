import type { KubernetesDocument } from '../../input/document.js';
import type { Kustomization } from '../../input/kustomize.js';
import { alternativeDestinations, alternativeFluxRoots } from './alternative-clusters.js';
import { alternativeFolders } from './alternative-folders.js';
import { alternativeKustomizations } from './alternative-kustomizations.js';
import { belongingsOf } from './belongings.js';
import { type Cell, cellsOf } from './cells.js';
import { type Combination, combinationsOf } from './combinations.js';
import { deploymentsIn } from './deployments.js';
import { forksOf } from './fork.js';
import { namesOfScopes } from './names.js';
import { referencesIn } from './references.js';
import { repositoryOf } from './repository.js';
import { tiesOf } from './ties.js';

/** The files of a repository that can meet in one cluster: all but those that belong to other clusters only. */
export interface Scope {
  readonly name: string;
  readonly has: (source: string) => boolean;
}

/**
 * The scopes of a repository; none where nothing forks, and all files may meet. Every source is in at least one scope,
 * and what is common (bases, shared applications) is in each. In doubt files may meet: a false split costs a false alarm.
 */
export function scopesOf(
  sources: readonly string[],
  documents: readonly KubernetesDocument[],
  kustomizations: readonly Kustomization[],
): readonly Scope[] {
  const repository = repositoryOf(sources, kustomizations);
  const deployments = deploymentsIn(documents, repository);
  const forks = forksOf([
    ...alternativeFolders(repository.root),
    alternativeFluxRoots(deployments, repository),
    alternativeDestinations(deployments),
    ...alternativeKustomizations(repository, documents),
  ]);
  if (forks.length === 0) return [];
  const cells = cellsOf(belongingsOf(forks, referencesIn(deployments, repository)));
  const combinations = combinationsOf(cells, tiesOf(forks, cells));
  return combinations.length < 2 ? [] : scopesMadeOf(combinations, cells);
}

/** What is in no cell is common. */
function scopesMadeOf(combinations: readonly Combination[], cells: readonly Cell[]): readonly Scope[] {
  const cellOf = new Map(cells.flatMap((cell) => cell.files.map((file) => [file, cell] as const)));
  const names = namesOfScopes(combinations.map(({ alternatives }) => alternatives));
  const scopes = combinations.map(({ cells: held }, index) => ({
    name: names[index] ?? '',
    has: (source: string) => {
      const cell = cellOf.get(source);
      return cell === undefined || held.has(cell);
    },
  }));
  return scopes.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
