import type { Kustomization } from '../../input/kustomize.js';
import type { Repository } from './repository.js';

/** What kustomizations do to the names of objects, from the outermost down to the file that holds them. */
interface Identity {
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Keys of the objects that a kustomization makes, file by file: equal keys mean the same objects. Of files only the
 * given ones count, and components are left out: many take one of those.
 */
export function objectsMadeBy(
  root: Kustomization,
  files: ReadonlySet<string>,
  { kustomizationOf }: Repository,
): ReadonlySet<string> {
  const made = new Set<string>();
  const seen = new Set<string>();
  const open: (readonly [Kustomization, Identity])[] = [
    [root, { namespace: undefined, prefix: '', suffix: '' }],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [kustomization, outer] = next;
    if (seen.has(kustomization.source)) continue;
    seen.add(kustomization.source);
    const identity = identityIn(kustomization, outer);
    for (const path of kustomization.resources) {
      const inner = kustomizationOf.get(path);
      if (inner !== undefined) open.push([inner, identity]);
      else if (files.has(path)) made.add(JSON.stringify([path, identity]));
    }
  }
  return made;
}

function identityIn({ namespace, namePrefix, nameSuffix }: Kustomization, outer: Identity): Identity {
  return {
    namespace: outer.namespace ?? namespace,
    prefix: `${outer.prefix}${namePrefix}`,
    suffix: `${nameSuffix}${outer.suffix}`,
  };
}
