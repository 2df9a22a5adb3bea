import type { Folder } from '../files/folder.js';
import type { Layout } from './layout.js';

/** A bundle that was recognised below the root of an input. */
export interface Recognised {
  readonly layout: Layout;
  /** The path of its root below that of the input: `''` or `wrapper/bundle`. */
  readonly path: string;
  readonly root: Folder;
  /** A phrase that names files. */
  readonly because: string;
}

/** Archives often add one or two folders around what they hold. */
const DEEPEST = 3;

/** The bundles in a tree, the shallowest first. What lies inside one is a copy of it, or its own matter. */
export function recognise(tree: Folder, layouts: readonly Layout[]): readonly Recognised[] {
  const found: Recognised[] = [];
  let level: readonly (readonly [path: string, folder: Folder])[] = [['', tree]];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    const open: (readonly [string, Folder])[] = [];
    for (const [path, folder] of level) {
      const bundle = bundleAt(path, folder, layouts);
      if (bundle === undefined) open.push([path, folder]);
      else found.push(bundle);
    }
    level = open.flatMap(([path, folder]) =>
      [...folder.folders].map(([name, inner]) => [path === '' ? name : `${path}/${name}`, inner] as const),
    );
  }
  return found;
}

function bundleAt(path: string, root: Folder, layouts: readonly Layout[]): Recognised | undefined {
  for (const layout of layouts) {
    const because = layout.evidence(root);
    if (because !== undefined) return { layout, path, root, because };
  }
  return undefined;
}
