import { LAYOUTS } from '../layouts/all.js';
import { isSecret } from '../layouts/built-in.js';
import type { Role } from '../layouts/layout.js';
import { recognise } from '../layouts/recognise.js';
import type { Bundle } from '../source.js';
import type { FileTree } from './file-tree.js';

/** A recognised bundle, and the files of it that are to be read, by their paths below its root. */
interface BundleRoles {
  readonly bundle: Bundle;
  readonly roles: ReadonlyMap<string, Role>;
}

/** The same after reading. */
export interface BundleFiles extends BundleRoles {
  /** Whether files may be missing: the archive was cut off, or a limit was reached. */
  readonly isCut: boolean;
}

/** What a file of a tree is read for, if it lies in a bundle. */
export interface FileInBundle {
  readonly bundle: Bundle;
  readonly path: string;
  readonly role: Role;
}

/** The bundles in a tree, and what each file in them is for. A file of a bundle without a role is not read. */
export function bundlesIn(tree: FileTree): {
  readonly bundles: readonly BundleRoles[];
  /** Undefined: the file lies in no bundle. */
  readonly fileAt: (path: string) => FileInBundle | 'without a role' | undefined;
} {
  const bundles = recognise(tree.folder, LAYOUTS).map(({ layout, path, root, because }) => {
    const prefix = path === '' ? '' : `${path}/`;
    const nameOf = (inner: string) => tree.nameOf(prefix + inner);
    const bundle: Bundle = { name: tree.nameOf(path), nameOf, layout, root, because };
    const roles = new Map<string, Role>();
    for (const inner of root.paths()) {
      const role = layout.roleOf(inner, root);
      if (role !== undefined && !isOfSecrets(role)) roles.set(inner, role);
    }
    return { bundle, prefix, roles };
  });
  return {
    bundles,
    fileAt: (path) => {
      const found = bundles.find(({ prefix }) => path.startsWith(prefix));
      if (found === undefined) return undefined;
      const inner = path.slice(found.prefix.length);
      const role = found.roles.get(inner);
      return role === undefined ? 'without a role' : { bundle: found.bundle, path: inner, role };
    },
  };
}

/** No rule asks for them, and what is not read cannot leak. */
function isOfSecrets(role: Role): boolean {
  return role.type === 'objects' && role.kind !== undefined && isSecret(role.kind);
}
