import type { Folder } from '../files/folder.js';
import { kindOfResource } from '../kinds.js';
import type { Layout, Role } from './layout.js';
import { conclusionsFrom } from './troubleshoot-conclusions.js';
import {
  CUSTOM_RESOURCES,
  DEFINITIONS,
  isErrors,
  KINDS,
  kindOfErrors,
  NAMESPACES,
  nameOf,
  RESOURCES,
} from './troubleshoot-files.js';

/** What the server serves, in its own words. */
const SERVED = [`${RESOURCES}groups.json`, `${RESOURCES}resources.json`];

/** One of these is in every bundle, and nobody writes them by hand. */
const CAPTURED = [NAMESPACES, DEFINITIONS, `${RESOURCES}nodes.json`, ...SERVED];
const PODS = `${RESOURCES}pods`;

const LOGS = `${PODS}/logs`;

/** What `kubectl support-bundle` and `kubectl preflight` write, in all releases. */
export const troubleshoot: Layout = {
  name: 'Replicated troubleshoot support bundle',
  evidence,
  roleOf,
  claims: conclusionsFrom,
};

function evidence(folder: Folder): string | undefined {
  if (!CAPTURED.some((path) => folder.hasFile(path)) && !holdsJson(folder.at(PODS))) return undefined;
  if (folder.hasFile('version.yaml')) return `'${RESOURCES}' stands beside 'version.yaml'`;
  if (folder.hasFolder('cluster-info')) return `'${RESOURCES}' stands beside 'cluster-info/'`;
  return undefined;
}

/** Bundles with the same folders and YAML in them are other tools'. */
function holdsJson(folder: Folder | undefined): boolean {
  return folder !== undefined && [...folder.files].some((file) => file.endsWith('.json'));
}

function roleOf(path: string, root: Folder): Role | undefined {
  if (path.endsWith('.log')) return logAt(path, root);
  if (!path.startsWith(RESOURCES) || hasTwin(path, root)) return undefined;
  const custom = CUSTOM_RESOURCES.find((folder) => path.startsWith(folder));
  if (custom !== undefined) return customAt(path.slice(custom.length));
  const [first = '', second, ...deeper] = path.slice(RESOURCES.length).split('/');
  if (deeper.length > 0) return undefined;
  return second === undefined ? clusterWide(path, first) : ofNamespace(first, nameOf(second));
}

/** The YAML holds the same once more, or links to the JSON; a mask that YAML takes for an alias can break it. */
function hasTwin(path: string, root: Folder): boolean {
  return path.endsWith('.yaml') && root.hasFile(`${nameOf(path)}.json`);
}

/** Of Namespaces, the shape of the file tells whether they are complete. */
function clusterWide(path: string, file: string): Role | undefined {
  if (SERVED.includes(path) || kindOfErrors(file) !== undefined) return { type: 'evidence' };
  const kind = KINDS.get(nameOf(file));
  if (kind === undefined || kind.namespaced) return undefined;
  return { type: 'objects', kind, complete: path === NAMESPACES ? undefined : 'full' };
}

function ofNamespace(folder: string, namespace: string): Role | undefined {
  const kind = KINDS.get(folder);
  return kind?.namespaced === true ? { type: 'objects', kind, namespace, complete: 'full' } : undefined;
}

/** `DEFINITION`, or `DEFINITION/NAMESPACE`. */
function customAt(path: string): Role | undefined {
  const [definition = '', namespace, ...deeper] = nameOf(path).split('/');
  if (namespace === undefined && isErrors(path)) return { type: 'evidence' };
  if (deeper.length > 0 || !definition.includes('.')) return undefined;
  return { type: 'objects', kind: kindOfResource(definition), namespace, complete: 'full' };
}

function logAt(path: string, root: Folder): Role | undefined {
  if (!path.startsWith(`${LOGS}/`)) return otherLogAt(path, root);
  const [namespace, pod, file, ...deeper] = path.slice(LOGS.length + 1).split('/');
  if (file === undefined || deeper.length > 0 || file.endsWith('-errors.log')) return undefined;
  return { type: 'text', of: 'log', namespace, pod, container: file.replace(/(-previous)?\.log$/, '') };
}

/** Collectors with a name of their own link to the logs of pods; older releases wrote them there, without a namespace. */
function otherLogAt(path: string, root: Folder): Role | undefined {
  const [file = '', pod = '', ...above] = path.split('/').reverse();
  const isNested = above.includes('cluster-resources');
  const hasOriginal = [...(root.at(LOGS)?.folders.values() ?? [])].some((ns) => ns.hasFile(`${pod}/${file}`));
  return isNested || hasOriginal ? undefined : { type: 'text', of: 'log' };
}
