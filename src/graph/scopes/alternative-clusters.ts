import { groupBy } from '../../input/group-by.js';
import { type Deployment, startOf } from './deployments.js';
import type { Alternatives } from './fork.js';
import { namesTellingApart } from './names.js';
import type { Repository } from './repository.js';

/** Folders with an object of Flux that applies its own folder: somebody put it into a cluster by hand, one for each. */
export function alternativeFluxRoots(deployments: readonly Deployment[], { root }: Repository): Alternatives {
  const own = deployments.filter(({ isFlux, source, folder }) => isFlux && source.startsWith(`${folder}/`));
  const prefixes = [...new Set(own.map(({ folder }) => `${folder}/`))].sort();
  const innermost = prefixes.filter((prefix, index) => !prefixes[index + 1]?.startsWith(prefix));
  const names = namesTellingApart(innermost.map((prefix) => prefix.slice(0, -1)));
  return new Map(
    innermost.map((prefix, index) => [names[index] ?? '', [...(root.at(prefix)?.paths(prefix) ?? [])]]),
  );
}

/** The clusters that objects send folders to, and the one that these objects are in. */
export function alternativeDestinations(deployments: readonly Deployment[]): Alternatives {
  const groups = groupBy(deployments, ({ destination }) => destination ?? 'in-cluster');
  return new Map([...groups].map(([name, group]) => [name, [...new Set(group.map(startOf))]]));
}
