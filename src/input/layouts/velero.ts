import type { Folder } from '../files/folder.js';
import { kindOfPlural } from '../kinds.js';
import type { Layout, Role } from './layout.js';

const VERSION = 'metadata/version';
const RESOURCES = 'resources';

/** `resources/deployments.apps/[v1-preferredversion/]{cluster,namespaces/NS}/NAME.json`. */
const OBJECT =
  /^resources\/(?<plural>[^/.]+)(?:\.(?<group>[^/]+))?\/(?:(?<version>v\d[^/]*)\/)?(?<place>(?:cluster|namespaces\/(?<namespace>[^/]+))\/[^/]+\.json)$/;

/**
 * The archive of a Velero backup. What was asked for (namespaces, labels, kinds) stands in another file, so that nothing
 * follows from what is not in it.
 */
export const velero: Layout = { name: 'Velero backup', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  if (!folder.hasFile(VERSION)) return undefined;
  const resource = [...(folder.at(RESOURCES)?.folders ?? [])].find(([, inner]) => isResource(inner))?.[0];
  return resource && `'${VERSION}' stands beside '${RESOURCES}/${resource}/'`;
}

function isResource(folder: Folder): boolean {
  return folder.hasFolder('cluster') || folder.hasFolder('namespaces');
}

function roleOf(path: string, root: Folder): Role | undefined {
  const found = OBJECT.exec(path)?.groups;
  if (found === undefined || isSecret(found) || isCopy(found, root)) return undefined;
  const { plural = '', group = '', namespace } = found;
  return { type: 'objects', kind: kindOfPlural(plural, group), namespace };
}

type Groups = Readonly<Record<string, string | undefined>>;

function isSecret({ plural, group }: Groups): boolean {
  return plural === 'secrets' && group === undefined;
}

/** The object in the preferred version stands in the folder of its kind as well, where older releases look for it. */
function isCopy({ plural, group, version, place }: Groups, root: Folder): boolean {
  const name = group === undefined ? plural : `${plural}.${group}`;
  return version !== undefined && root.hasFile(`${RESOURCES}/${name}/${place}`);
}
