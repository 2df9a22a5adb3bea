import type { KubernetesDocument } from '../../input/document.js';
import { groupBy } from '../../input/group-by.js';
import { rootsOf } from '../../input/kustomize.js';
import type { Alternatives } from './fork.js';
import { namesTellingApart } from './names.js';
import { objectsMadeBy } from './objects-made.js';
import type { Repository } from './repository.js';

interface Root {
  readonly source: string;
  readonly folder: string;
  readonly made: ReadonlySet<string>;
}

/**
 * Roots that make the same object out of one base cannot be meant for one cluster. Those that give it another namespace
 * or another name can, and so can those that only share a component or a Namespace.
 */
export function alternativeKustomizations(
  repository: Repository,
  documents: readonly KubernetesDocument[],
): readonly Alternatives[] {
  const filled = new Set(documents.filter(holdsMoreThanNamespaces).map(({ source }) => source.name));
  const roots = rootsOf(repository.kustomizations).map((root) => ({
    source: root.source,
    folder: root.folder,
    made: objectsMadeBy(root, filled, repository),
  }));
  return connected(roots).map((group) => {
    const names = namesTellingApart(group.map(({ folder }) => folder));
    const nameOf = new Map(group.map((root, index) => [root, names[index] ?? '']));
    return new Map(
      meetingSets(group).map((set) => [
        set.map((root) => nameOf.get(root)).join(' + '),
        set.map(({ source }) => source),
      ]),
    );
  });
}

function holdsMoreThanNamespaces({ objects }: KubernetesDocument): boolean {
  return objects.some(({ value }) => value.kind !== 'Namespace');
}

/** Groups of roots that share an object with another of the group; one that shares none is a group of its own. */
function connected(roots: readonly Root[]): readonly (readonly Root[])[] {
  const pairs = roots.flatMap((root) => [...root.made].map((object) => ({ object, root })));
  const makers = groupBy(pairs, ({ object }) => object);
  const seen = new Set<string>();
  return roots.map((first) => {
    const group = new Set<Root>();
    const open = [...first.made];
    for (let object = open.pop(); object !== undefined; object = open.pop()) {
      if (seen.has(object)) continue;
      seen.add(object);
      for (const { root } of makers.get(object) ?? []) {
        if (!group.has(root)) open.push(...root.made);
        group.add(root);
      }
    }
    return [...group];
  });
}

/** Sets of roots that can meet, each as large as it gets: mostly one root. Every root is in one at least. */
function meetingSets(roots: readonly Root[]): readonly (readonly Root[])[] {
  const sets: Root[][] = [];
  roots.forEach((root, index) => {
    const open = sets.filter((set) => canMeet(root, set));
    for (const set of open) set.push(root);
    if (open.length > 0) return;
    const set = [root];
    for (const earlier of roots.slice(0, index)) if (canMeet(earlier, set)) set.push(earlier);
    sets.push(set);
  });
  return sets;
}

function canMeet({ made }: Root, set: readonly Root[]): boolean {
  return set.every((other) => [...made].every((object) => !other.made.has(object)));
}
